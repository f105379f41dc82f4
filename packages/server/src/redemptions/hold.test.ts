// A hold sets value aside for a sale that is still to come; when none comes the server puts it back by itself.
import { minuteMs, secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { entriesOf } from '../../test/member.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
})
afterAll(async () => {
  expect(await findingsOf(shop)).toEqual({})
  await shop.close()
})

const hour = 3_600
const hold = { expires_in: hour }

async function held(amount = 20): Promise<{ profileId: string; id: number }> {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  await programme.points(profileId, 2000)
  const { status, body } = await programme.redeem(profileId, { amount, hold })
  expect([status, body.data.total]).toEqual([201, amount])
  return { profileId, id: body.data.id }
}

async function sold(profileId: string, redemption_id: number, fields: object = {}) {
  const { status, body } = await shop.post('transactions', {
    profile_id: profileId,
    external_id: `S-${redemption_id}`,
    transacted_at: '2025-07-04 11:15:00',
    timezone: 'Australia/Sydney',
    total: 80,
    redemption_id,
    items: [{ name: 'Coat', quantity: 1, price_current: 100, price_sell: 80 }],
    ...fields,
  })
  expect(status).toBe(201)
  return body.data
}

const unmatched = async (profileId: string): Promise<number> =>
  (await shop.get(`profiles/${profileId}/redemptions?filter[state]=unmatched`)).body.meta.total

test('a hold takes the value now, and says until when', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  const { body } = await programme.redeem(profileId, { amount: 20, hold })
  const end = new Date(shop.now() + hour * secondMs).toISOString().slice(0, 19).replace('T', ' ')
  expect(body.data).toMatchObject({ total: 20, balances: { reward_balance: 10 }, hold_expires_at: end })
  expect(await programme.redemption(body.data.id)).toMatchObject({ state: 'held', hold_expires_at: end })
  const { body: list } = await shop.get(`redemptions?filter[state]=held&filter[profile_id]=${profileId}`)
  expect(list.data).toMatchObject([{ id: body.data.id }])
  const plain = (await programme.redeem(profileId, { amount: 1 })).body.data
  expect(plain.hold_expires_at).toBeNull()
  expect(await programme.redemption(plain.id)).toMatchObject({ state: 'open', hold_expires_at: null })
})

test('a hold is for a second at least and seven days at most', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  for (const expires_in of [0, -5, 7 * 86_400 + 1, 1.5, '60', null]) {
    const { status, body } = await programme.redeem(profileId, { amount: 20, hold: { expires_in } })
    expect([status, Object.keys(body.errors)], String(expires_in)).toEqual([422, ['hold.expires_in']])
  }
  expect((await programme.redeem(profileId, { amount: 20, hold: {} })).status).toBe(422)
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  expect((await programme.redeem(profileId, { amount: 1, hold: { expires_in: 7 * 86_400 } })).status).toBe(201)
  expect((await programme.redeem(profileId, { amount: 1, hold: null })).body.data.hold_expires_at).toBeNull()
})

test('when no sale comes in time, the server puts back the very same rewards and points, and says why', async () => {
  const { profileId, id } = await held(40)
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0, point_balance: 1000 })
  shop.wait(hour * secondMs - 1)
  await shop.runJobs()
  expect(await programme.redemption(id)).toMatchObject({ state: 'held' })
  shop.wait(1)
  await shop.runJobs()
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30, point_balance: 2000 })
  expect(await programme.rewardsLeft(profileId)).toEqual([30])
  expect(await programme.redemption(id)).toMatchObject({ state: 'reversed' })
  const { body } = await shop.get(`redemptions?filter[linked_redemption_id]=${id}`)
  expect(body.data).toMatchObject([
    { type: 'reversal', total: 40, reason: 'The hold lapsed: no sale named it in time.' },
  ])
  await shop.runJobs()
  expect((await entriesOf(shop, profileId)).filter(({ cause }) => cause === 'reversal')).toHaveLength(2)
  expect((await programme.reverse(id)).body.code).toBe('already_reversed')
})

test('a sale that names it settles it: it is a redemption like any other', async () => {
  const { profileId, id } = await held()
  const sale = await sold(profileId, id)
  expect(sale).toMatchObject({ redemption_id: id, exceptions: [], items: [{ redemption_share: 20 }] })
  shop.wait(hour * secondMs)
  await shop.runJobs()
  expect(await programme.redemption(id)).toMatchObject({ state: 'applied', transaction_id: sale.id })
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 10 })
  expect((await programme.reverse(id, {}, { token: await shop.tokenWith(['return']) })).body.code).toBe(
    'reversal_window_passed',
  )
})

test('a sale that lets go of it leaves it spent, and listed as unmatched after a day, as it would any other', async () => {
  const { profileId, id } = await held()
  const sale = await sold(profileId, id)
  expect((await shop.put(`transactions/${sale.id}`, { redemption_id: null })).body.data.redemption_id).toBeNull()
  shop.wait(24 * hour * secondMs)
  await shop.runJobs()
  expect(await programme.redemption(id)).toMatchObject({ state: 'unmatched', transaction_id: null })
})

test('while it is held it may be reversed at any time, by any till, without a reason', async () => {
  const { profileId, id } = await held()
  shop.wait(30 * minuteMs)
  const token = await shop.tokenWith(['return'])
  expect((await programme.reverse(id, {}, { token })).status).toBe(201)
  expect(await programme.redemption(id)).toMatchObject({ state: 'reversed' })
  shop.wait(hour * secondMs)
  await shop.runJobs()
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
})

test('what is held is never listed as unmatched, however long', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  const { id } = (await programme.redeem(profileId, { amount: 5, hold: { expires_in: 5 * 86_400 } })).body.data
  await programme.redeem(profileId, { amount: 5 })
  shop.wait(4 * 86_400 * secondMs)
  expect(await programme.redemption(id)).toMatchObject({ state: 'held' })
  expect(await unmatched(profileId)).toBe(1)
})

test('a benefit is held and put back like value, also when both are in one redemption', async () => {
  const definition = await programme.defineBenefit('hemming', { max_redemptions: 3 })
  const profileId = await programme.member()
  const benefitId = await programme.benefit(profileId, definition, { expires_at: '2030-01-01' })
  await programme.reward(profileId, 30)
  const used = await shop.post(`profiles/${profileId}/benefits/${benefitId}/redeem`, { count: 2, hold })
  expect(used.body.data).toMatchObject({ state: 'held', items: [{ count: 2 }] })
  const both = await programme.redeem(profileId, { amount: 5, benefits: [{ id: benefitId }], hold })
  expect(both.status).toBe(201)
  shop.wait(hour * secondMs)
  await shop.runJobs()
  const { body } = await shop.get(`profiles/${profileId}/benefits`)
  expect(body.data).toMatchObject([{ redemptions_remaining: 3 }])
  expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
})

describe('what a lapse meets', () => {
  test('a part that was returned meanwhile stays returned; the rest comes back', async () => {
    const { profileId, id } = await held()
    expect((await programme.giveBack(id, { amount: 7 })).status).toBe(201)
    shop.wait(hour * secondMs)
    await shop.runJobs()
    expect(await programme.redemption(id)).toMatchObject({ state: 'returned' })
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
    await shop.runJobs()
    expect((await shop.get(`redemptions?filter[linked_redemption_id]=${id}`)).body.meta.total).toBe(2)
  })

  test('a reward that expired meanwhile is usable to the end of the next day', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 30, { expires_at: new Date(shop.now() + 60_000).toISOString() })
    await programme.redeem(profileId, { amount: 30, hold })
    shop.wait(hour * secondMs)
    await shop.runJobs()
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 })
  })

  test('a member who was deleted: their value is put back all the same', async () => {
    const { profileId, id } = await held()
    expect((await shop.remove(`profiles/${profileId}`)).status).toBe(204)
    shop.wait(hour * secondMs)
    await shop.runJobs()
    expect(await programme.redemption(id)).toMatchObject({ state: 'reversed' })
  })

  test('more of them than are looked up at once', async () => {
    const profileId = await programme.member()
    await programme.reward(profileId, 250)
    for (let index = 0; index < 25; index += 1) {
      await Promise.all(Array.from({ length: 10 }, () => programme.redeem(profileId, { amount: 1, hold })))
    }
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 0 })
    shop.wait(hour * secondMs)
    await shop.runJobs()
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 250 })
  })
})

test('the same held redemption sent twice is made once, and answered with the hold', async () => {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  const first = await programme.redeem(profileId, { amount: 20, hold }, { key: 'held' })
  const again = await programme.redeem(profileId, { amount: 20, hold }, { key: 'held' })
  expect(again.body).toEqual(first.body)
  const other = await programme.redeem(profileId, { amount: 20 }, { key: 'held' })
  expect([other.status, Object.keys(other.body.errors)]).toEqual([409, ['hold']])
})
