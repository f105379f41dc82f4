import { afterAll, beforeAll, test } from 'vitest'
import { openShop, type Shop } from '../../test/shop.ts'
import { line, openTill, receipt, type Till } from '../../test/till.ts'
let shop: Shop
let till: Till
beforeAll(async () => { shop = await openShop(); till = openTill(shop) })
afterAll(() => shop.close())
test('timings', async () => {
  const profileId = await till.member(100)
  const redemption_id = await till.redeem(profileId, 99.99)
  const items = Array.from({ length: 1000 }, (_, index) => line(`Line ${index}`, 1 + (index % 7), { external_id: `l-${index}`, sku: `S-${index}`, tags: [`t-${index % 9}`] }))
  const call = async (name: string, method: string, path: string, body: unknown) => {
    const t = performance.now()
    const r = await fetch(`${shop.url}/api/v3/${path}`, { method, headers: { authorization: `Bearer ${shop.adminToken}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    const json = await r.json() as { data: Record<string, unknown> }
    console.log(name, r.status, Math.round(performance.now() - t))
    return json.data
  }
  await call('warm', 'POST', 'transactions', receipt(profileId, items.slice(0, 2)))
  const sale = await call('create', 'POST', 'transactions', receipt(profileId, items, { external_id: 'long', redemption_id }))
  await call('upsert same', 'POST', 'transactions/update-create', sale)
  await call('upsert all changed', 'POST', 'transactions/update-create', { ...sale, items: (sale['items'] as object[]).map((item) => ({ ...item, department: 'x' })) })
  await call('return', 'POST', 'transactions', receipt(profileId, items.map((item) => ({ ...item, quantity: -1, return_for: item['external_id'] })), { external_id: 'b' }))
  await call('unknown variants', 'POST', 'transactions', receipt(profileId, items.map((item) => ({ ...item, product_variant_sku: item['sku'] }))))
})
