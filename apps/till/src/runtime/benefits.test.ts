// Benefits, and value as a whole, between choosing and coming back: a benefit takes nothing off the balance, and is taken all the same.
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { dayMs, type Instant, instant } from '@tillside/rules/time'

import { done, openStage, scanAll, scarf, type Stage, until, withCatalogue } from '../../test/stage.ts'
import { BenefitNotes } from './benefit-notes.ts'
import { openMemoryRecords } from './records.ts'
import type { TillRuntime } from './till-runtime.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const hemming = 'Free hemming'

/** A scarf, and a customer with a benefit and so much in rewards. */
async function openWithBenefit(name: string, rewards = 0) {
  const browser = await stage.browser(name)
  const { runtime, line } = await stage.open(browser)
  await withCatalogue(runtime)
  const { profileId, card } = await stage.member(rewards)
  await stage.benefit(profileId, hemming)
  await scanAll(runtime, scarf, card)
  /** The page dies where it is; another one opens in the same browser. */
  const die = async () => {
    line.isCut = true
    return (await stage.open(browser)).runtime
  }
  return { browser, runtime, line, profileId, die }
}

async function choose(runtime: TillRuntime): Promise<void> {
  const { member } = await until(runtime, ({ member: shown }) => (shown?.benefits ?? []).length > 0)
  for (const benefit of member?.benefits ?? []) runtime.selling.chooseBenefit(benefit)
}

const chosenIn = (runtime: TillRuntime): string[] => runtime.getSnapshot().chosenBenefits.map(({ name }) => name)

/** Uses left of the member's benefits, as the server says. */
async function usesLeft(profileId: string): Promise<number[]> {
  const { body } = await stage.shop.get(`profiles/${profileId}/benefits`)
  return body.data.map(({ redemptions_remaining }: { redemptions_remaining: number }) => redemptions_remaining)
}

test('a benefit that was chosen is still chosen on the next page; used, it is on the receipt, and on each that is printed again', async () => {
  const { runtime, die } = await openWithBenefit('Chosen')
  await choose(runtime)
  const second = await die()
  expect(chosenIn(second)).toEqual([hemming])
  await done(second.selling.redeem(null))
  expect(second.getSnapshot().sale).toMatchObject({ rewardMinor: 0, reward: { amountMinor: 0, benefits: [hemming] } })
  await second.close()
  const third = await die()
  expect(third.getSnapshot().sale).toMatchObject({ state: 'redeemed', reward: { benefits: [hemming] } })
  expect(chosenIn(third)).toEqual([hemming])
  const { receiptRef } = await done(third.paying.takeCash(6500))
  expect(third.getSnapshot().lastReceipt).toMatchObject({ benefits: [hemming] })
  await until(third, ({ queue }) => queue.waiting.length === 0)
  const fourth = await die()
  expect(fourth.getSnapshot().lastReceipt).toMatchObject({ receiptRef, benefits: [hemming] })
  expect(await done(fourth.receipts.open(receiptRef))).toMatchObject({ benefits: [hemming] })
})

test('a benefit that was given back is not used again with the payment, unless it is chosen again', async () => {
  const { runtime, profileId, die } = await openWithBenefit('Given back')
  await choose(runtime)
  await done(runtime.selling.redeem(null))
  await done(runtime.selling.release())
  await until(runtime, ({ sale }) => sale?.comingBack.length === 0)
  expect([chosenIn(runtime), await usesLeft(profileId)]).toEqual([[], [1]])
  const second = await die()
  expect(chosenIn(second)).toEqual([])
  await choose(second)
  expect(chosenIn(await die())).toEqual([hemming])
})

test('what the first customer chose is not the choice of the second, nor of the first when they come back', async () => {
  const { runtime, profileId, die } = await openWithBenefit('Two customers')
  await choose(runtime)
  const other = await stage.member(0)
  await scanAll(runtime, other.card)
  await done(runtime.members.attachById(profileId))
  expect(chosenIn(runtime)).toEqual([])
  expect(chosenIn(await die())).toEqual([])
})

test('a choice that the server refused stays chosen, over a reload as well', async () => {
  const { runtime, profileId, die } = await openWithBenefit('Refused')
  await choose(runtime)
  const [used] = (await stage.shop.get(`profiles/${profileId}/benefits`)).body.data
  await stage.shop.post(`profiles/${profileId}/redeem`, { benefits: [{ id: used.id }] })
  expect(await runtime.selling.redeem(null)).toMatchObject({ ok: false })
  expect(chosenIn(runtime)).toEqual([hemming])
  expect(chosenIn(await die())).toEqual([hemming])
})

test('a payment fails while the server is away: the benefit is on its way back by its name, and then it is there again', async () => {
  const { runtime, line, profileId } = await openWithBenefit('Away')
  await choose(runtime)
  await done(runtime.selling.redeem(null))
  expect(await usesLeft(profileId)).not.toEqual([1])
  await done(runtime.paying.begin())
  line.isCut = true
  await done(runtime.paying.fail('customer_left'))
  expect(runtime.getSnapshot().sale).toMatchObject({
    reward: null,
    comingBack: [{ amountMinor: 0, benefits: [hemming] }],
    listed: [],
  })
  line.isCut = false
  await runtime.day.drain()
  await until(runtime, ({ sale }) => sale?.comingBack.length === 0)
  expect(await usesLeft(profileId)).toEqual([1])
})

test('the server will not give the reward back: it is not told as if it were back, and stands where staff look', async () => {
  const { runtime, profileId } = await openWithBenefit('Not given back', 30)
  await done(runtime.selling.redeem(3000))
  // As where somebody has set it aside for something else meanwhile.
  await stage.shop.sql`
    update redemption set is_reserve = true, hold_expires_at = now() + interval '1 hour' where profile_id = ${profileId}`
  await done(runtime.paying.begin())
  await done(runtime.paying.fail('customer_left'))
  const { sale, queue } = await until(runtime, ({ sale: inHand }) => inHand?.comingBack.length === 0)
  expect(sale).toMatchObject({ reward: null, listed: [{ amountMinor: 3000, isTaken: true }] })
  expect(queue.forStaff).toMatchObject([{ receiptRef: sale?.receiptRef, codes: ['redemption_reserved'] }])
  expect((await stage.counter.balances(profileId)).rewards).toBe(0)
})

test('names of benefits are kept as long as the journal keeps the sale, and two days at least', async () => {
  const records = openMemoryRecords()
  const now = instant(Date.UTC(2026, 11, 1))
  const open = (checkouts: readonly Checkout[], at: Instant) =>
    BenefitNotes.open(records, () => checkouts, instant(at - 2 * dayMs))
  const { runtime } = await openWithBenefit('Names')
  await choose(runtime)
  const { value: sold } = (await runtime.selling.redeem(null)) as { value: Checkout }
  const [attempt] = sold.attempts
  const id = attempt?.wish.benefits?.[0]?.id ?? 0
  const first = await open([], now)
  first.keep(sold, [{ id, name: hemming, expiresAt: null, usesLeft: 1 }], now)
  const namesAt = async (checkouts: readonly Checkout[], days: number) =>
    (await open(checkouts, instant(now + days * dayMs))).namesOf({ amountMinor: null, benefits: [{ id }] })
  expect(await namesAt([], 1)).toEqual([hemming])
  expect(await namesAt([sold], 5)).toEqual([hemming])
  expect(await namesAt([], 5)).toEqual([])
})
