// What a return makes: new rewards and points, with a period that the member does not lose by.
import { dayMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

async function redeemed(amount = 20): Promise<{ profileId: string; rewardId: number; id: number }> {
  const profileId = await programme.member()
  const rewardId = await programme.reward(profileId, 50)
  return { profileId, rewardId, id: (await programme.redeem(profileId, { amount })).body.data.id }
}

test('a new reward of the same definition with a fresh period, and the old one stays spent', async () => {
  const { profileId, rewardId, id } = await redeemed()
  const original = (await shop.get(`rewards/${rewardId}`)).body.data
  shop.wait(10 * dayMs)
  const { body } = await programme.giveBack(id, { amount: 12.34 })
  const [made] = (await shop.get(`profiles/${profileId}/rewards?sort=-id`)).body.data
  expect(made).toMatchObject({
    value_initial: 12.34,
    value_remaining: 12.34,
    definition: { id: programme.rewardDefinitionId },
    timezone: original.timezone,
    source_type: 'redemption',
    source_id: body.data.id,
    is_active: true,
  })
  expect(Date.parse(made.expires_at) - Date.parse(original.expires_at)).toBe(10 * dayMs)
  expect((await shop.get(`rewards/${rewardId}`)).body.data).toMatchObject({
    value_remaining: 30,
    expires_at: original.expires_at,
  })
})

test('it never ends before the original would have, and never ends when that never did', async () => {
  const profileId = await programme.member()
  const far = await programme.reward(profileId, 5, { expires_at: '2027-01-31 23:59:59' })
  const endless = await programme.reward(profileId, 5, { issued_at: '2025-01-01' })
  await shop.put(`rewards/${endless}`, { expires_at: null })
  expect((await programme.redeem(profileId, { amount: 10 })).body.data.total).toBe(10)
  const [{ id }] = (await shop.get(`profiles/${profileId}/redemptions`)).body.data
  await programme.giveBack(id)
  const { body } = await shop.get(`profiles/${profileId}/rewards?sort=id`)
  expect(body.data.map((row: { id: number; expires_at: string }) => row.expires_at)).toEqual([
    '2027-01-31 23:59:59',
    null,
    null,
    '2027-01-31 23:59:59',
  ])
  expect(far).toBeLessThan(endless)
})

test('what ended long ago comes back with a fresh period; points that had an end get the rest of the next day', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 5, { expires_at: '2025-08-01 12:00:00', timezone: 'Australia/Sydney' })
  await programme.points(profileId, 500, { expires_at: '2025-08-01 12:00:00' })
  const { body } = await programme.redeem(profileId, { amount: 10 })
  shop.wait(Date.parse('2026-01-10T01:00:00Z') - shop.now())
  expect((await programme.giveBack(body.data.id)).body.data.balances).toMatchObject({
    reward_balance: 5,
    point_balance: 500,
  })
  const [reward] = (await shop.get(`profiles/${profileId}/rewards?sort=-id`)).body.data
  const [point] = (await shop.get(`profiles/${profileId}/points?sort=-id`)).body.data
  expect([reward.expires_local_at, point.expires_at]).toEqual(['2026-02-09 23:59:59', '2026-01-11 12:59:59'])
})

test('points come back as points, to the thousandth, whatever they are worth today', async () => {
  await programme.setRate('0.007')
  const profileId = await programme.member()
  await programme.points(profileId, 300.5)
  const { body } = await programme.redeem(profileId, { amount: 2 })
  expect(body.data.balances.point_balance).toBe(14.785)
  await programme.setRate('0.02')
  const parts = []
  for (const amount of [0.67, 0.67, 0.66])
    parts.push((await programme.giveBack(body.data.id, { amount })).body.data.total)
  expect(parts).toEqual([0.67, 0.67, 0.66])
  expect(await programme.balances(profileId)).toMatchObject({ point_balance: 300.5 })
  await programme.setRate('0.01')
  expect(await programme.pointsLeft(profileId)).toEqual([14.785, 95.714, 95.715, 94.286])
})

test('points that come back lessen a debt', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 5)
  const sale = {
    profile_id: profileId,
    transacted_at: '2025-07-04 10:00:00',
    timezone: 'UTC',
    items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }],
  }
  const sold = await shop.post('transactions', { ...sale, external_id: 'debt-1', total: 100 })
  const { body: spent } = await programme.redeem(profileId, { amount: 0.8, strategies: ['points'] })
  await shop.post('transactions', {
    ...sale,
    external_id: 'debt-2',
    total: -100,
    items: [{ ...sale.items[0], quantity: -1, return_for: sold.body.data.items[0].id }],
  })
  expect((await programme.giveBack(spent.data.id, { amount: 0.3 })).body.data.balances).toMatchObject({
    point_balance: -50,
    point_balance_dollars: 0,
    combined_balance_dollars: 5,
  })
  expect((await programme.redeem(profileId, { amount: 1, strategies: ['points'] })).body.code).toBe('nothing_to_redeem')
  expect((await programme.giveBack(spent.data.id)).body.data).toMatchObject({
    total: 0.5,
    balances: { point_balance: 0 },
  })
})

test('what came back can be spent, and come back again', async () => {
  const { profileId, id } = await redeemed(50)
  await programme.giveBack(id)
  const { body } = await programme.redeem(profileId, { amount: 50 })
  expect((await programme.giveBack(body.data.id)).body.data.balances).toMatchObject({ reward_balance: 50 })
  expect((await programme.giveBack(id)).body.code).toBe('nothing_to_return')
})

test('it goes to the member also when they were deleted since', async () => {
  const { profileId, id } = await redeemed()
  await shop.remove(`profiles/${profileId}`)
  expect((await programme.giveBack(id)).body.data).toMatchObject({ profile_id: profileId, total: 20 })
})
