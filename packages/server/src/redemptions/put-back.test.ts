// What comes back is what was redeemed, whatever expired or was owed meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
  await shop.close()
})

const day = 24 * 60 * 60_000

/** A sale of 100.00 whose points are spent, and whose goods come back: 100 points are owed. */
async function owing(): Promise<{ profileId: string; redemptionId: number }> {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 100)]))
  const redemptionId = await till.redeem(profileId, 1, { strategies: ['points'] })
  await till.record(receipt(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  expect((await till.balances(profileId)).points).toBe(-100)
  return { profileId, redemptionId }
}

const pointRows = async (profileId: string): Promise<number[]> => {
  const { data } = (await shop.get(`profiles/${profileId}/points?sort=id`)).body
  return data.map((row: { value_remaining: number }) => row.value_remaining)
}

test.each(['reversal', 'return'])(
  'points that come back by a %s pay what is owed, and nothing is owed later',
  async (how) => {
    const { profileId, redemptionId } = await owing()
    expect((await shop.post(`redemptions/${redemptionId}/${how}`, {})).status).toBe(201)
    expect(await pointRows(profileId)).toSatisfy((rows: number[]) => rows.every((left) => left === 0))
    shop.wait(800 * day)
    expect((await till.balances(profileId)).points).toBe(0)
  },
)

test('points that are given by hand pay what is owed first', async () => {
  const { profileId } = await owing()
  const given = await shop.post('points', {
    profile_id: profileId,
    point_definition_id: 1,
    value_initial: 150,
    issued_at: '2025-07-01 00:00:00',
  })
  expect([given.status, given.body.data.value_remaining]).toEqual([201, 50])
  expect((await till.balances(profileId)).points).toBe(50)
})

test('a reward that comes back after it expired brings back what was redeemed, not what expired unspent', async () => {
  const profileId = await till.member()
  const rewardId = await till.reward(profileId, 100)
  const redemption_id = await till.redeem(profileId, 1)
  const sale = await till.record(receipt(profileId, [line('Coat', 100)], { redemption_id, total: 99 }))
  shop.wait(day)
  expect((await shop.put(`rewards/${rewardId}`, { expires_at: '2025-07-05 00:00:00' })).status).toBe(200)
  shop.wait(400 * day)
  expect((await till.balances(profileId)).rewards).toBe(0)
  await till.change(sale.id, { is_void: true })
  expect((await till.balances(profileId)).rewards).toBe(1)
  const { data } = (await shop.get(`profiles/${profileId}/ledgers?sort=id&filter[type]=reward`)).body
  const told = data.map((entry: { cause: string; dollar_value: number }) => [entry.cause, entry.dollar_value])
  expect(told.slice(-2)).toEqual([
    ['removal', -99],
    ['reversal', 1],
  ])
})
