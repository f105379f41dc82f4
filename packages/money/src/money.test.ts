import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  amountMaxMinor,
  decimalsOf,
  formatMoney,
  majorFromMinor,
  minorFromMajor,
  minorRoundedFromMajor,
  money,
} from './money.ts'

const aCurrency = fc.constantFrom('AUD', 'JPY', 'KWD')
const anAmountMinor = fc.integer({ min: -amountMaxMinor, max: amountMaxMinor })

test('dollars have cents, yen have none, dinars have thousandths', () => {
  expect(['AUD', 'EUR', 'JPY', 'KRW', 'CLP', 'VND', 'ISK', 'KWD', 'BHD', 'TND'].map(decimalsOf)).toEqual([
    2, 2, 0, 0, 0, 0, 0, 3, 3, 3,
  ])
})

test('an amount as sent is taken to the cent', () => {
  expect(minorFromMajor(19.95, 'AUD')).toBe(1995)
  expect(minorFromMajor(0.29, 'AUD')).toBe(29)
  expect(minorFromMajor(-1.1, 'AUD')).toBe(-110)
  expect(minorFromMajor(1995, 'JPY')).toBe(1995)
  expect(minorFromMajor(1.125, 'KWD')).toBe(1125)
  expect(minorFromMajor(-0, 'AUD')).toBe(0)
})

test('an amount finer than its currency is not guessed at', () => {
  expect(minorFromMajor(19.955, 'AUD')).toBeNull()
  expect(minorFromMajor(0.5, 'JPY')).toBeNull()
  expect(minorFromMajor(1e-9, 'AUD')).toBeNull()
})

test('what is no amount, or too large for any till, is refused', () => {
  for (const convert of [minorFromMajor, minorRoundedFromMajor]) {
    expect(convert(Number.NaN, 'AUD')).toBeNull()
    expect(convert(Number.POSITIVE_INFINITY, 'AUD')).toBeNull()
    expect(convert(1e12 + 1, 'AUD')).toBeNull()
    expect(convert(1e12, 'AUD')).toBe(amountMaxMinor)
  }
})

test('a receipt figure with half a cent rounds away from zero', () => {
  expect(minorRoundedFromMajor(1.005, 'AUD')).toBe(101)
  expect(minorRoundedFromMajor(-1.005, 'AUD')).toBe(-101)
  expect(minorRoundedFromMajor(8.345, 'AUD')).toBe(835)
  expect(minorRoundedFromMajor(1.004999, 'AUD')).toBe(100)
  expect(minorRoundedFromMajor(0.5, 'JPY')).toBe(1)
  expect(minorRoundedFromMajor(1.0005, 'KWD')).toBe(1001)
  expect(minorRoundedFromMajor(1e-7, 'AUD')).toBe(0)
  expect(minorRoundedFromMajor(-0.001, 'AUD')).toBe(0)
})

test('amounts print with all decimals of their currency', () => {
  expect(formatMoney(money(5000, 'AUD'))).toBe('50.00')
  expect(formatMoney(money(-5, 'AUD'))).toBe('-0.05')
  expect(formatMoney(money(1995, 'JPY'))).toBe('1995')
  expect(formatMoney(money(5, 'KWD'))).toBe('0.005')
})

test('half a cent is not money', () => {
  expect(() => money(0.5, 'AUD')).toThrow('whole minor units')
})

test('any amount survives the wire and back, and is not changed by rounding', () => {
  fc.assert(
    fc.property(anAmountMinor, aCurrency, (minor, currency) => {
      const major = majorFromMinor(minor, currency)
      expect(minorFromMajor(major, currency)).toBe(minor)
      expect(minorRoundedFromMajor(major, currency)).toBe(minor)
      expect(Number(formatMoney(money(minor, currency)))).toBe(major)
    }),
  )
})
