import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { dayMs } from '@tillside/rules/time'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let profileId: string
let members = 0

beforeAll(async () => {
  shop = await openShop()
  await shop.post('rewards/definitions', { name: 'Welcome', handle: 'welcome', value: 50, type: 'bonus', period: 30 })
  await shop.post('benefits/definitions', { name: 'Free hemming', handle: 'hemming', period: 90, max_redemptions: 2 })
})
afterAll(() => shop.close())
beforeEach(async () => {
  members += 1
  const enrolled = await shop.post('profiles', {
    first_name: 'Ada',
    last_name: 'Walker',
    email: `ada-${members}@example.com`,
  })
  profileId = enrolled.body.data.id
})

const reward = (value_initial: number) =>
  shop.post('rewards', {
    profile_id: profileId,
    reward_definition_handle: 'welcome',
    timezone: 'Australia/Sydney',
    value_initial,
  })
const sell = (external_id: string, more: object = {}) =>
  shop.post('transactions', {
    profile_id: profileId,
    external_id,
    receipt_ref: external_id,
    transacted_at: '2025-07-04 11:17:42',
    timezone: 'Australia/Sydney',
    total: 60,
    items: [{ external_id: `${external_id}-1`, name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }],
    ...more,
  })
const ledger = async (query = ''): Promise<Record<string, never>[]> =>
  (await shop.get(`profiles/${profileId}/ledgers${query}`)).body.data
const told = (entries: readonly Record<string, unknown>[], ...fields: string[]) =>
  entries.map((entry) => fields.map((field) => entry[field]))

test('a checkout and a return read as a story, with what could be spent after each step', async () => {
  await reward(70)
  const redeemed = await shop.post(`profiles/${profileId}/redeem`, { amount: 40 })
  const sale = await sell('14-3-00981', { redemption_id: redeemed.body.data.id })
  const [line] = sale.body.data.items
  await shop.post('transactions', {
    profile_id: profileId,
    external_id: '14-3-00990',
    transacted_at: '2025-07-04 12:00:00',
    timezone: 'Australia/Sydney',
    total: -60,
    items: [{ name: 'Coat', quantity: -1, price_current: 100, price_sell: 60, return_for: line.id }],
  })
  await shop.post(`redemptions/${redeemed.body.data.id}/return`)
  expect(
    told(await ledger(), 'type', 'description', 'dollar_value', 'dollar_balance', 'point_value', 'point_balance'),
  ).toEqual([
    ['reward', 'Welcome issued', 70, 70, 0, 0],
    ['reward', 'Redeemed on sale 14-3-00981', -40, 30, 0, 0],
    ['transaction', 'Earned on sale 14-3-00981', 0, 30, 60, 60],
    ['transaction', 'Points taken back for a return', 0, 30, -60, 0],
    ['reward', 'Returned: Welcome for goods bought on sale 14-3-00981', 40, 70, 0, 0],
  ])
})

test('each entry shows what moved, and the one that it undoes', async () => {
  await reward(50)
  await shop.post('benefits', {
    profile_id: profileId,
    benefit_definition_id: 1,
    issued_at: '2025-07-01 00:00:00',
    timezone: 'Australia/Sydney',
  })
  const redeemed = await shop.post(`profiles/${profileId}/redeem`, { amount: 10, benefits: [{ handle: 'hemming' }] })
  await shop.post(`redemptions/${redeemed.body.data.id}/reversal`)
  const entries = await ledger()
  expect(told(entries, 'type', 'description', 'count')).toEqual([
    ['reward', 'Welcome issued', null],
    ['benefit', 'Free hemming issued', 2],
    ['reward', 'Redeemed', null],
    ['benefit', 'Free hemming used', -1],
    ['reward', 'Redemption reversed', null],
    ['benefit', 'Redemption reversed', 1],
  ])
  expect(entries[4]?.['undoes_entry_id']).toBe(entries[2]?.['id'])
  expect(entries[4]?.['type_attributes']).toMatchObject({ value_remaining: 50, definition: { handle: 'welcome' } })
  expect(entries[5]?.['type_attributes']).toMatchObject({ redemptions_remaining: 2 })
  const one = await shop.get(`profiles/${profileId}/ledgers/${entries[2]?.['id']}`)
  expect(one.body.data).toEqual(entries[2])
})

test('what has expired no longer counts in the balance of a later entry', async () => {
  await reward(70)
  shop.wait(31 * dayMs)
  await reward(20)
  expect(told(await ledger(), 'dollar_value', 'dollar_balance')).toEqual([
    [70, 70],
    [20, 20],
  ])
})

test('points are shown in money, adjustments and voids in words', async () => {
  const sale = await sell('14-3-00995')
  const [row] = (await shop.get(`profiles/${profileId}/points`)).body.data
  await shop.put(`points/${row.id}`, { value_remaining: 50 })
  await shop.put(`transactions/${sale.body.data.id}`, { is_void: true })
  expect(told(await ledger(), 'description', 'point_value', 'point_dollar_value', 'point_balance')).toEqual([
    ['Earned on sale 14-3-00995', 60, 0.6, 60],
    ['Points adjusted', -10, -0.1, 50],
    ['Points taken back, as sale 14-3-00995 was changed', -50, -0.5, 0],
    ['Points taken away before: counted as taken back with the sale', 10, 0.1, 10],
    ['Points taken back, as sale 14-3-00995 was changed', -10, -0.1, 0],
  ])
})

test('the list can be narrowed and turned round', async () => {
  await reward(70)
  await shop.post(`profiles/${profileId}/redeem`, { amount: 40 })
  await shop.post(`profiles/${profileId}/redeem`, { amount: 5 })
  const values = async (query: string): Promise<unknown[]> =>
    (await ledger(query)).map((entry) => entry['dollar_value'])
  expect(await values('?filter[dollar_value][lt]=-5')).toEqual([-40])
  expect(await values('?filter[dollar_balance]=25')).toEqual([-5])
  expect(await values('?filter[cause][in]=issue,redeem&filter[dollar_value][ne]=-5')).toEqual([70, -40])
  expect(await values('?filter[redemption_id][nullable]=1')).toEqual([70])
  expect(await values('?filter[created_at][gte]=2020-01-01&sort=-id')).toEqual([-5, -40, 70])
})

test('another member’s entry is not found', async () => {
  await reward(70)
  const [entry] = await ledger()
  const other = await shop.post('profiles', {
    first_name: 'Bea',
    last_name: 'Walker',
    email: `bea-${members}@example.com`,
  })
  expect((await shop.get(`profiles/${other.body.data.id}/ledgers/${entry?.['id']}`)).status).toBe(404)
  expect((await shop.get(`profiles/${other.body.data.id}/ledgers`)).body.data).toEqual([])
  expect((await shop.get('profiles/nobody/ledgers')).status).toBe(404)
})
