import { amountMaxMinor } from '@tillside/money/money'
import { points, pointsFromWire, pointsMax, type Points } from '@tillside/money/points'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  earnedPoints,
  type ExchangeRate,
  parseEarnRate,
  parseRate,
  pointsForMinor,
  pointsValueMinor,
} from './points.ts'

const rateOf = (text: string): ExchangeRate => parseRate(text) ?? { numerator: 1n, denominator: 1n }
const cent = rateOf('0.01')
const pointsOf = (wire: number): Points => pointsFromWire(wire) ?? points(0)

test('a rate is a decimal above zero', () => {
  expect(parseRate('0.01')).toEqual({ numerator: 1n, denominator: 100n })
  expect(parseRate('12')).toEqual({ numerator: 12n, denominator: 1n })
  for (const text of ['0', '0.000', '-1', '.5', '1.', '1e3', '0.0000001', '', ' 1', '1,5', '1234567890']) {
    expect(parseRate(text)).toBeNull()
  }
})

test('a rate of earning may also be zero, and then nothing is earned', () => {
  const nothing = parseEarnRate('0.00')
  expect(nothing).toEqual({ numerator: 0n, denominator: 100n })
  expect(earnedPoints(1995, nothing ?? cent, 'AUD')).toBe(0)
  expect([parseEarnRate('12'), parseEarnRate('-1'), parseEarnRate('')]).toEqual([parseRate('12'), null, null])
})

test('880 points at 0.01 are 8.80, 1500 are 15.00, and 100 at a ten percent rate are 10.00', () => {
  expect(pointsValueMinor(pointsOf(880), cent, 'AUD')).toBe(880)
  expect(pointsValueMinor(pointsOf(1500), cent, 'AUD')).toBe(1500)
  expect(pointsValueMinor(pointsOf(100), rateOf('0.1'), 'AUD')).toBe(1000)
})

test('points are worth whole cents, rounded down, also when they are owed', () => {
  expect(pointsValueMinor(pointsOf(99.999), cent, 'AUD')).toBe(99)
  expect(pointsValueMinor(pointsOf(-0.5), cent, 'AUD')).toBe(-1)
  expect(pointsValueMinor(pointsOf(150), cent, 'JPY')).toBe(1)
  expect(pointsValueMinor(pointsOf(150), cent, 'KWD')).toBe(1500)
})

test('points are never worth more than the largest amount that we count', () => {
  expect(pointsValueMinor(points(1e14), rateOf('999'), 'AUD')).toBe(amountMaxMinor)
})

test('an amount costs the fewest points that cover it', () => {
  expect(pointsForMinor(880, cent, 'AUD')).toBe(pointsOf(880))
  expect(pointsForMinor(100, rateOf('0.03'), 'AUD')).toBe(pointsOf(33.334))
  expect(pointsForMinor(0, cent, 'AUD')).toBe(0)
})

test('a line earns to the thousandth of a point, half up', () => {
  expect(earnedPoints(1995, rateOf('1'), 'AUD')).toBe(pointsOf(19.95))
  expect(earnedPoints(1, rateOf('0.05'), 'AUD')).toBe(pointsOf(0.001))
  expect(earnedPoints(1, rateOf('0.049999'), 'AUD')).toBe(0)
  expect(earnedPoints(1995, rateOf('1.5'), 'JPY')).toBe(pointsOf(2992.5))
})

test('a free or returned line earns nothing', () => {
  expect(earnedPoints(0, cent, 'AUD')).toBe(0)
  expect(earnedPoints(-500, cent, 'AUD')).toBe(0)
})

test('no line earns more than can be counted, whatever the rate', () => {
  expect(earnedPoints(1e14, rateOf('999'), 'JPY')).toBe(pointsMax)
})

test('the points that an amount costs are worth it, and a thousandth fewer are not', () => {
  const aRate = fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(6)).map(([digits, decimals]) => ({
    numerator: BigInt(digits),
    denominator: 10n ** BigInt(decimals),
  }))
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      aRate,
      fc.constantFrom('JPY', 'AUD', 'KWD'),
      (minor, rate, currency) => {
        const cost = pointsForMinor(minor, rate, currency)
        expect(pointsValueMinor(cost, rate, currency)).toBeGreaterThanOrEqual(minor)
        expect(pointsValueMinor(points(cost - 1), rate, currency)).toBeLessThan(minor)
      },
    ),
  )
})
