// The laws that hold for any redemption, however odd: what a member holds, asks and returns is drawn at random.
import { points } from '@tillside/money/points'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRate, pointsValueMinor } from './points.ts'
import {
  type Burn,
  type BurnRequest,
  decideBurn,
  decideReturn,
  type OpenRow,
  type ReturnableTake,
  type ReturnRequest,
  spendOrder,
} from './redemptions.ts'
import { instant } from './time.ts'

const rate = parseRate('0.01') ?? { numerator: 1n, denominator: 100n }
const row = (id: number, remaining: number, endsAt: number | null = null, issuedAt = 0): OpenRow => ({
  id,
  remaining,
  issuedAt: instant(issuedAt),
  endsAt: endsAt === null ? null : instant(endsAt),
})
const notReturned = (burn: Burn): ReturnableTake[] =>
  burn.takes.map((take) => ({ ...take, returnedAmount: 0, returnedValue: 0 }))
const valueOf = <T>(outcome: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`)
  return outcome.value
}
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const aRate = fc.constantFrom('0.01', '0.03', '0.1', '1', '0.000007', '250').map((text) => parseRate(text) ?? rate)
const rowsOf = (remaining: fc.Arbitrary<number>): fc.Arbitrary<OpenRow[]> =>
  fc
    .array(fc.tuple(remaining, fc.option(fc.nat(5)), fc.nat(5)), { maxLength: 8 })
    .map((rows) => rows.map(([left, endsAt, issuedAt], at) => row(at + 1, left, endsAt, issuedAt)))
const aRequest: fc.Arbitrary<BurnRequest> = fc.record({
  amount: fc.integer({ min: 1, max: 100_000 }),
  strategies: fc.constantFrom<BurnRequest['strategies'][]>(['rewards', 'points'], ['points', 'rewards'], ['points']),
  strict: fc.constant(false),
  rewards: rowsOf(fc.nat(20_000)),
  points: rowsOf(fc.oneof(fc.integer({ min: -1000, max: 5000 }), fc.integer({ min: -500_000, max: 9_000_000 }))),
  rate: aRate,
  currency: fc.constantFrom('AUD', 'JPY', 'KWD'),
})

test('a redemption never takes more than asked or than a row holds, adds up, and keeps the order', () => {
  fc.assert(
    fc.property(aRequest, (request) => {
      const outcome = decideBurn(request)
      const pointsHeld = points(Math.max(0, sum(request.points.map(({ remaining }) => remaining))))
      const held =
        pointsValueMinor(pointsHeld, request.rate, request.currency) +
        (request.strategies.includes('rewards') ? sum(request.rewards.map(({ remaining }) => remaining)) : 0)
      expect(outcome.ok).toBe(held > 0)
      if (!outcome.ok) return
      const { total, takes } = outcome.value
      expect(total).toBe(Math.min(held, request.amount))
      expect(sum(takes.map(({ value }) => value))).toBe(total)
      expect(sum(takes.filter(({ kind }) => kind === 'point').map(({ amount }) => amount))).toBeLessThanOrEqual(
        pointsHeld,
      )
      for (const { kind, id, amount, value } of takes) {
        const source = (kind === 'reward' ? request.rewards : request.points).find((candidate) => candidate.id === id)
        expect(amount).toBeGreaterThan(0)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(amount).toBeLessThanOrEqual(source?.remaining ?? 0)
      }
      const order = request.strategies.flatMap((strategy) =>
        strategy === 'rewards'
          ? spendOrder(request.rewards).map(({ id }) => `reward:${id}`)
          : spendOrder(request.points).map(({ id }) => `point:${id}`),
      )
      const places = takes.map(({ kind, id }) => order.indexOf(`${kind}:${id}`))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }),
    { numRuns: 500 },
  )
})

test('any sequence of part returns gives back exactly what was redeemed, in money and in points', () => {
  const someReturns = fc.array(
    fc.record({
      asked: fc.integer({ min: 1, max: 30_000 }),
      strategies: fc.constantFrom<(ReturnRequest['strategies'] | null)[]>(
        null,
        ['rewards'],
        ['points', 'rewards'],
        ['points'],
      ),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(aRequest, someReturns, (request, returns) => {
      const outcome = decideBurn(request)
      fc.pre(outcome.ok)
      let takes = notReturned(valueOf(outcome))
      const steps: ReturnRequest[] = returns.map(({ asked, strategies }) => ({
        asked,
        strict: false,
        takes: [],
        currency: request.currency,
        ...(strategies === null || strategies === undefined ? {} : { strategies }),
      }))
      for (const step of [...steps, { asked: null, strict: true, takes: [], currency: request.currency }]) {
        const returned = decideReturn({ ...step, takes })
        if (!returned.ok) continue
        expect(sum(returned.value.takes.map(({ value }) => value))).toBe(returned.value.total)
        expect(returned.value.total).toBeLessThanOrEqual(step.asked ?? Number.POSITIVE_INFINITY)
        takes = takes.map((take) => {
          const back = returned.value.takes.find(({ kind, id }) => kind === take.kind && id === take.id)
          if (back === undefined) return take
          expect(back.amount).toBeGreaterThanOrEqual(0)
          const returnedAmount = take.returnedAmount + back.amount
          const returnedValue = take.returnedValue + back.value
          expect(returnedAmount).toBeLessThanOrEqual(take.amount)
          return { ...take, returnedAmount, returnedValue }
        })
      }
      for (const take of takes) {
        expect([take.returnedAmount, take.returnedValue]).toEqual([take.amount, take.value])
      }
    }),
    { numRuns: 500 },
  )
})
