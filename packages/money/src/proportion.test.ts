import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floorOfPart } from './proportion.ts'

test('a third of a dollar is 33 cents, two thirds are 66, all of it is the dollar', () => {
  expect([1, 2, 3].map((part) => floorOfPart(100, part, 3))).toEqual([33, 66, 100])
})

test('it is exact at any size', () => {
  const upTo1e14 = fc.integer({ min: 0, max: 1e14 })
  fc.assert(
    fc.property(upTo1e14, upTo1e14, upTo1e14, (amount, a, b) => {
      const [part, whole] = a <= b ? [a, b + 1] : [b, a]
      const exact = (BigInt(amount) * BigInt(part)) / BigInt(whole)
      expect(BigInt(floorOfPart(amount, part, whole))).toBe(exact)
    }),
  )
})
