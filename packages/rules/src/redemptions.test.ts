import { describe, expect, test } from 'vitest'
import { parseRate } from './points.ts'
import {
  type Burn,
  type BurnRequest,
  decideBurn,
  decideReturn,
  decideReversal,
  type OpenRow,
  type ReturnableTake,
  type ReturnRequest,
  spendOrder,
} from './redemptions.ts'
import { instant, minuteMs, reversalWindowMs } from './time.ts'

const rate = parseRate('0.01') ?? { numerator: 1n, denominator: 100n }
const row = (id: number, remaining: number, endsAt: number | null = null, issuedAt = 0): OpenRow => ({
  id,
  remaining,
  issuedAt: instant(issuedAt),
  endsAt: endsAt === null ? null : instant(endsAt),
})
const asking = (amount: number, request: Partial<BurnRequest>): BurnRequest => ({
  amount,
  strategies: ['rewards', 'points'],
  strict: false,
  rewards: [],
  points: [],
  rate,
  currency: 'AUD',
  ...request,
})
const returning = (asked: number | null, takes: readonly ReturnableTake[], rest: Partial<ReturnRequest> = {}) =>
  decideReturn({ asked, strict: false, takes, currency: 'AUD', ...rest })
const notReturned = (burn: Burn): ReturnableTake[] =>
  burn.takes.map((take) => ({ ...take, returnedAmount: 0, returnedValue: 0 }))
const valueOf = <T>(outcome: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`)
  return outcome.value
}
describe('redeeming', () => {
  test('the reward that ends first is spent first, then the older, then the lower id, and what never ends last', () => {
    const rows = [row(1, 1), row(5, 1, 200, 20), row(4, 1, 200, 20), row(3, 1, 200, 10), row(2, 1, 100, 30)]
    expect(spendOrder(rows).map(({ id }) => id)).toEqual([2, 3, 4, 5, 1])
  })

  test('40.00 takes the rewards first and the rest from points', () => {
    const burn = decideBurn(
      asking(4000, { rewards: [row(1, 2000, 200), row(2, 1250, 100)], points: [row(7, 880_000)] }),
    )
    expect(valueOf(burn)).toEqual({
      total: 4000,
      takes: [
        { kind: 'reward', id: 2, amount: 1250, value: 1250 },
        { kind: 'reward', id: 1, amount: 2000, value: 2000 },
        { kind: 'point', id: 7, amount: 750_000, value: 750 },
      ],
    })
  })

  test('kinds are drawn on in the order given, and only those given', () => {
    const held = { rewards: [row(1, 2000)], points: [row(7, 500_000)] }
    const kinds = (strategies: BurnRequest['strategies']) =>
      valueOf(decideBurn(asking(1000, { ...held, strategies }))).takes.map(({ kind, value }) => [kind, value])
    expect(kinds(['points', 'rewards'])).toEqual([
      ['point', 500],
      ['reward', 500],
    ])
    expect(kinds(['points'])).toEqual([['point', 500]])
    expect(kinds(['points', 'points'])).toEqual([['point', 500]])
  })

  test('asked for 110 with 100 there, it takes the 100', () => {
    expect(valueOf(decideBurn(asking(11_000, { rewards: [row(1, 10_000)] }))).total).toBe(10_000)
  })

  test('asked strictly for 110 with 100 there, it takes nothing and says what there is', () => {
    expect(decideBurn(asking(11_000, { rewards: [row(1, 9000)], points: [row(2, 1_000_000)], strict: true }))).toEqual({
      ok: false,
      refusal: { code: 'balance_short', field: 'amount', details: { available: 100, asked: 110 } },
    })
  })

  test('with nothing there it is refused, strict or not', () => {
    for (const strict of [true, false]) {
      expect(decideBurn(asking(100, { rewards: [row(1, 0)], points: [row(2, 999)], strict }))).toEqual({
        ok: false,
        refusal: { code: 'nothing_to_redeem', field: 'amount' },
      })
    }
  })

  test('a debt in points is paid before anything can be spent', () => {
    const indebted = [row(1, -300_000), row(2, 400_000)]
    const burn = decideBurn(asking(500, { points: indebted }))
    expect(valueOf(burn)).toEqual({ total: 100, takes: [{ kind: 'point', id: 2, amount: 100_000, value: 100 }] })
    expect(decideBurn(asking(500, { points: [row(1, -300_000), row(2, 300_000)] })).ok).toBe(false)
  })

  test('points that are not worth a whole cent stay with the customer', () => {
    const burn = valueOf(decideBurn(asking(500, { points: [row(1, 99_999)] })))
    expect(burn).toEqual({ total: 99, takes: [{ kind: 'point', id: 1, amount: 99_000, value: 99 }] })
  })

  test('an amount of nothing never comes this far', () => {
    expect(() => decideBurn(asking(0, {}))).toThrow('above zero')
  })
})

describe('returning', () => {
  const mixed: ReturnableTake[] = notReturned({
    total: 4000,
    takes: [
      { kind: 'reward', id: 2, amount: 3250, value: 3250 },
      { kind: 'point', id: 7, amount: 750_000, value: 750 },
    ],
  })

  test('what was spent last comes back first', () => {
    expect(valueOf(returning(1000, mixed))).toEqual({
      total: 1000,
      takes: [
        { kind: 'point', id: 7, amount: 750_000, value: 750 },
        { kind: 'reward', id: 2, amount: 250, value: 250 },
      ],
    })
  })

  test('a till may say which kind comes back', () => {
    expect(valueOf(returning(1000, mixed, { strategies: ['rewards'] })).takes).toEqual([
      { kind: 'reward', id: 2, amount: 1000, value: 1000 },
    ])
    expect(valueOf(returning(null, mixed, { strategies: ['points'] })).total).toBe(750)
  })

  test('asked for more than is left it gives the rest, or refuses when strict', () => {
    expect(valueOf(returning(5000, mixed)).total).toBe(4000)
    expect(returning(5000, mixed, { strict: true })).toEqual({
      ok: false,
      refusal: { code: 'return_exceeds_redemption', field: 'amount', details: { returnable: 40, asked: 50 } },
    })
  })

  test('when all has come back there is nothing more to return', () => {
    const all = mixed.map((take) => ({ ...take, returnedAmount: take.amount, returnedValue: take.value }))
    expect(returning(null, all)).toEqual({ ok: false, refusal: { code: 'nothing_to_return', field: 'amount' } })
  })

  test('points that were worth less than a cent come back with their neighbours', () => {
    const takes = notReturned({
      total: 1,
      takes: [
        { kind: 'point', id: 1, amount: 4, value: 0 },
        { kind: 'point', id: 2, amount: 996, value: 1 },
      ],
    })
    expect(valueOf(returning(1, takes)).takes).toEqual([
      { kind: 'point', id: 2, amount: 996, value: 1 },
      { kind: 'point', id: 1, amount: 4, value: 0 },
    ])
  })
})

describe('reversing', () => {
  const redeemedAt = instant(0)
  const asked = {
    redeemedAt,
    now: instant(minuteMs),
    type: 'redeem',
    alreadyReversed: false,
    isHeld: false,
    hasReturns: false,
    late: false,
  }
  const codeOf = (change: Partial<typeof asked>): string | null => {
    const outcome = decideReversal({ ...asked, ...change })
    return outcome.ok ? null : outcome.refusal.code
  }

  test('a failed payment is undone up to ten minutes after, to the second', () => {
    expect(codeOf({})).toBeNull()
    expect(codeOf({ now: instant(reversalWindowMs) })).toBeNull()
    expect(codeOf({ now: instant(reversalWindowMs + 1) })).toBe('reversal_window_passed')
  })

  test('staff who may do so can still undo it later', () => {
    expect(codeOf({ now: instant(reversalWindowMs * 100), late: true })).toBeNull()
  })

  test('it is undone once, only before a return, and only a redemption, however late staff may come', () => {
    for (const late of [true, false]) {
      expect(codeOf({ alreadyReversed: true, late })).toBe('already_reversed')
      expect(codeOf({ hasReturns: true, late })).toBe('already_returned')
      expect(codeOf({ type: 'return', late })).toBe('not_a_redemption')
      expect(codeOf({ type: 'reversal', late })).toBe('not_a_redemption')
    }
  })
})
