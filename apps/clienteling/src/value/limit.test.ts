import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { redeemLimit } from './limit.ts'

const free = {
  balanceMinor: 10_000,
  saleMinor: null,
  taken: { valueMinor: 0, benefitMinor: 0 },
  amountMaxMinor: null,
  percentMax: null,
  stepMinor: null,
} as const

test('a customer can spend the whole balance where nothing else bounds it', () => {
  expect(redeemLimit(free)).toEqual({ maxMinor: 10_000, reason: 'balance' })
  expect(redeemLimit({ ...free, balanceMinor: -500 })).toEqual({ maxMinor: 0, reason: 'balance' })
})

test('never more than the sale, the retailer’s amount, or the retailer’s part of the sale', () => {
  expect(redeemLimit({ ...free, saleMinor: 8_050 })).toEqual({ maxMinor: 8_050, reason: 'sale' })
  expect(redeemLimit({ ...free, saleMinor: 8_050, amountMaxMinor: 5_000 })).toEqual({
    maxMinor: 5_000,
    reason: 'amount_max',
  })
  expect(redeemLimit({ ...free, saleMinor: 8_050, percentMax: 33.33 })).toEqual({
    maxMinor: 2_683,
    reason: 'percent_max',
  })
})

test('a part of a sale that is not known bounds nothing, and a bound that cannot be read allows nothing', () => {
  expect(redeemLimit({ ...free, percentMax: 10 }).maxMinor).toBe(10_000)
  expect(redeemLimit({ ...free, saleMinor: 'unreadable' })).toEqual({ maxMinor: 0, reason: 'unreadable' })
})

test('what was taken for the sale before leaves less of what the sale, the retailer’s amount and the retailer’s part allow', () => {
  const before = { ...free, taken: { valueMinor: 3_000, benefitMinor: 0 } }
  expect(redeemLimit({ ...before, saleMinor: 5_000 })).toEqual({ maxMinor: 2_000, reason: 'sale' })
  expect(redeemLimit({ ...before, amountMaxMinor: 4_000 })).toEqual({ maxMinor: 1_000, reason: 'amount_max' })
  expect(redeemLimit({ ...before, saleMinor: 8_000, percentMax: 50 })).toEqual({
    maxMinor: 1_000,
    reason: 'percent_max',
  })
  expect(redeemLimit(before)).toEqual({ maxMinor: 10_000, reason: 'balance' })
})

test('a benefit leaves less of the sale, and takes nothing of what the retailer allows to be paid by rewards', () => {
  const before = { ...free, saleMinor: 10_000, taken: { valueMinor: 1_000, benefitMinor: 4_000 } }
  expect(redeemLimit(before)).toEqual({ maxMinor: 5_000, reason: 'sale' })
  expect(redeemLimit({ ...before, amountMaxMinor: 3_000 })).toEqual({ maxMinor: 2_000, reason: 'amount_max' })
  expect(redeemLimit({ ...before, percentMax: 40 })).toEqual({ maxMinor: 3_000, reason: 'percent_max' })
})

test('a sale that was paid with value already, or that shrank below it, leaves nothing', () => {
  const paid = { ...free, saleMinor: 5_000, taken: { valueMinor: 3_000, benefitMinor: 2_000 } }
  expect(redeemLimit(paid)).toEqual({ maxMinor: 0, reason: 'sale' })
  expect(redeemLimit({ ...paid, saleMinor: 4_000 })).toEqual({ maxMinor: 0, reason: 'sale' })
})

test('amounts are whole steps', () => {
  expect(redeemLimit({ ...free, balanceMinor: 4_130, stepMinor: 500 })).toEqual({ maxMinor: 4_000, reason: 'balance' })
  expect(redeemLimit({ ...free, balanceMinor: 499, stepMinor: 500 }).maxMinor).toBe(0)
})

test('whatever the bounds are, none is passed', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000 })
  const maybe = fc.option(amount)
  fc.assert(
    fc.property(
      amount,
      maybe,
      maybe,
      fc.option(fc.integer({ min: 0, max: 100 })),
      fc.constantFrom(null, 1, 50, 500),
      amount,
      amount,
      (...all) => {
        const [balanceMinor, saleMinor, amountMaxMinor, percentMax, stepMinor, valueMinor, benefitMinor] = all
        const taken = { valueMinor, benefitMinor }
        const bounds = { balanceMinor, saleMinor, amountMaxMinor, percentMax, stepMinor, taken }
        const { maxMinor } = redeemLimit(bounds)
        const value = maxMinor === 0 ? 0 : maxMinor + valueMinor
        const inAll = maxMinor === 0 ? 0 : value + benefitMinor
        expect(Number.isSafeInteger(maxMinor) && maxMinor >= 0 && maxMinor % (stepMinor ?? 1) === 0).toBe(true)
        expect(maxMinor).toBeLessThanOrEqual(balanceMinor)
        expect(inAll).toBeLessThanOrEqual(saleMinor ?? Infinity)
        expect(value).toBeLessThanOrEqual(amountMaxMinor ?? Infinity)
        if (saleMinor !== null && percentMax !== null) expect(value * 100).toBeLessThanOrEqual(saleMinor * percentMax)
      },
    ),
  )
})
