import fc from 'fast-check'
import { expect, test } from 'vitest'

import { fitted, minorFromText, suggestions } from './amount.tsx'

test('an amount is typed from the right: 1 9 9 5 is 19.95, whatever stands between the digits', () => {
  expect(['0.001', '0.019', '0.199', '1.995', '19.95'].map(minorFromText)).toEqual([1, 19, 199, 1995, 1995])
  expect(minorFromText('1.234,50')).toBe(123_450)
  expect(minorFromText('')).toBe(0)
})

test('what is used never exceeds what is there, and keeps to the step', () => {
  expect(fitted(8_350, { max: 8_350, step: 500 })).toBe(8_000)
  expect(fitted(9_999, { max: 8_350, step: null })).toBe(8_350)
  expect(fitted(499, { max: 8_350, step: 500 })).toBe(0)
  fc.assert(
    fc.property(fc.nat(1e9), fc.nat(1e9), fc.integer({ min: 1, max: 10_000 }), (minor, max, step) => {
      const taken = fitted(minor, { max, step })
      expect(taken).toBeLessThanOrEqual(Math.min(minor, max))
      expect(taken % step).toBe(0)
      expect(Math.min(minor, max) - taken).toBeLessThan(step)
    }),
  )
})

test('amounts to touch are below the most, in steps, and few', () => {
  expect(suggestions(8_000, 500, 500)).toEqual([1_000, 2_500, 5_000])
  expect(suggestions(300, null, 500)).toEqual([])
  expect(suggestions(1_200, null, 500)).toEqual([500, 1_000])
})
