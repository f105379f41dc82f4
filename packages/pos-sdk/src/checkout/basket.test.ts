import { expect, test } from 'vitest'

import { line } from '../../test/story.ts'
import { type BasketLine, basketTotal, checkBasket, redeemableMax } from './basket.ts'

const codeOf = (lines: readonly BasketLine[], currency = 'AUD'): string => {
  const checked = checkBasket({ currency, lines }, 'AUD')
  return checked.ok ? 'fine' : checked.refusal.code
}
const back = (id: string, priceMinor: number, shareMinor: number): BasketLine =>
  line(id, priceMinor, { quantity: -1, returnFor: { receiptRef: 'r', lineId: id, redemptionId: 1, shareMinor } })

test('a basket in another currency than the till is refused', () => {
  expect(codeOf([line('1', 100)], 'NZD')).toBe('currency_mixed')
})

test.each([0, 0.5, Number.NaN, Infinity])('a line of %s units is refused', (quantity) => {
  expect(codeOf([line('1', 100, { quantity })])).toBe('line_quantity_invalid')
})

test.each([-1, 0.5, Number.NaN, 1e15])('a price of %s minor units is refused', (priceMinor) => {
  expect(codeOf([line('1', priceMinor)])).toBe('line_price_invalid')
})

test('goods that come back must say from which receipt, and only they may', () => {
  expect(codeOf([line('1', 100, { quantity: -1 })])).toBe('line_without_return')
  expect(codeOf([{ ...back('1', 100, 10), quantity: 1 }])).toBe('line_without_return')
  expect(codeOf([back('1', 100, 101)])).toBe('line_price_invalid')
  expect(codeOf([back('1', 100, 100)])).toBe('fine')
})

test('two lines of one name are refused, and a basket beyond counting', () => {
  expect(codeOf([line('1', 100), line('1', 200)])).toBe('line_name_twice')
  expect(codeOf([line('1', 1e14), line('2', 1)])).toBe('total_beyond_counting')
})

test('an exchange is worth the difference; a reward may pay what is left to pay, and no gift card', () => {
  const exchange = { currency: 'AUD', lines: [back('1', 11_500, 2300), line('2', 15_000)] }
  expect(basketTotal(exchange)).toBe(5800)
  expect(redeemableMax(exchange)).toBe(5800)
  expect(redeemableMax({ currency: 'AUD', lines: [line('1', 5000, { isEligible: false }), line('2', 100)] })).toBe(100)
  expect(redeemableMax({ currency: 'AUD', lines: [back('1', 11_500, 0)] })).toBe(0)
})
