// What other features ask of members.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { findProfileForSale, findProfileSummaries } from './service.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('a sale names its member by id, by e-mail, or by a card, also by one that was blocked since', async () => {
  const identities = [
    { handle: 'pos', identifier: '042100005264' },
    { handle: 'pos', identifier: 'OLD', is_active: false },
  ]
  const { body } = await shop.post('profiles', { email: 'Sale@example.com', identities })
  const { id } = body.data
  const find = (given: string, handle: string | null) => findProfileForSale(shop.sql, given, handle)
  expect(await find(id, null)).toBe(id)
  expect(await find(id.toUpperCase(), null)).toBe(id)
  expect(await find('SALE@example.com', 'email')).toBe(id)
  expect(await find('0042100005264', 'pos')).toBe(id)
  expect(await find('OLD', 'pos')).toBe(id)
  for (const [given, handle] of [
    ['x', null],
    ['x', 'email'],
    ['x', 'pos'],
    ['OLD', 'ecommerce'],
    ['', 'pos'],
  ] as const) {
    expect(await find(given, handle)).toBeNull()
  }
  await shop.remove(`profiles/${id}`)
  expect(await find(id, null)).toBeNull()
  expect(await find('sale@example.com', 'email')).toBeNull()
  expect(await find('OLD', 'pos')).toBeNull()
})

test('members are summed up by id, and those that were deleted are not', async () => {
  const enrol = async (email: string) =>
    (await shop.post('profiles', { email, first_name: 'A', last_name: 'B', statuses: ['gold'] })).body.data.id
  const [kept, gone] = [await enrol('kept@example.com'), await enrol('gone@example.com')]
  await shop.remove(`profiles/${gone}`)
  const summaries = await findProfileSummaries(shop.sql, [kept, gone])
  expect([...summaries]).toEqual([
    [kept, { first_name: 'A', last_name: 'B', full_name: 'A B', email: 'kept@example.com', statuses: ['gold'] }],
  ])
  expect((await findProfileSummaries(shop.sql, [])).size).toBe(0)
})
