import { parseEarnRate } from '@tillside/rules/points'
import { expect, test } from 'vitest'

import { guideLines, line } from '../../test/story.ts'
import { quote, type QuoteRequest } from './quote.ts'

const earnRate = parseEarnRate('1')!
const ask = (more: Partial<QuoteRequest> = {}) =>
  quote({ basket: { currency: 'AUD', lines: guideLines }, combinedMinor: 7000, earnRate, caps: {}, ...more })

test('a customer with 70.00 can use 70.00 of a basket of 250.00, and would earn on the rest', () => {
  expect(ask()).toMatchObject({ totalMinor: 25_000, redeemableMinor: 7000, dueMinor: 18_000, points: 180_000 })
  expect(ask({ wishedMinor: 5000 }).shares).toEqual([1300, 2300, 500, 900])
})

test.each([
  ['nobody attached', { combinedMinor: null }, 0],
  ['points owed', { combinedMinor: -500 }, 0],
  ['at most 20.00 of a sale', { caps: { amountMaxMinor: 2000 } }, 2000],
  ['at most a tenth of a sale', { caps: { percentMax: 10 } }, 2500],
  ['in steps of 15.00', { caps: { stepMinor: 1500 } }, 6000],
  ['a small basket', { basket: { currency: 'AUD', lines: [line('1', 500)] } }, 500],
  ['gift cards only', { basket: { currency: 'AUD', lines: [line('1', 5000, { isEligible: false })] } }, 0],
] as const)('%s', (_, more, most) => {
  expect(ask(more).redeemableMinor).toBe(most)
})
