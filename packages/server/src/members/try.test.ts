import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from '../../test/shop.ts'
let shop: Shop
beforeAll(async () => { shop = await openShop() })
afterAll(() => shop.close())
test('try', async () => {
  const a = await shop.post('profiles', { first_name: 'Sample', last_name: 'Member', email: 'Sample@example.com', mobile_phone: '0412 345 678', identities: [{ handle: 'pos-customer', identifier: 'C-1', is_primary: true }], comms_attributes: { email_promo: true }, tags: ['x'], custom_attributes: [{ namespace: 'a', handle: '__proto__', type: 'string', value: 'v' }], birth_day: 29, birth_month: 2 })
  console.log(a.status, JSON.stringify(a.body, null, 1))
  const b = await shop.post('profiles/search-id', { type: 'pos-customer', id: 'C-1' })
  expect(b.body).toEqual(a.body)
  for (const p of ['profiles?search=sam', 'profiles?filter[email]=SAMPLE@example.com', 'profiles?search=0412345678', 'profiles?filter[identities.identifier]=C-1&filter[tags][handle]=x', 'profiles?search=5678', 'profiles?search=sa me', 'profiles?search=C-1','profiles?search=zz','identities?include=profile','profiles?sort=-id','profiles?sort=email,-first_name']) {
    const r = await shop.get(p)
    console.log(p, r.status, r.body.data?.length ?? r.body, r.body.meta?.total)
  }
  const c = await shop.put(`profiles/${a.body.data.id}`, a.body.data)
  expect(c.body).toEqual(a.body)
  console.log((await shop.put(`profiles/${a.body.data.id}`, {gender: 5, mobile_phone: '0411'})).body)
  console.log((await shop.put(`profiles/${a.body.data.id}`, {mobile_phone: '0411'})).body)
  console.log((await shop.remove(`profiles/${a.body.data.id}`)).status)
})
