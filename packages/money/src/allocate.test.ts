import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, allocateOverLines, type AllocationLine } from './allocate.ts'
import { decimalsOf, minorFromMajor } from './money.ts'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const lineOf = (amount: number): AllocationLine => ({ amount, eligible: true })

// Worked cases from the field, with where they come from.
const fieldCases = [
  {
    amount: 5000,
    lines: [6500, 11500, 2500, 4500],
    shares: [1300, 2300, 500, 900],
    source: 'Omneo POS integration guide',
  },
  { amount: 399, lines: [1995, 1995], shares: [200, 199], source: 'Adobe Commerce tutorial, 10% of two items' },
  { amount: 1000, lines: [0, 1000, 500], shares: [0, 667, 333], source: 'a free line carries nothing' },
  { amount: 1, lines: [10, 10, 10], shares: [1, 0, 0], source: 'the odd cent goes to the earlier line' },
  { amount: 0, lines: [500, 700], shares: [0, 0], source: 'nothing to spread' },
  { amount: 4000, lines: [15000, 10000], shares: [2400, 1600], source: 'exact proportion' },
]

test.each(fieldCases)('$amount over $lines is $shares ($source)', ({ amount, lines, shares }) => {
  expect(allocate(amount, lines)).toEqual(shares)
  expect(allocateOverLines(amount, lines.map(lineOf))).toEqual({ shares, unallocated: 0 })
})

test('a reward above the lines that may carry it stops there, and the rest is reported', () => {
  const lines = [lineOf(3000), { amount: 5000, eligible: false }, lineOf(-2000), lineOf(1000)]
  expect(allocateOverLines(5000, lines)).toEqual({ shares: [3000, 0, 0, 1000], unallocated: 1000 })
})

test('with no line to go to nothing is spread', () => {
  expect(allocateOverLines(500, [])).toEqual({ shares: [], unallocated: 500 })
  expect(() => allocate(500, [0])).toThrow('no line to go to')
  expect(() => allocate(-1, [10])).toThrow('not negative')
})

test('amounts too large for exact products are still shared exactly', () => {
  const third = 33_333_333_333_333
  expect(allocate(1e14, [1e14, 1e14, 1e14])).toEqual([third + 1, third, third])
})

describe('laws of allocation', () => {
  const anAmount = fc.oneof(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 1e14 }))
  const someWeights = fc.array(fc.oneof(fc.constant(0), anAmount), { minLength: 1, maxLength: 30 })
  const someLines = fc.array(
    fc.record({
      amount: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -50_000, max: 50_000 }),
        fc.integer({ min: -1e14, max: 1e14 }),
      ),
      eligible: fc.boolean(),
    }),
    { maxLength: 30 },
  )

  test('1: shares add up to the amount, an amount above the eligible lines is capped there', () => {
    fc.assert(
      fc.property(anAmount, someLines, (amount, lines) => {
        const { shares, unallocated } = allocateOverLines(amount, lines)
        const eligible = sum(lines.map((line) => (line.eligible && line.amount > 0 ? line.amount : 0)))
        expect(sum(shares) + unallocated).toBe(amount)
        expect(sum(shares)).toBe(Math.min(amount, eligible))
      }),
    )
  })

  test('2: a share is within one unit of its proportion', () => {
    fc.assert(
      fc.property(anAmount, someWeights, (amount, weights) => {
        fc.pre(sum(weights) > 0)
        const whole = weights.reduce((total, weight) => total + BigInt(weight), 0n)
        allocate(amount, weights).forEach((share, index) => {
          const offBy = BigInt(share) * whole - BigInt(amount) * BigInt(weights[index] ?? 0)
          expect(offBy < whole && offBy > -whole).toBe(true)
        })
      }),
    )
  })

  test('2 and 3: a share is never more than its line; zero, returned and ineligible lines get nothing', () => {
    fc.assert(
      fc.property(anAmount, someLines, (amount, lines) => {
        allocateOverLines(amount, lines).shares.forEach((share, index) => {
          const line = lines[index]
          const most = line?.eligible === true ? Math.max(0, line.amount) : 0
          expect(share).toBeGreaterThanOrEqual(0)
          expect(share).toBeLessThanOrEqual(most)
        })
      }),
    )
  })

  test('4: no line with a smaller remainder, or an equal one later, gets an odd unit before another', () => {
    fc.assert(
      fc.property(anAmount, someWeights, (amount, weights) => {
        fc.pre(sum(weights) > 0)
        const whole = weights.reduce((total, weight) => total + BigInt(weight), 0n)
        const products = weights.map((weight) => BigInt(amount) * BigInt(weight))
        const gotOdd = allocate(amount, weights).map((share, at) => BigInt(share) > (products[at] ?? 0n) / whole)
        const remainders = products.map((product) => product % whole)
        remainders.forEach((winner, at) => {
          if (gotOdd[at] !== true) return
          remainders.forEach((other, otherAt) => {
            if (gotOdd[otherAt] !== true) expect(winner > other || (winner === other && at < otherAt)).toBe(true)
          })
        })
      }),
    )
  })

  test('5: the same input gives the same shares', () => {
    fc.assert(
      fc.property(anAmount, someLines, (amount, lines) => {
        expect(allocateOverLines(amount, lines)).toEqual(allocateOverLines(amount, structuredClone(lines)))
      }),
    )
  })

  test('7: it holds in currencies of none, two and three decimals', () => {
    const prices = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.constantFrom('JPY', 'AUD', 'KWD'), prices, fc.nat(100_000), (currency, lines, amount) => {
        const inMajor = amount / 10 ** decimalsOf(currency)
        const minor = minorFromMajor(inMajor, currency)
        expect(minor).toBe(amount)
        const { shares, unallocated } = allocateOverLines(amount, lines.map(lineOf))
        expect(sum(shares) + unallocated).toBe(minor)
      }),
    )
  })
})
