// Undoing a redemption whose payment failed: the very rows come back, once, within ten minutes.
import { minuteMs, secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { entriesOf } from '../../test/member.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
let tillToken: string
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  tillToken = await shop.tokenWith(['return'])
})
afterAll(async () => {
  await programme.audit()
  await shop.close()
})

const till = (): { token: string } => ({ token: tillToken })

async function redeemed(value = 50, amount = 20): Promise<{ profileId: string; rewardId: number; id: number }> {
  const profileId = await programme.member()
  const rewardId = await programme.reward(profileId, value)
  return { profileId, rewardId, id: (await programme.redeem(profileId, { amount })).body.data.id }
}

test('the very rewards, points and benefits come back, as they were', async () => {
  const profileId = await programme.member()
  const rewards = [
    await programme.reward(profileId, 10, { expires_at: '2025-07-20' }),
    await programme.reward(profileId, 30),
  ]
  const points = await programme.points(profileId, 700)
  const benefit = await programme.benefit(profileId, await programme.defineBenefit('coffee', { max_redemptions: 5 }))
  const held = async () => {
    const { body } = await shop.get(`profiles/${profileId}/rewards`)
    const rest = [await shop.get(`points/${points}`), await shop.get(`benefits/${benefit}`)].map(
      (answer) => answer.body.data,
    )
    return [...body.data, ...rest].map((row) => ({ ...row, updated_at: null }))
  }
  const before = await held()
  const { body: spent } = await programme.redeem(profileId, {
    amount: 42,
    benefits: [{ id: benefit, quantity: 3 }],
    meta: { terminal: 'T3' },
    transaction_receipt_ref: 'R-1',
  })
  shop.wait(minuteMs)
  const { status, body } = await programme.reverse(spent.data.id, undefined, till())
  expect(status).toBe(201)
  expect(body.data).toMatchObject({
    profile_id: profileId,
    total: 42,
    total_localised: 42,
    meta: { terminal: 'T3' },
    transaction_receipt_ref: 'R-1',
    location_id: null,
    location: null,
    currency: null,
    balances: { reward_balance: 40, point_balance: 700, benefit_balance: 1, combined_balance_dollars: 47 },
  })
  expect(Object.keys(body.data).sort()).toEqual(Object.keys(spent.data).sort())
  expect(await held()).toEqual(before)
  expect(await programme.rewardsLeft(profileId)).toHaveLength(rewards.length)
})

test('the reversal is a record of its own that names the redemption, and the redemption stays one', async () => {
  const { id } = await redeemed()
  const { body } = await programme.reverse(id)
  const [original, reversal] = [await programme.redemption(id), await programme.redemption(body.data.id)]
  expect(original).toMatchObject({
    type: 'redeem',
    state: 'reversed',
    reversed_at: body.data.created_at,
    updated_at: body.data.created_at,
    linked_redemption_id: null,
  })
  expect(reversal).toMatchObject({
    type: 'reversal',
    state: 'reversal',
    linked_redemption_id: id,
    total: 20,
    reversed_at: null,
    items: [{ type: 'reward', value: 20 }],
  })
})

test('a store that the redemption named is in the answer of its reversal', async () => {
  const { profileId } = await redeemed()
  const { body: store } = await shop.post('locations', { name: 'Carlton' })
  const { body } = await programme.redeem(profileId, { amount: 1, location_id: store.data.id })
  expect((await programme.reverse(body.data.id)).body.data).toMatchObject({
    location_id: store.data.id,
    location: store.data,
  })
})

describe('ten minutes', () => {
  test.each([
    ['9:59', 10 * minuteMs - secondMs, 201],
    ['10:00', 10 * minuteMs, 201],
    ['10:01', 10 * minuteMs + secondMs, 422],
  ])('after %s', async (_, waited, expected) => {
    const { id, profileId } = await redeemed()
    shop.wait(waited)
    const { status, body } = await programme.reverse(id, { reason: 'Card declined' }, till())
    expect(status).toBe(expected)
    if (expected === 422) expect(body.code).toBe('reversal_window_passed')
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: expected === 201 ? 50 : 30 })
  })

  test('after them staff with the scope reverse-late may, and say why', async () => {
    const { id, profileId } = await redeemed()
    const late = { token: await shop.tokenWith(['return', 'reverse-late']) }
    shop.wait(3 * 60 * minuteMs)
    for (const body of [undefined, {}, { reason: null }, { reason: '' }, { reason: '  ' }]) {
      const answer = await programme.reverse(id, body, late)
      expect([answer.status, answer.body.code, Object.keys(answer.body.errors)]).toEqual([
        422,
        'reason_required',
        ['reason'],
      ])
    }
    const { body } = await programme.reverse(id, { reason: 'Till 3 had no power.' }, late)
    expect(body.data).toMatchObject({ total: 20, balances: { reward_balance: 50 } })
    expect(await programme.redemption(body.data.id)).toMatchObject({ type: 'reversal', reason: 'Till 3 had no power.' })
    const rows = await shop.sql`select reason from ledger_entry where profile_id = ${profileId} and cause = 'reversal'`
    expect(rows.map((row) => row['reason'])).toEqual(['Till 3 had no power.'])
  })

  test('the scope reverse-late is nothing without the scope return', async () => {
    const { id } = await redeemed()
    expect(
      (await programme.reverse(id, undefined, { token: await shop.tokenWith(['reverse-late', 'redeem-strategy']) }))
        .status,
    ).toBe(403)
  })
})

describe('a reward that ended in between', () => {
  test('comes back usable to the end of the next day in the store, and its entry says why', async () => {
    const profileId = await programme.member()
    const ends = { timezone: 'Australia/Sydney', expires_at: '2025-07-05 23:59:59', issued_at: '2025-07-01' }
    shop.wait(Date.parse('2025-07-05T13:57:00Z') - shop.now())
    const rewardId = await programme.reward(profileId, 20, ends)
    const pointId = await programme.points(profileId, 500, { expires_at: '2025-07-05 13:59:59' })
    const definitionId = await programme.defineBenefit('parking')
    const benefitId = await programme.benefit(profileId, definitionId, {
      expires_at: '2025-07-05 13:59:59',
      timezone: 'Australia/Sydney',
    })
    const still = await programme.reward(profileId, 5)
    const kept = (await shop.get(`rewards/${still}`)).body.data.expires_at
    const { body: spent } = await programme.redeem(profileId, { amount: 30, benefits: [{ id: benefitId }] })
    shop.wait(5 * minuteMs)
    const { body } = await programme.reverse(spent.data.id, { reason: 'Card declined.' }, till())
    expect(body.data.balances).toMatchObject({ reward_balance: 25, point_balance: 500, benefit_balance: 1 })
    // It is 6 July, 00:02, in Sydney: the next day is the seventh.
    for (const path of [`rewards/${rewardId}`, `points/${pointId}`, `benefits/${benefitId}`]) {
      expect((await shop.get(path)).body.data).toMatchObject({ expires_at: '2025-07-07 13:59:59' })
    }
    expect((await shop.get(`rewards/${still}`)).body.data.expires_at).toBe(kept)
    expect((await programme.redemption(body.data.id)).reason).toBe(
      'Card declined. Expired since it was redeemed; usable to the end of the next day.',
    )
    const again = await programme.redeem(profileId, { amount: 30, benefits: [{ id: benefitId }] })
    expect(again.body.data.total).toBe(30)
  })
})

describe('what was taken away or changed in between', () => {
  test('comes back too: the member had it when they redeemed', async () => {
    const { profileId, rewardId, id } = await redeemed()
    await shop.remove(`rewards/${rewardId}`)
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0 })
    expect((await programme.reverse(id)).body.data.balances).toMatchObject({ reward_balance: 20 })
    expect(await programme.rewardsLeft(profileId)).toEqual([20])
  })

  test('also to a member who was deleted since: value is never stuck', async () => {
    const { profileId, rewardId, id } = await redeemed()
    await shop.remove(`profiles/${profileId}`)
    expect((await programme.reverse(id)).status).toBe(201)
    expect((await shop.get(`rewards/${rewardId}`)).body.data.value_remaining).toBe(50)
    expect(await programme.redemption(id)).toMatchObject({ state: 'reversed', profile: null, profile_id: profileId })
  })
})

describe('refused', () => {
  test('a second time, also when the reward was spent again since', async () => {
    const { profileId, id } = await redeemed()
    await programme.reverse(id)
    await programme.redeem(profileId, { amount: 50 })
    for (const token of [tillToken, shop.adminToken]) {
      const { status, body } = await programme.reverse(id, { reason: 'Again' }, { token })
      expect([status, body.code]).toEqual([422, 'already_reversed'])
    }
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0 })
    expect((await entriesOf(shop, profileId)).filter(({ cause }) => cause === 'reversal')).toHaveLength(1)
  })

  test('after a part of it came back', async () => {
    const { profileId, id } = await redeemed()
    await programme.giveBack(id, { amount: 0.01 })
    expect((await programme.reverse(id, { reason: 'Try' })).body.code).toBe('already_returned')
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30.01 })
  })

  test('after a cent came back that is worth less than a thousandth of a point', async () => {
    await programme.setRate('100')
    const profileId = await programme.member()
    await programme.points(profileId, 1)
    const { body } = await programme.redeem(profileId, { amount: 0.55 })
    expect((await programme.giveBack(body.data.id, { amount: 0.01 })).body.data.total).toBe(0.01)
    expect((await programme.reverse(body.data.id)).body.code).toBe('already_returned')
    expect((await programme.giveBack(body.data.id)).body.data).toMatchObject({
      total: 0.54,
      balances: { point_balance: 1 },
    })
    await programme.setRate('0.01')
  })

  test('a reversal, a return, and what is not there', async () => {
    const { id } = await redeemed()
    const back = (await programme.giveBack(id)).body.data.id
    const reversal = (await programme.reverse((await redeemed()).id)).body.data.id
    for (const other of [back, reversal]) expect((await programme.reverse(other)).body.code).toBe('not_a_redemption')
    for (const unknown of [999_999, 0, -1, 'abc', '1e3'])
      expect((await programme.reverse(unknown as number)).status, String(unknown)).toBe(404)
  })

  test('a reason that is no text', async () => {
    const { id } = await redeemed()
    for (const reason of [1, ['x'], 'x'.repeat(256)]) {
      const { status, body } = await programme.reverse(id, { reason })
      expect([status, Object.keys(body.errors)]).toEqual([422, ['reason']])
    }
  })
})

test('a benefit comes back into the uses that all members share', async () => {
  const limited = await programme.defineBenefit('last-one', { max_global_redemptions: 1 })
  const [ada, byron] = [await programme.member(), await programme.member()]
  const [hers, his] = [await programme.benefit(ada, limited), await programme.benefit(byron, limited)]
  const { body } = await shop.post(`profiles/${ada}/benefits/${hers}/redeem`)
  expect((await shop.post(`profiles/${byron}/benefits/${his}/redeem`)).body.code).toBe('benefit_sold_out')
  const back = await programme.reverse(body.data.id)
  expect(back.body.data).toMatchObject({ total: 0, balances: { benefit_balance: 1 } })
  expect((await shop.post(`profiles/${byron}/benefits/${his}/redeem`)).status).toBe(201)
})
