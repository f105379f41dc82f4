// Giving value back for goods that came back: how much, of which kind, and what is refused.
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
    expect(body.data).toMatchObject({
      profile_id: profileId,
      total: 20,
      total_localised: 20,
      currency: null,
      meta: null,
      balances: { reward_balance: 49 },
    })
    expect(await programme.redemption(body.data.id)).toMatchObject({
      type: 'return',
      state: 'return',
      linked_redemption_id: id,
      linked_source_id: id,
      linked_source_type: 'redemption',
      total: 20,
      items: [{ type: 'reward', value: 20 }],
    })
    expect(await programme.redemption(id)).toMatchObject({ type: 'redeem', state: 'returned', total: 20 })
    const again = await programme.giveBack(id)
    expect([again.status, again.body.code, Object.keys(again.body.errors)]).toEqual([
      422,
      'nothing_to_return',
      ['amount'],
    ])
  })

  test('in parts, odd cents included, until nothing is left', async () => {
    const { id } = await redeemed(19.99)
    for (const [amount, balance] of [
      [0.01, 30.02],
      [6.66, 36.68],
      [13.31, 49.99],
    ] as const) {
      expect((await programme.giveBack(id, { amount })).body.data).toMatchObject({
        total: amount,
        balances: { reward_balance: balance },
      })
    }
    const last = await programme.giveBack(id, { amount: 5 })
    expect(last.body.data).toMatchObject({ total: 0.01, balances: { reward_balance: 50 } })
    expect(await programme.redemption(id)).toMatchObject({ state: 'returned' })
  })

  test('asked for more, the rest comes back; a strict till gets nothing and hears what is left', async () => {
    const { profileId, id } = await redeemed()
    await programme.giveBack(id, { amount: 5 })
    const { status, body } = await programme.giveBack(id, { amount: 15.01, strict: true })
    expect([status, body.code, Object.keys(body.errors), body.details]).toEqual([
      422,
      'return_exceeds_redemption',
      ['amount'],
      { returnable: 15, asked: 15.01 },
    ])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 35 })
    expect((await programme.giveBack(id, { amount: 1000 })).body.data.total).toBe(15)
  })

  test('what the request says about store, receipt and meta is kept on the return; the redemption shows when it changed', async () => {
    const { id } = await redeemed()
    const { body: store } = await shop.post('locations', { name: 'Carlton' })
    shop.wait(60_000)
    const said = {
      location_id: store.data.id,
      meta: { reason: 'wrong size' },
      transaction_external_id: 'x-9',
      transaction_receipt_ref: 'r-9',
    }
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
    [
      'points, and no more than points',
      { amount: 6, strategies: ['points'] },
      5,
      { reward_balance: 0, point_balance: 1000 },
    ],
    [
      'rewards first, then points',
      { amount: 12, strategy: 'rewards_points' },
      12,
      { reward_balance: 10, point_balance: 700 },
    ],
    [
      'whatever there is of three kinds',
      { strategies: ['rewards', 'points', 'benefits'] },
      15,
      { reward_balance: 10, point_balance: 1000 },
    ],
  ])('%s', async (_, wish, total, balances) => {
    const { id } = await redeemedBoth()
    expect((await programme.giveBack(id, wish)).body.data).toMatchObject({ total, balances })
  })

  test('a kind that was not spent has nothing to return', async () => {
    const { id } = await redeemed()
    for (const wish of [
      { strategies: ['points'] },
      { strategies: ['benefits'] },
      { amount: 5, strategies: ['points'] },
    ]) {
      const { status, body } = await programme.giveBack(id, wish)
      expect([status, body.code], JSON.stringify(wish)).toEqual([422, 'nothing_to_return'])
    }
    expect((await programme.giveBack(id, { amount: 5, strategies: ['credits'] })).body.code).toBe(
      'strategy_unsupported',
    )
    expect((await programme.giveBack(id, { amount: 5, strategies: ['benefits'] })).body.code).toBe(
      'strategy_unsupported',
    )
    expect((await shop.get(`redemptions?filter[linked_redemption_id]=${id}`)).body.meta.total).toBe(0)
  })
})

describe('refused', () => {
  test('of a reversed redemption, of a return or reversal, and of what is not there', async () => {
    const { id } = await redeemed()
    const reversal = (await programme.reverse(id)).body.data.id
    expect((await programme.giveBack(id)).body.code).toBe('already_reversed')
    const back = (await programme.giveBack((await redeemed()).id)).body.data.id
    for (const other of [reversal, back]) expect((await programme.giveBack(other)).body.code).toBe('not_a_redemption')
    for (const unknown of [999_999, 0, 'abc', '1.0'])
      expect((await programme.giveBack(unknown as number)).status).toBe(404)
  })

  test.each([
    ['amount', { amount: 0 }],
    ['amount', { amount: -5 }],
    ['amount', { amount: 0.001 }],
    ['amount', { amount: 1e308 }],
    ['amount', { amount: '5' }],
    ['strategies', { strategies: [] }],
    ['strict', { strict: 1 }],
    ['meta', { meta: 'x' }],
    ['location_id', { amount: 5, location_id: 999_999 }],
    ['currency', { amount: 5, currency: 'NZD' }],
    ['benefits.0.id', { benefits: [{ quantity: 1 }] }],
    ['benefits.0.quantity', { benefits: [{ id: 1, quantity: 0 }] }],
  ])('a wrong %s by its name: %j', async (field, wish) => {
    const { profileId, id } = await redeemed()
    const { status, body } = await programme.giveBack(id, wish)
    expect([status, Object.keys(body.errors)]).toEqual([422, [field]])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  })

  test('without the scope return', async () => {
    const { id } = await redeemed()
    expect(
      (await programme.giveBack(id, {}, { token: await shop.tokenWith(['redeem-strategy', 'reverse-late']) })).status,
    ).toBe(403)
  })
})
