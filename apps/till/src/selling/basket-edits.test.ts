import { expect, test } from 'vitest'

import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import type { CatalogueVariant } from '../catalogue/variant.ts'
import {
  addOpenLine,
  addVariant,
  discountAll,
  discountLine,
  overridePrice,
  removeLine,
  setQuantity,
} from './basket-edits.ts'

const scarf: CatalogueVariant = {
  variantId: 3,
  sku: 'SILSCA-RED',
  barcode: '9520000000035',
  title: 'Silk scarf, Red',
  department: 'Accessories',
  priceMinor: 6500,
  priceOriginalMinor: null,
  isEligible: true,
  searched: 'silk scarf',
}
const giftCard: CatalogueVariant = {
  ...scarf,
  variantId: 9,
  sku: 'GIF-50',
  title: 'Gift card, 50',
  priceMinor: 5000,
  isEligible: false,
}

const done = (edited: ReturnType<typeof addVariant>): readonly BasketLine[] => {
  if (!edited.ok) throw new Error(edited.refusal.code)
  return edited.value
}
const unknown = () => null
const codeOf = (edited: ReturnType<typeof addVariant>): string => (edited.ok ? 'done' : edited.refusal.code)

test('the same goods twice are one line of two', () => {
  const lines = done(addVariant(done(addVariant([], scarf)), scarf))
  expect(lines).toEqual([{ id: '1', name: 'Silk scarf, Red', sku: 'SILSCA-RED', quantity: 2, priceMinor: 6500 }])
})

test('a line whose price was changed keeps to itself, and its number is nobody else’s', () => {
  const lines = done(overridePrice(done(addVariant([], scarf)), '1', 6000))
  const more = done(addVariant(lines, scarf))
  expect(more.map(({ id, priceMinor, priceOriginalMinor }) => [id, priceMinor, priceOriginalMinor])).toEqual([
    ['1', 6000, 6500],
    ['2', 6500, undefined],
  ])
  expect(done(addVariant(done(removeLine(more, '1')), giftCard)).map(({ id }) => id)).toEqual(['2', '3'])
})

test('the ticket price stays, however often a price is changed, and is gone when the price is what it was', () => {
  const once = done(overridePrice(done(addVariant([], scarf)), '1', 6000))
  const twice = done(discountLine(once, '1', 50, unknown))
  expect(twice[0]).toMatchObject({ priceMinor: 3250, priceOriginalMinor: 6500 })
  expect(done(discountLine(twice, '1', 0, unknown))[0]).not.toHaveProperty('priceOriginalMinor')
})

test('goods that are reduced already keep their ticket price', () => {
  const reduced = { ...scarf, priceMinor: 4900, priceOriginalMinor: 6500 }
  expect(done(addVariant([], reduced))[0]).toMatchObject({ priceMinor: 4900, priceOriginalMinor: 6500 })
})

test('a discount is counted from what the goods cost today: what is reduced never becomes dearer by it', () => {
  const reduced = { ...scarf, priceMinor: 4900, priceOriginalMinor: 6500 }
  const today = () => 4900
  const lines = done(addVariant([], reduced))
  expect(done(discountLine(lines, '1', 10, today))[0]).toMatchObject({ priceMinor: 4410, priceOriginalMinor: 6500 })
  const all = done(discountAll(lines, 10, today))
  expect(all[0]).toMatchObject({ priceMinor: 4410, priceOriginalMinor: 6500 })
  expect(done(discountAll(all, 0, today))[0]).toMatchObject({ priceMinor: 4900, priceOriginalMinor: 6500 })
})

test('of two discounts by hand in a row the last one counts, from the price of today and never from the first one', () => {
  const lines = done(addVariant([], scarf))
  const today = () => 6500
  const ten = done(discountLine(lines, '1', 10, today))
  expect(done(discountLine(ten, '1', 20, today))[0]).toMatchObject({ priceMinor: 5200, priceOriginalMinor: 6500 })
  expect(done(discountLine(ten, '1', 5, today))[0]).toMatchObject({ priceMinor: 6175, priceOriginalMinor: 6500 })
  // On all of the basket it gives nobody less than they had.
  const twenty = done(discountLine(lines, '1', 20, today))
  expect(done(discountAll(twenty, 10, today))[0]).toMatchObject({ priceMinor: 5200 })
  expect(done(discountAll(ten, 20, today))[0]).toMatchObject({ priceMinor: 5200 })
})

test('a price that somebody has lowered further stays when all is discounted', () => {
  const lines = done(overridePrice(done(addVariant([], scarf)), '1', 500))
  expect(done(discountAll(lines, 10, () => 6500))[0]).toMatchObject({ priceMinor: 500, priceOriginalMinor: 6500 })
})

test('a gift card can be paid by no reward and is never discounted', () => {
  const lines = done(addVariant(done(addVariant([], giftCard)), scarf))
  expect(lines[0]).toMatchObject({ isEligible: false })
  expect(done(discountAll(lines, 10, unknown)).map(({ priceMinor }) => priceMinor)).toEqual([5000, 5850])
})

test('what cannot be is refused, and says what is wrong', () => {
  const lines = done(addVariant([], scarf))
  const back: BasketLine = { id: 'r 1-back', name: 'Hat', quantity: -1, priceMinor: 10 }
  expect(codeOf(setQuantity(lines, '2', 3))).toBe('line_unknown')
  expect(codeOf(setQuantity(lines, '1', -1))).toBe('quantity_invalid')
  expect(codeOf(setQuantity(lines, '1', 1.5))).toBe('quantity_invalid')
  expect(codeOf(setQuantity([back], back.id, 3))).toBe('line_comes_back')
  expect(codeOf(overridePrice(lines, '1', -1))).toBe('price_invalid')
  expect(codeOf(addOpenLine(lines, 'Hem', 0.5))).toBe('price_invalid')
  expect(codeOf(discountLine(lines, '1', 101, unknown))).toBe('percent_invalid')
  expect(codeOf(discountAll(lines, 12.5, unknown))).toBe('percent_invalid')
  expect(codeOf(addVariant(lines, scarf, 0))).toBe('quantity_invalid')
})
