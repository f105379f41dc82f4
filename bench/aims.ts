// The aims, held against what was measured.
import type { CallName } from './calls.ts'
import type { Figure } from './measure.ts'
import type { Result, Row } from './run.ts'

export interface Aim {
  readonly aim: string
  readonly measured: string
  readonly isMet: boolean
}

const redeemOfPgbenchMin = 0.5
const lookUpOfFloorMin = 0.8
const fiveOfFloorMin = 0.35
const p99MsMax = 250
const ofSmallMin = 0.7
const memoryMbMax = 250
/** Of the same load spread over many members: p99 wavers by about as much from run to run. */
const readsBesideHotMax = 1.5

export const two = (value: number): string => value.toFixed(2)

const tills = (connections: number): string => `${connections} connection${connections === 1 ? '' : 's'}`

function ratioAims(
  rows: readonly Row[],
  call: CallName,
  min: number,
  of: string,
  base: (row: Row) => number | null,
): Aim[] {
  return rows
    .filter((row) => row.call === call)
    .flatMap((row) => {
      const floor = base(row)
      if (floor === null) return []
      const ratio = row.ours.perSecond / floor
      return [
        { aim: `${call} ≥ ${min} of ${of}, ${tills(row.connections)}`, measured: two(ratio), isMet: ratio >= min },
      ]
    })
}

function hotAims({ hotMember: hot }: Result): Aim[] {
  const errors = [hot.onOne, hot.onMany, hot.readsAlone, hot.readsBesideMany, hot.readsBesideOne].reduce(
    (sum, figure) => sum + figure.errors,
    0,
  )
  const slower = hot.readsBesideOne.p99Ms / hot.readsBesideMany.p99Ms
  return [
    { aim: 'one hot member: no error', measured: String(errors), isMet: errors === 0 },
    { aim: 'one hot member: no overspend', measured: two(hot.overspentMinor / 100), isMet: hot.overspentMinor === 0 },
    {
      aim: 'one hot member: what was acknowledged was taken, and no more',
      measured: two(hot.unexplainedMinor / 100),
      isMet: hot.unexplainedMinor === 0,
    },
    {
      aim: `reads of others: p99 ≤ ${readsBesideHotMax} of that beside the same load on many members`,
      measured: `${two(slower)} (${two(hot.readsBesideOne.p99Ms)} ms, ${two(hot.readsBesideMany.p99Ms)} ms; alone ${two(hot.readsAlone.p99Ms)} ms)`,
      isMet: slower <= readsBesideHotMax,
    },
  ]
}

const isAt16 = (row: Row): boolean => row.connections === 16
const slowest = (rows: readonly Row[]): Row =>
  rows.reduce((worst, row) => (row.ours.p99Ms > worst.ours.p99Ms ? row : worst))
const errorsOf = (rows: readonly Row[], side: (row: Row) => Figure): number =>
  rows.reduce((sum, row) => sum + side(row).errors, 0)

/** Our figures as shares of those with fewer members; the worst says whether the aim is met. */
export function sharesOf(result: Result, small: Result): readonly (Row & { readonly share: number })[] {
  return result.rows.flatMap((row) => {
    const before = small.rows.find((other) => other.call === row.call && other.connections === row.connections)
    return before ? [{ ...row, share: row.ours.perSecond / before.ours.perSecond }] : []
  })
}

export function aimsOf(result: Result, small: Result | null): Aim[] {
  const { rows, memory } = result
  const worst = slowest(rows.filter((row) => isAt16(row) && row.call !== 'five in a row'))
  const errors = errorsOf(rows, (row) => row.ours)
  const aims = [
    ...ratioAims(rows, 'redeem', redeemOfPgbenchMin, 'pgbench', (row) => row.pgbenchPerSecond),
    ...ratioAims(rows, 'look-up', lookUpOfFloorMin, 'the floor', (row) => row.floor.perSecond),
    ...ratioAims(rows, 'five in a row', fiveOfFloorMin, 'the floor', (row) => row.floor.perSecond),
    {
      aim: `p99 of each call < ${p99MsMax} ms at 16 connections`,
      measured: `${two(worst.ours.p99Ms)} ms (${worst.call})`,
      isMet: worst.ours.p99Ms < p99MsMax,
    },
    { aim: 'no call fails', measured: String(errors), isMet: errors === 0 },
    ...hotAims(result),
  ]
  if (memory)
    aims.push({
      aim: `the server under ${memoryMbMax} MB resident`,
      measured: `${memory.now.toFixed(0)} MB (at most ${memory.most.toFixed(0)})`,
      isMet: memory.most < memoryMbMax,
    })
  if (small) {
    const lowest = sharesOf(result, small).reduce((low, row) => (row.share < low.share ? row : low))
    const aim = `${result.profiles} members: no figure below ${ofSmallMin} of that with ${small.profiles}`
    aims.push({
      aim,
      measured: `${two(lowest.share)} (${lowest.call}, ${tills(lowest.connections)})`,
      isMet: lowest.share >= ofSmallMin,
    })
  }
  return aims
}
