// A hold whose time has passed, and everybody who may end it at that moment: exactly one does, and no value is made or lost.
import { secondMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { openProgramme, type Programme } from '../../test/programme.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { line, receipt } from '../../test/till.ts'

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

const rounds = 12

async function dueHold(): Promise<{ profileId: string; id: number }> {
  const profileId = await programme.member()
  await programme.reward(profileId, 30)
  const { data } = (await programme.redeem(profileId, { amount: 20, hold: { expires_in: 1 } })).body
  shop.wait(secondMs)
  return { profileId, id: data.id }
}

const countBacks = async (id: number): Promise<number> =>
  (await shop.get(`redemptions?filter[linked_redemption_id]=${id}&filter[type]=reversal`)).body.meta.total

test('two servers look at once: it is put back once', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const { profileId, id } = await dueHold()
    await Promise.all([shop.runJobs(), shop.runJobs(), shop.runJobs()])
    expect([await countBacks(id), await programme.balances(profileId)]).toMatchObject([1, { reward_balance: 30 }])
  }
})

test('the lapse and a reversal: it is put back once, and whoever is second hears that', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const { profileId, id } = await dueHold()
    const [answer] = await Promise.all([programme.reverse(id), shop.runJobs()])
    expect([201, 422]).toContain(answer.status)
    if (answer.status === 422) expect(answer.body.code).toBe('already_reversed')
    expect([await countBacks(id), await programme.balances(profileId)]).toMatchObject([1, { reward_balance: 30 }])
  }
})

test('the lapse and the sale: whichever comes first, the sale has its 20.00 and the member the rest', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const { profileId, id } = await dueHold()
    const sale = receipt(profileId, [line('Coat', 80, { price_current: 100 })], {
      external_id: `race-${round}`,
      redemption_id: id,
    })
    const [answer] = await Promise.all([shop.post('transactions', sale), shop.runJobs()])
    const { redemption, exceptions } = answer.body.data
    expect([answer.status, redemption.total, exceptions]).toEqual([201, 20, []])
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 10 })
    expect(await programme.redemption(redemption.id)).toMatchObject({ state: 'applied' })
  }
})

test('the lapse, the sale and another till that wants what comes back: never more than there is', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const { profileId, id } = await dueHold()
    const sale = receipt(profileId, [line('Coat', 80, { price_current: 100 })], {
      external_id: `three-${round}`,
      redemption_id: id,
    })
    const [answer, other] = await Promise.all([
      shop.post('transactions', sale),
      programme.redeem(profileId, { amount: 30, strategies: ['rewards'] }),
      shop.runJobs(),
    ])
    const spent = (answer.body.data.redemption?.total ?? 0) + other.body.data.total
    expect(await programme.balances(profileId)).toMatchObject({ reward_balance: 30 - spent })
  }
})
