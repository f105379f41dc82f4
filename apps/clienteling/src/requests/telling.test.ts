import { expect, test } from 'vitest'

import type { Ask } from './asks.ts'
import { Opening } from './opening.ts'
import { callbackOf, countedMinor, remember } from './telling.ts'

const profileId = '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721'
const meta = {}
const redeem = { kind: 'redeem', profileId, body: { amount: 19.95, meta } } as const
const benefit = { kind: 'benefit', profileId, benefitId: 7, benefitName: 'Hem', worth: 12.5, body: { meta } } as const
const reverse = { kind: 'reverse', profileId, redemptionId: 7, isOfThisTill: false, reason: null } as const
const answer = { profileId, redemptionId: 7, total: 19.95, isBack: false }
const isOfEarlierSale = false

const openOpening = (): Opening =>
  new Opening(
    { getItem: () => null, setItem: () => undefined },
    { address: '', isAgain: false, chance: { newId: () => 'opening-1' } },
  )
const told = (ask: Ask, opening = openOpening()) => callbackOf({ ask, answer }, opening)
const tellsFalse = { name: 'redeemReward_returnConfirmation', args: [profileId, false] }

test('value counts for its amount, and a benefit for what it is worth', () => {
  expect(countedMinor(redeem, 'AUD')).toBe(1_995)
  expect(countedMinor(benefit, 'AUD')).toBe(1_250)
  expect(countedMinor({ ...benefit, worth: null }, 'AUD')).toBe(0)
})

test('what was taken counts for this opening until it is put back', () => {
  const opening = openOpening()
  remember(opening, { ask: redeem, answer, isOfEarlierSale }, 'AUD')
  expect(opening.taken()).toEqual({ valueMinor: 1_995, benefitMinor: 0 })
  remember(opening, { ask: reverse, answer: { ...answer, redemptionId: 9 }, isOfEarlierSale }, 'AUD')
  expect(opening.taken()).toEqual({ valueMinor: 0, benefitMinor: 0 })
  remember(opening, { ask: benefit, answer: { ...answer, redemptionId: 8 }, isOfEarlierSale }, 'AUD')
  expect(opening.taken()).toEqual({ valueMinor: 0, benefitMinor: 1_250 })
})

test('what was taken for an earlier sale counts for that one alone; the POS hears of it all the same', () => {
  const opening = openOpening()
  remember(opening, { ask: redeem, answer, isOfEarlierSale: true }, 'AUD')
  expect([opening.taken().valueMinor, opening.hasTaken(7)]).toEqual([0, false])
  expect(told(redeem, opening)).toMatchObject({ args: [profileId, true] })
})

test('what was put back before anybody heard of it counts for nothing, and the POS is not told that it was taken', () => {
  const found = { ask: redeem, answer: { ...answer, isBack: true }, isOfEarlierSale }
  const opening = openOpening()
  expect([callbackOf(found, opening), callbackOf({ ...found, ask: benefit }, opening)]).toEqual([null, null])
  remember(opening, found, 'AUD')
  expect(opening.taken().valueMinor).toBe(0)
  // Put back by this page while the look for it was on its way.
  opening.putBack(7)
  expect(told(redeem, opening)).toBeNull()
})

test('the POS hears of what was taken, and of nothing where somebody was enrolled', () => {
  const name = 'redeemReward_returnConfirmation'
  expect(told(redeem)).toEqual({ name, args: [profileId, true] })
  expect(told(benefit)).toEqual({ name, args: [profileId, true] })
  expect(told({ kind: 'enrol', body: {} } as Ask)).toBeNull()
})

test('the POS hears that value was put back where it was of its sale: taken in this opening, or at this till for no sale yet', () => {
  const opening = openOpening()
  remember(opening, { ask: redeem, answer, isOfEarlierSale }, 'AUD')
  remember(opening, { ask: reverse, answer, isOfEarlierSale }, 'AUD')
  expect(told(reverse, opening)).toEqual(tellsFalse)
  expect(told({ ...reverse, isOfThisTill: true })).toEqual(tellsFalse)
})

test('what another till took, or what another sale names, is put back without a word to the POS', () => {
  expect(told(reverse)).toBe('other_sale')
})
