// Spending rewards and points: which are taken, in which order, how much, and what is refused.
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

/** A member with 30.00 in rewards and 2,000 points, which are 20.00. */
async function memberWithBoth(): Promise<string> {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  await programme.points(profileId, 2000)
  return profileId
}

/** What a redemption took: of which row, and how much of it in money. */
async function taken(redemptionId: number): Promise<[string, number, number][]> {
  const { items } = await programme.redemption(redemptionId)
  return items.map((item: { type: string; value: number; type_attributes: { id: number } }) => [
    item.type,
    item.type_attributes.id,
    item.value,
  ])
}

describe('which reward is spent first', () => {
  test('the one that ends soonest; among those that end together the one issued first, then the older number; without an end last', async () => {
    const profileId = await programme.member()
    const forever = await programme.reward(profileId, 1, { issued_at: '2025-01-01' })
    await shop.put(`rewards/${forever}`, { expires_at: null })
    const late = await programme.reward(profileId, 1, { issued_at: '2025-06-02', expires_at: '2025-09-30' })
    const first = await programme.reward(profileId, 1, { issued_at: '2025-06-01', expires_at: '2025-09-30' })
    const second = await programme.reward(profileId, 1, { issued_at: '2025-06-01', expires_at: '2025-09-30' })
    const soon = await programme.reward(profileId, 1, { issued_at: '2025-07-03', expires_at: '2025-07-10' })
    const { body } = await programme.redeem(profileId, { amount: 5, strategies: ['rewards'] })
    expect(await taken(body.data.id)).toEqual([soon, first, second, late, forever].map((id) => ['reward', id, 1]))
  })

  test('points are spent in the same order', async () => {
    const profileId = await programme.member()
    const forever = await programme.points(profileId, 100, { issued_at: '2025-01-01' })
    const late = await programme.points(profileId, 100, { issued_at: '2025-06-02', expires_at: '2025-09-30' })
    const first = await programme.points(profileId, 100, { issued_at: '2025-06-01', expires_at: '2025-09-30' })
    const second = await programme.points(profileId, 100, { issued_at: '2025-06-01', expires_at: '2025-09-30' })
    const soon = await programme.points(profileId, 100, { issued_at: '2025-07-03', expires_at: '2025-07-10' })
    const { body } = await programme.redeem(profileId, { amount: 5 })
    expect(await taken(body.data.id)).toEqual([soon, first, second, late, forever].map((id) => ['point', id, 1]))
  })

  test('a reward is used in part, and the rest keeps its end and is spent next', async () => {
    const profileId = await programme.member()
    const soon = await programme.reward(profileId, 20, { expires_at: '2025-07-10 12:00:00' })
    const late = await programme.reward(profileId, 30, { expires_at: '2025-09-10 12:00:00' })
    const first = await programme.redeem(profileId, { amount: 7.35 })
    expect(first.body.data).toMatchObject({ total: 7.35, balances: { reward_balance: 42.65 } })
    expect((await shop.get(`rewards/${soon}`)).body.data).toMatchObject({
      value_remaining: 12.65,
      expires_at: '2025-07-10 12:00:00',
    })
    const second = await programme.redeem(profileId, { amount: 20 })
    expect(await taken(second.body.data.id)).toEqual([
      ['reward', soon, 12.65],
      ['reward', late, 7.35],
    ])
    expect(await programme.rewardsLeft(profileId)).toEqual([0, 22.65])
  })
})

describe('which kind is spent first', () => {
  const both = { reward_balance: 0, point_balance: 1000, point_balance_dollars: 10, combined_balance_dollars: 10 }
  test.each([
    ['rewards, then points, when nothing is said', {}, both],
    ['rewards, then points', { strategies: ['rewards', 'points'] }, both],
    ['rewards, then points, however often they are said', { strategies: ['rewards', 'points', 'rewards'] }, both],
    ['points, then rewards', { strategies: ['points', 'rewards'] }, { reward_balance: 10, point_balance: 0 }],
    ['the old way: rewards_points', { strategy: 'rewards_points' }, both],
    ['the old way: points_rewards', { strategy: 'points_rewards' }, { reward_balance: 10, point_balance: 0 }],
    ['the old way, as a list', { strategy: ['points', 'rewards'] }, { reward_balance: 10, point_balance: 0 }],
    [
      'the new way wins over the old',
      { strategies: ['points', 'rewards'], strategy: 'rewards_points' },
      { reward_balance: 10, point_balance: 0 },
    ],
    ['a null says nothing', { strategies: null, strategy: null, currency: null, strict: null, benefits: null }, both],
    ['benefits beside them take nothing by themselves', { strategies: ['benefits', 'rewards', 'points'] }, both],
  ])('%s', async (_, wish, balances) => {
    const { status, body } = await programme.redeem(await memberWithBoth(), { amount: 40, ...wish })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({ total: 40, balances })
  })

  test.each([
    ['rewards', { strategies: ['rewards'] }, 30, { reward_balance: 0, point_balance: 2000 }],
    ['points', { strategies: ['points'] }, 20, { reward_balance: 30, point_balance: 0 }],
    ['rewards, in the old way', { strategy: 'rewards' }, 30, { reward_balance: 0, point_balance: 2000 }],
    ['points, in the old way', { strategy: 'points' }, 20, { reward_balance: 30, point_balance: 0 }],
  ])('only %s are touched when only they are named', async (_, wish, total, balances) => {
    const { body } = await programme.redeem(await memberWithBoth(), { amount: 40, ...wish })
    expect(body.data).toMatchObject({ total, balances })
  })

  test('credits are not offered, and benefits alone have no value to give', async () => {
    const profileId = await memberWithBoth()
    for (const strategies of [['credits'], ['rewards', 'credits'], ['benefits']]) {
      const { status, body } = await programme.redeem(profileId, { amount: 40, strategies })
      expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'strategy_unsupported', ['strategies']])
    }
    expect(await programme.balances(profileId)).toMatchObject({ combined_balance_dollars: 50 })
  })
})

describe('when less is there than is asked for', () => {
  test('what is there is taken, and the answer says how much', async () => {
    const { body } = await programme.redeem(await memberWithBoth(), { amount: 110 })
    expect(body.data).toMatchObject({
      total: 50,
      total_localised: 50,
      balances: { combined_balance_dollars: 0, reward_balance: 0, point_balance: 0 },
    })
  })

  test('a strict till gets nothing, and hears what is there', async () => {
    const profileId = await memberWithBoth()
    const { status, body } = await programme.redeem(profileId, { amount: 50.01, strict: true })
    expect([status, body]).toEqual([
      422,
      {
        message: 'The member holds less than the amount asked for.',
        errors: { amount: ['The member holds less than the amount asked for.'] },
        code: 'balance_short',
        details: { available: 50, asked: 50.01 },
      },
    ])
    expect(await programme.balances(profileId)).toMatchObject({ combined_balance_dollars: 50 })
    expect((await programme.redeem(profileId, { amount: 50, strict: true })).body.data.total).toBe(50)
  })

  test.each([[{}], [{ strict: true }]])('a member with nothing has nothing to redeem (%j)', async (wish) => {
    const { status, body } = await programme.redeem(await programme.member(), { amount: 5, ...wish })
    expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'nothing_to_redeem', ['amount']])
  })
})

describe('value that is not there yet, or no longer', () => {
  test('expired, future, pending and removed value is never spent', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 10, { issued_at: '2025-06-01', expires_at: '2025-07-04 01:14:59' })
    await programme.reward(profileId, 10, { issued_at: '2025-07-04 01:15:01' })
    await shop.remove(`rewards/${await programme.reward(profileId, 10)}`)
    await programme.points(profileId, 1000, { expires_at: '2025-07-04 01:14:59' })
    await programme.points(profileId, 1000, { issued_at: '2025-07-04 01:15:01' })
    await programme.points(profileId, 1000, { accrued_at: '2025-07-04 01:15:01' })
    await shop.remove(`points/${await programme.points(profileId, 1000)}`)
    expect(await programme.balances(profileId)).toMatchObject({ combined_balance_dollars: 0, point_balance: 0 })
    expect((await programme.redeem(profileId, { amount: 1 })).body.code).toBe('nothing_to_redeem')
    expect(await programme.rewardsLeft(profileId)).toEqual([10, 10])
  })

  test('value works in its first and in its last second', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 1, { issued_at: '2025-07-04 01:15:00' })
    await programme.reward(profileId, 1, { expires_at: '2025-07-04 01:15:00' })
    await programme.points(profileId, 100, { issued_at: '2025-07-04 01:15:00', accrued_at: '2025-07-04 01:15:00' })
    await programme.points(profileId, 100, { expires_at: '2025-07-04 01:15:00' })
    expect((await programme.redeem(profileId, { amount: 10 })).body.data.total).toBe(4)
  })
})
