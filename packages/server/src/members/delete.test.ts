import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

let count = 0
const enrol = async (fields: Record<string, unknown> = {}) => {
  const { status, body } = await shop.post('profiles', { email: `delete${(count += 1)}@example.com`, ...fields })
  expect(status).toBe(201)
  return body.data
}

test('a deleted member is nowhere, and what was theirs is free', async () => {
  const card = { handle: 'loyalty-card', identifier: 'GONE-1', is_primary: true }
  const member = await enrol({
    first_name: 'Vanishing',
    email: 'gone@example.com',
    mobile_phone: '0415 000 001',
    identities: [card],
  })
  expect((await shop.remove(`profiles/${member.id}`)).status).toBe(204)
  const path = `profiles/${member.id}`
  for (const gone of [
    path,
    `${path}/balances`,
    `${path}/identities`,
    `${path}/identities/loyalty-card`,
    `${path}/identities/id/${member.identities[0].id}`,
  ]) {
    expect((await shop.get(gone)).status, gone).toBe(404)
  }
  expect((await shop.put(path, { first_name: 'Back' })).status).toBe(404)
  expect((await shop.post(`${path}/identities`, { handle: 'pos', identifier: 'x' })).status).toBe(404)
  expect((await shop.remove(path)).status).toBe(404)
  expect((await shop.post('profiles/search-id', { type: 'loyalty-card', id: 'GONE-1' })).status).toBe(404)
  expect((await shop.post('profiles/search-id', { type: 'profile_id', id: member.id })).status).toBe(404)
  expect((await shop.get('identities/search-profile/GONE-1')).body.data).toEqual([])
  expect((await shop.get('identities?filter[identifier]=GONE-1')).body.data).toEqual([])
  for (const query of ['search=vanishing', 'search=0415000001', 'search=GONE-1', 'filter[email]=gone@example.com']) {
    expect((await shop.get(`profiles?${query}`)).body.meta.total, query).toBe(0)
  }
  const next = await enrol({ email: 'GONE@example.com', mobile_phone: '0415 000 001', identities: [card] })
  expect(next.external_id).toBe('GONE-1')
  const [kept] = await shop.sql`select deleted_identities from profile where id = ${member.id}`
  expect(kept?.['deleted_identities']).toMatchObject([
    { handle: 'loyalty-card', identifier: 'GONE-1', is_primary: true },
  ])
})
