// A sale that is voided or removed holds no redemption: what it held or names is given back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const stateOf = async (id: number): Promise<string> => (await shop.get(`redemptions/${id}`)).body.data.state
const rewardsOf = async (profileId: string): Promise<number> => (await till.balances(profileId)).rewards

async function soldWithReward(more: Fields = {}) {
  const profileId = await till.member(50)
  const redemption_id = await till.redeem(profileId, 50)
  const sale = await till.record(receipt(profileId, [line('Coat', 100)], { redemption_id, total: 50, ...more }))
  return { profileId, redemption_id, sale }
}

test('a redemption that is named on a voided sale is given back', async () => {
  const profileId = await till.member(50)
  const sale = await till.record(receipt(profileId, [line('Coat', 100)]))
  await till.change(sale.id, { is_void: true })
  const redemption_id = await till.redeem(profileId, 50)
  const named = await till.change(sale.id, { redemption_id })
  expect([named.redemption_id, named.exceptions, await stateOf(redemption_id)]).toEqual([null, [], 'reversed'])
  await shop.remove(`transactions/${sale.id}`)
  expect(await rewardsOf(profileId)).toBe(50)
})

test.each<[string, Fields]>([
  ['moved to another member', { profile_id: null }],
  ['made to name no redemption', { redemption_id: null }],
])('a sale that is voided and %s in one request gives its redemption back', async (_, more) => {
  const { profileId, redemption_id, sale } = await soldWithReward()
  await till.change(sale.id, { is_void: true, ...more })
  expect([await stateOf(redemption_id), await rewardsOf(profileId)]).toEqual(['reversed', 50])
})

test('a sale whose redemption came back as a whole applies nothing of it when it comes back to life', async () => {
  const { profileId, redemption_id, sale } = await soldWithReward()
  await shop.post(`redemptions/${redemption_id}/return`, { amount: 10 })
  await till.change(sale.id, { is_void: true })
  const alive = await till.change(sale.id, { is_void: false })
  expect([alive.redemption_id, alive.items[0].redemption_share, codesOf(alive)]).toEqual([
    null,
    0,
    ['redemption_returned', 'redemption_void_partly_returned'],
  ])
  expect(await rewardsOf(profileId)).toBe(50)
})

describe('a second sale that names a redemption which the first one used', () => {
  const second = (profileId: string, redemption_id: number) =>
    till.record(receipt(profileId, [line('Bag', 100)], { redemption_id, total: 50 }))

  test('is told when the first is deleted: now the customer has the reward and the discount', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const other = await second(profileId, redemption_id)
    expect(codesOf(other)).toEqual(['redemption_already_applied'])
    await shop.remove(`transactions/${sale.id}`)
    expect(codesOf(await till.read(other.id))).toEqual(['redemption_reversed'])
  })

  test('and is sent again as it was answered changes nothing, whatever became of the redemption', async () => {
    const { profileId, redemption_id } = await soldWithReward()
    const other = await second(profileId, redemption_id)
    await shop.post(`redemptions/${redemption_id}/reversal`)
    const before = await till.counts()
    expect(await till.upsert(other)).toEqual(await till.read(other.id))
    expect(await till.counts()).toEqual(before)
    expect(codesOf(await till.read(other.id))).toEqual(['redemption_already_applied'])
  })
})
