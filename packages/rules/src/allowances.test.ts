import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { type Ceilings, outsideOf, roomUnder, settleSpends } from './allowances.ts'
import { parseRate } from './points.ts'
import type { BurnTake, OpenRow } from './redemptions.ts'
import { instant } from './time.ts'

const rate = parseRate('0.01') ?? { numerator: 1n, denominator: 100n }
const row = (id: number, remaining: number): OpenRow => ({ id, remaining, issuedAt: instant(0), endsAt: null })
const reward = (id: number, value: number): BurnTake => ({ kind: 'reward', id, amount: value, value })
const purse = (reserve: BurnTake[], rewards: OpenRow[] = [], points: OpenRow[] = []) => ({
  reserve,
  rewards,
  points,
  rate,
  currency: 'AUD',
})

describe('ceilings', () => {
  const ceilings: Ceilings = {
    member: { max: 100, used: 60 },
    device: { max: 500, used: 400 },
    day: { max: 1000, used: 980 },
  }
  test('what may still be granted is what the nearest one leaves', () => {
    expect(roomUnder(ceilings)).toEqual({ nearest: 'day', room: 20 })
    expect(roomUnder({ ...ceilings, member: { max: 100, used: 100 } })).toEqual({ nearest: 'member', room: 0 })
  })
  test('a ceiling that was lowered below what is out leaves nothing, not less than nothing', () => {
    expect(roomUnder({ ...ceilings, device: { max: 100, used: 400 } })).toEqual({ nearest: 'device', room: 0 })
  })
})

describe('a spend', () => {
  const permitted = { count: 2, amountPerSale: 30, amountTotal: 50, validUntil: instant(100), isReported: false }
  const spend = { amount: 30, spentAt: instant(100) }
  test('is within the allowance up to its last second, its last cent and its last use', () => {
    expect(outsideOf(permitted, { count: 1, amount: 20 }, spend)).toBeNull()
  })
  test('is outside when it is too late, too much at once, one too many, too much in all, or after the last report', () => {
    const none = { count: 0, amount: 0 }
    expect(outsideOf(permitted, none, { ...spend, spentAt: instant(101) })).toBe('late')
    expect(outsideOf(permitted, none, { ...spend, amount: 31 })).toBe('amount_per_sale')
    expect(outsideOf(permitted, { count: 2, amount: 2 }, { ...spend, amount: 1 })).toBe('count')
    expect(outsideOf(permitted, { count: 1, amount: 21 }, spend)).toBe('amount_total')
    expect(outsideOf({ ...permitted, isReported: true }, none, spend)).toBe('reported')
  })
})

describe('settling', () => {
  test('takes what was set aside first, row after row, and leaves the rest set aside', () => {
    const { spends, rest } = settleSpends([10, 15], purse([reward(1, 12), reward(2, 20)], [row(3, 50)]))
    expect(spends).toEqual([[reward(1, 10)], [reward(1, 2), reward(2, 13)]])
    expect(rest).toEqual([reward(2, 7)])
  })

  test('takes what is beyond that from what is open, once for each row, and the rest is missing', () => {
    const { spends, rest } = settleSpends([40, 5], purse([reward(1, 12)], [row(1, 8), row(2, 10)]))
    expect(spends).toEqual([[reward(1, 20), reward(2, 10)], []])
    expect(rest).toEqual([])
  })

  test('points that are worth less than a cent go with the last spend that used the reserve up', () => {
    const point: BurnTake = { kind: 'point', id: 7, amount: 4, value: 0 }
    const { spends, rest } = settleSpends([12], purse([reward(1, 12), point]))
    expect([spends, rest]).toEqual([[[reward(1, 12), point]], []])
  })

  test('whatever is reserved and spent: nothing is made, nothing is lost, and no row gives more than it has', () => {
    const takes = fc.uniqueArray(
      fc.record({ kind: fc.constantFrom('reward' as const, 'point' as const), id: fc.nat(5), amount: fc.nat(5_000) }),
      { selector: ({ kind, id }) => `${kind} ${id}`, maxLength: 6 },
    )
    const amounts = fc.array(fc.integer({ min: 1, max: 4_000 }), { maxLength: 8 })
    const rows = fc.array(fc.nat(3_000), { maxLength: 4 })
    fc.assert(
      fc.property(takes, amounts, rows, (reserved, asked, left) => {
        const reserve = reserved.map((take) => ({
          ...take,
          value: take.kind === 'reward' ? take.amount : Math.floor(take.amount / 1_000),
        }))
        const open = left.map((remaining, id) => row(id, remaining))
        const { spends, rest } = settleSpends(asked, purse(reserve, open))
        const all = [...spends.flat(), ...rest]
        for (const { kind, id, amount, value } of reserve) {
          const own = all.filter((take) => take.kind === kind && take.id === id)
          const beside = kind === 'reward' ? (left[id] ?? 0) : 0
          const taken = own.reduce((sum, take) => sum + take.amount, 0)
          expect(taken).toBeGreaterThanOrEqual(amount)
          expect(taken).toBeLessThanOrEqual(amount + beside)
          expect(own.reduce((sum, take) => sum + take.value, 0)).toBe(value + taken - amount)
        }
        const total = (list: readonly BurnTake[]): number => list.reduce((sum, take) => sum + take.value, 0)
        const held = total(reserve) + left.reduce((sum, remaining) => sum + remaining, 0)
        const wanted = asked.reduce((sum, amount) => sum + amount, 0)
        expect(spends.reduce((sum, list) => sum + total(list), 0)).toBe(Math.min(wanted, held))
        expect(all.every((take) => take.amount >= 0 && take.value >= 0)).toBe(true)
      }),
    )
  })
})
