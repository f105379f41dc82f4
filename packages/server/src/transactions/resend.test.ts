import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const resend = (sale: Fields) => shop.post('transactions', sale)

test('a receipt sent again is answered again and changes nothing', async () => {
  const profileId = await till.member(30)
  const redemption_id = await till.redeem(profileId, 10)
  const sale = receipt(profileId, [line('Shirt', 50, { external_id: '1' }), line('Cap', 25)], {
    external_id: 'again-1',
    redemption_id,
    location_id: 'nowhere',
    staff_id: 'S-1',
    tags: ['b', 'a'],
    meta: { zeta: 1, a: 2 },
  })
  const first = await shop.post('transactions', sale)
  const before = await till.counts()
  shop.wait(60_000)
  const again = await resend(sale)
  expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body])
  expect(first.headers.get('idempotency-replayed')).toBeNull()
  expect(await till.counts()).toEqual(before)
})

test('it is the same receipt whatever the order of its keys, its unknown fields, and nulls that say nothing', async () => {
  const sale = receipt(null, [line('Cap', 5, { meta: { b: 1, a: 2 } })], { external_id: 'again-2', tender: null })
  await till.record(sale)
  const { tender: _, ...others } = Object.fromEntries(Object.entries(sale).reverse())
  const again = await resend({
    ...others,
    receipt_ref: null,
    sent_at: 'now',
    items: [line('Cap', 5, { id: null, shelf: 3, discounts: null, meta: { a: 2, b: 1 } })],
  })
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
})

test.each<[string[], Fields]>([
  [['total'], { total: 6 }],
  [['items'], { items: [line('Cap', 5), line('Bag', 1)] }],
  [['items', 'total'], { total: 6, items: [line('Cap', 6)] }],
  [['profile_id'], { profile_id: '00000000-0000-4000-8000-000000000000' }],
  [['tags'], { tags: ['b', 'a'] }],
  [['meta', 'receipt_ref', 'transacted_at'], { meta: null, receipt_ref: 'R-9', transacted_at: '2025-07-04 11:10:01' }],
])('other content under its external id is refused and says that %j differs (case %#)', async (differing, change) => {
  const external_id = `clash-${differing.join('-')}`
  const sale = receipt(null, [line('Cap', 5)], { external_id, tags: ['a', 'b'], meta: { lane: 1 } })
  const first = await till.record(sale)
  const before = await till.counts()
  const refused = await resend({ ...sale, ...change })
  expect([refused.status, refused.body.code, Object.keys(refused.body.errors)]).toEqual([
    422,
    'external_id_clash',
    ['external_id'],
  ])
  expect(refused.body.details.differing).toEqual(differing)
  expect(await till.counts()).toEqual(before)
  expect(await till.read(first.id)).toEqual(first)
})

test('a profile id in capitals is the same member', async () => {
  const profileId = await till.member()
  const sale = receipt(profileId, [line('Cap', 5)], { external_id: 'again-capitals' })
  await till.record(sale)
  const again = await resend({ ...sale, profile_id: profileId.toUpperCase() })
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
})

test('a receipt that a queue repeats after staff removed the sale stays removed, and earns nothing again', async () => {
  const profileId = await till.member()
  const sale = receipt(profileId, [line('Cap', 5)], { external_id: 'removed-1' })
  const first = await till.record(sale)
  await shop.remove(`transactions/${first.id}`)
  const again = await resend(sale)
  expect([again.status, again.headers.get('idempotency-replayed'), again.body.data.id]).toEqual([201, 'true', first.id])
  expect((await till.upsert(sale)).id).toBe(first.id)
  expect([(await shop.get(`transactions/${first.id}`)).status, (await till.balances(profileId)).points]).toEqual([
    404, 0,
  ])
  const right = await till.record({ ...sale, total: 4 })
  expect([right.id === first.id, (await till.balances(profileId)).points]).toEqual([false, 4])
})

test('a sale that came by update-create is known when it is sent plainly', async () => {
  const sale = receipt(null, [line('Cap', 5)], { external_id: 'again-3' })
  const first = await till.upsert({ ...sale, delete_existing_items: false })
  const again = await resend(sale)
  expect([again.body.data, again.headers.get('idempotency-replayed')]).toEqual([first, 'true'])
})

test('a sale whose external id was given to it later is known by that one', async () => {
  const sale = receipt(null, [line('Cap', 5)])
  const first = await till.record(sale)
  await till.change(first.id, { external_id: 'again-4' })
  const again = await resend({ ...sale, external_id: 'again-4' })
  expect([again.status, again.body.data?.id]).toEqual([201, first.id])
})

test('two sales without an external id are two sales', async () => {
  const sale = receipt(null, [line('Cap', 5)])
  expect((await till.record(sale)).id).not.toBe((await till.record(sale)).id)
})
