import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LedgerEntry, runningBalances } from './ledgers.ts'
import { type Instant, instant } from './time.ts'

const entry = (id: number, at: number, kind: LedgerEntry['kind'], rowId: number, amount: number): LedgerEntry => ({
  id,
  at: instant(at),
  kind,
  rowId,
  amount,
})

test('each entry shows what could be spent just after it', () => {
  const entries = [
    entry(1, 10, 'reward', 1, 2000),
    entry(2, 20, 'point', 1, 50_000),
    entry(3, 30, 'reward', 1, -500),
    entry(4, 40, 'benefit', 1, 1),
    entry(5, 50, 'reward', 2, 1000),
  ]
  const ends = new Map([
    ['reward:1', instant(45)],
    ['point:1', null],
    ['reward:2', instant(99)],
    ['benefit:1', instant(41)],
  ])
  expect(runningBalances(entries, ends)).toEqual([
    { rewardMinor: 2000, pointThousandths: 0 },
    { rewardMinor: 2000, pointThousandths: 50_000 },
    { rewardMinor: 1500, pointThousandths: 50_000 },
    { rewardMinor: 1500, pointThousandths: 50_000 },
    // The first reward's last 15.00 had expired by then.
    { rewardMinor: 1000, pointThousandths: 50_000 },
  ])
})

test('at the moment in which a reward ends it no longer counts', () => {
  const ends = new Map([['reward:1', instant(20)]])
  const entries = [entry(1, 10, 'reward', 1, 100), entry(2, 19, 'point', 1, 1), entry(3, 20, 'point', 1, 1)]
  expect(runningBalances(entries, ends).map(({ rewardMinor }) => rewardMinor)).toEqual([100, 100, 0])
})

test('an empty ledger has no balances', () => {
  expect(runningBalances([], new Map())).toEqual([])
})

test('balances are the plain sum over open rows, also when entries are booked into the past', () => {
  const aKind = fc.constantFrom<LedgerEntry['kind'][]>('reward', 'point', 'benefit')
  const someEntries = fc.array(fc.tuple(fc.nat(20), aKind, fc.nat(5), fc.integer({ min: -100, max: 100 })), {
    maxLength: 40,
  })
  const someEnds = fc.array(fc.option(fc.nat(22)), { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(someEntries, someEnds, (drawn, drawnEnds) => {
      const entries = drawn.map(([at, kind, rowId, amount], index) => entry(index + 1, at, kind, rowId, amount))
      const ends = new Map<string, Instant | null>()
      drawnEnds.forEach((end, rowId) => {
        for (const kind of ['reward', 'point', 'benefit'])
          ends.set(`${kind}:${rowId}`, end === null ? null : instant(end))
      })
      const sumOpen = (upTo: number, at: Instant, kind: string): number =>
        entries
          .slice(0, upTo + 1)
          .filter((each) => each.kind === kind && (ends.get(`${kind}:${each.rowId}`) ?? Number.POSITIVE_INFINITY) > at)
          .reduce((total, each) => total + each.amount, 0)
      expect(runningBalances(entries, ends)).toEqual(
        entries.map(({ at }, index) => ({
          rewardMinor: sumOpen(index, at, 'reward'),
          pointThousandths: sumOpen(index, at, 'point'),
        })),
      )
    }),
  )
})
