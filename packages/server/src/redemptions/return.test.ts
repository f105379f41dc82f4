// Giving value back for goods that came back: how much, of which kind, and as what.
import { dayMs } from '@tillside/rules/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

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

/** 10.00 of rewards (7 + 3), then 5.00 of points. */
async function redeemedBoth(): Promise<{ profileId: string; id: number }> {
  const profileId = await programme.member()
  await programme.reward(profileId, 7, { expires_at: '2025-07-20' })
  await programme.reward(profileId, 3, { expires_at: '2025-07-30' })
  await programme.points(profileId, 1000)
  return { profileId, id: (await programme.redeem(profileId, { amount: 15 })).body.data.id }
}

describe('how much', () => {
  test('without a body everything comes back, and the answer has the shape of a redemption', async () => {
    const { profileId, id } = await redeemed()
    const spent = await programme.redeem(profileId, { amount: 1 })
    const { status, body } = await programme.giveBack(id)
    expect(status).toBe(201)
    expect(Object.keys(body.data).sort()).toEqual(Object.keys(spent.body.data).sort())
    expect(body.data).toMatchObject({ profile_id: profileId, total: 20, total_localised: 20, currency: null, meta: null, balances: { reward_balance: 49 } })
    expect(await programme.redemption(body.data.id)).toMatchObject({ type: 'return', state: 'return', linked_redemption_id: id, total: 20, items: [{ type: 'reward', value: 20 }] })
    expect(await programme.redemption(id)).toMatchObject({ type: 'redeem', state: 'returned', total: 20 })
    const again = await programme.giveBack(id)
    expect([again.status, again.body.code, Object.keys(again.body.errors)]).toEqual([422, 'nothing_to_return', ['amount']])
  })

  test('in parts, odd cents included, until nothing is left', async () => {
    const { id } = await redeemed(19.99)
    for (const [amount, balance] of [[0.01, 30.02], [6.66, 36.68], [13.31, 49.99]] as const) {
      expect((await programme.giveBack(id, { amount })).body.data).toMatchObject({ total: amount, balances: { reward_balance: balance } })
    }
    const last = await programme.giveBack(id, { amount: 5 })
    expect(last.body.data).toMatchObject({ total: 0.01, balances: { reward_balance: 50 } })
    expect(await programme.redemption(id)).toMatchObject({ state: 'returned' })
  })

  test('asked for more, the rest comes back; a strict till gets nothing and hears what is left', async () => {
    const { profileId, id } = await redeemed()
    await programme.giveBack(id, { amount: 5 })
    const { status, body } = await programme.giveBack(id, { amount: 15.01, strict: true })
    expect([status, body.code, Object.keys(body.errors), body.details]).toEqual([422, 'return_exceeds_redemption', ['amount'], { returnable: 15, asked: 15.01 }])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 35 })
    expect((await programme.giveBack(id, { amount: 1000 })).body.data.total).toBe(15)
  })

  test('what the request says about store, receipt and meta is kept on the return; the redemption shows when it changed', async () => {
    const { id } = await redeemed()
    const { body: store } = await shop.post('locations', { name: 'Carlton' })
    shop.wait(60_000)
    const said = { location_id: store.data.id, meta: { reason: 'wrong size' }, transaction_external_id: 'x-9', transaction_receipt_ref: 'r-9' }
    const { body } = await programme.giveBack(id, { amount: 1, currency: 'AUD', ...said })
    expect(body.data).toMatchObject({ ...said, location: store.data })
    expect(await programme.redemption(body.data.id)).toMatchObject(said)
    expect((await programme.redemption(id)).updated_at).toBe(body.data.created_at)
  })

  test('the other spelling of the path does the same', async () => {
    const { id } = await redeemed()
    expect((await shop.post(`redemptions/${id}/refund`, { amount: 4 })).body.data.total).toBe(4)
  })
})

describe('of which kind', () => {
  test('the last spent comes back first', async () => {
    const { profileId, id } = await redeemedBoth()
    const back = async (amount: number) => (await programme.giveBack(id, { amount })).body.data.balances
    expect(await back(4)).toMatchObject({ reward_balance: 0, point_balance: 900 })
    expect(await back(2)).toMatchObject({ reward_balance: 1, point_balance: 1000 })
    expect(await back(100)).toMatchObject({ reward_balance: 10, point_balance: 1000 })
    expect(await programme.rewardsLeft(profileId)).toEqual([0, 0, 1, 2, 7])
  })

  test.each([
    ['rewards', { strategies: ['rewards'] }, 10, { reward_balance: 10, point_balance: 500 }],
    ['points, in the old way', { strategy: 'points' }, 5, { reward_balance: 0, point_balance: 1000 }],
    ['rewards up to an amount', { amount: 6, strategies: ['rewards'] }, 6, { reward_balance: 6, point_balance: 500 }],
    ['points, and no more than points', { amount: 6, strategies: ['points'] }, 5, { reward_balance: 0, point_balance: 1000 }],
    ['rewards first, then points', { amount: 12, strategy: 'rewards_points' }, 12, { reward_balance: 10, point_balance: 700 }],
    ['whatever there is of three kinds', { strategies: ['rewards', 'points', 'benefits'] }, 15, { reward_balance: 10, point_balance: 1000 }],
  ])('%s', async (_, wish, total, balances) => {
    const { id } = await redeemedBoth()
    expect((await programme.giveBack(id, wish)).body.data).toMatchObject({ total, balances })
  })

  test('a kind that was not spent has nothing to return', async () => {
    const { id } = await redeemed()
    for (const wish of [{ strategies: ['points'] }, { strategies: ['benefits'] }, { amount: 5, strategies: ['points'] }]) {
      const { status, body } = await programme.giveBack(id, wish)
      expect([status, body.code], JSON.stringify(wish)).toEqual([422, 'nothing_to_return'])
    }
    expect((await programme.giveBack(id, { amount: 5, strategies: ['credits'] })).body.code).toBe('strategy_unsupported')
    expect((await programme.giveBack(id, { amount: 5, strategies: ['benefits'] })).body.code).toBe('strategy_unsupported')
    expect((await shop.get(`redemptions?filter[linked_redemption_id]=${id}`)).body.meta.total).toBe(0)
  })
})

describe('as what', () => {
  test('a new reward of the same definition with a fresh period, and the old one stays spent', async () => {
    const { profileId, rewardId, id } = await redeemed()
    const original = (await shop.get(`rewards/${rewardId}`)).body.data
    shop.wait(10 * dayMs)
    const { body } = await programme.giveBack(id, { amount: 12.34 })
    const [made] = (await shop.get(`profiles/${profileId}/rewards?sort=-id`)).body.data
    expect(made).toMatchObject({
      value_initial: 12.34, value_remaining: 12.34, definition: { id: programme.rewardDefinitionId }, timezone: original.timezone,
      source_type: 'redemption', source_id: body.data.id, is_active: true,
    })
    expect(Date.parse(made.expires_at) - Date.parse(original.expires_at)).toBe(10 * dayMs)
    expect((await shop.get(`rewards/${rewardId}`)).body.data).toMatchObject({ value_remaining: 30, expires_at: original.expires_at })
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
    expect(body.data.map((row: { id: number; expires_at: string }) => row.expires_at)).toEqual(['2027-01-31 23:59:59', null, null, '2027-01-31 23:59:59'])
    expect(far).toBeLessThan(endless)
  })

  test('what ended long ago comes back with a fresh period; points that had an end get the rest of the next day', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 5, { expires_at: '2025-08-01 12:00:00', timezone: 'Australia/Sydney' })
    await programme.points(profileId, 500, { expires_at: '2025-08-01 12:00:00' })
    const { body } = await programme.redeem(profileId, { amount: 10 })
    shop.wait(Date.parse('2026-01-10T01:00:00Z') - shop.now())
    expect((await programme.giveBack(body.data.id)).body.data.balances).toMatchObject({ reward_balance: 5, point_balance: 500 })
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
    for (const amount of [0.67, 0.67, 0.66]) parts.push((await programme.giveBack(body.data.id, { amount })).body.data.total)
    expect(parts).toEqual([0.67, 0.67, 0.66])
    expect(await programme.balances(profileId)).toMatchObject({ point_balance: 300.5 })
    await programme.setRate('0.01')
    expect(await programme.pointsLeft(profileId)).toEqual([14.785, 95.714, 95.715, 94.286])
  })

  test('points that come back lessen a debt', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 5)
    const sale = { profile_id: profileId, transacted_at: '2025-07-04 10:00:00', timezone: 'UTC', items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 100 }] }
    const sold = await shop.post('transactions', { ...sale, external_id: 'debt-1', total: 100 })
    const { body: spent } = await programme.redeem(profileId, { amount: 0.8, strategies: ['points'] })
    await shop.post('transactions', { ...sale, external_id: 'debt-2', total: -100, items: [{ ...sale.items[0], quantity: -1, return_for: sold.body.data.items[0].id }] })
    expect((await programme.giveBack(spent.data.id, { amount: 0.3 })).body.data.balances).toMatchObject({ point_balance: -50, point_balance_dollars: 0, combined_balance_dollars: 5 })
    expect((await programme.redeem(profileId, { amount: 1, strategies: ['points'] })).body.code).toBe('nothing_to_redeem')
    expect((await programme.giveBack(spent.data.id)).body.data).toMatchObject({ total: 0.5, balances: { point_balance: 0 } })
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
})

describe('refused', () => {
  test('of a reversed redemption, of a return or reversal, and of what is not there', async () => {
    const { id } = await redeemed()
    const reversal = (await programme.reverse(id)).body.data.id
    expect((await programme.giveBack(id)).body.code).toBe('already_reversed')
    const back = (await programme.giveBack((await redeemed()).id)).body.data.id
    for (const other of [reversal, back]) expect((await programme.giveBack(other)).body.code).toBe('not_a_redemption')
    for (const unknown of [999_999, 0, 'abc', '1.0']) expect((await programme.giveBack(unknown as number)).status).toBe(404)
  })

  test.each([
    ['amount', { amount: 0 }], ['amount', { amount: -5 }], ['amount', { amount: 0.001 }], ['amount', { amount: 1e308 }], ['amount', { amount: '5' }],
    ['strategies', { strategies: [] }], ['strict', { strict: 1 }], ['meta', { meta: 'x' }], ['location_id', { amount: 5, location_id: 999_999 }],
    ['currency', { amount: 5, currency: 'NZD' }], ['benefits.0.id', { benefits: [{ quantity: 1 }] }], ['benefits.0.quantity', { benefits: [{ id: 1, quantity: 0 }] }],
  ])('a wrong %s by its name: %j', async (field, wish) => {
    const { profileId, id } = await redeemed()
    const { status, body } = await programme.giveBack(id, wish)
    expect([status, Object.keys(body.errors)]).toEqual([422, [field]])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  })

  test('without the scope return', async () => {
    const { id } = await redeemed()
    expect((await programme.giveBack(id, {}, { token: await shop.tokenWith(['redeem-strategy', 'reverse-late']) })).status).toBe(403)
  })
})
