/**
 * The balances that a member's ledger shows beside each entry: what could be spent just after it. Time alone changes a
 * balance, so a row that had ended by then is not counted, whatever was left on it.
 */
import type { Instant } from './time.ts'

export type LedgerEntry = Readonly<{
  id: number
  at: Instant
  kind: 'reward' | 'point' | 'benefit'
  rowId: number
  /** Added (or, negative, taken): minor units for rewards, thousandths for points; benefits are counted, not summed. */
  amount: number
}>

type RunningBalance = Readonly<{ rewardMinor: number; pointThousandths: number }>

/**
 * One balance per entry, for entries in the order of their ids. `endsAtByRow` maps `${kind}:${rowId}` to the row's
 * exclusive end; null, or a row that is not in it, never ends. Entries need not be in order of time: an import or a sale
 * that came late may book into the past. O(n log n).
 */
export function runningBalances(
  entries: readonly LedgerEntry[],
  endsAtByRow: ReadonlyMap<string, Instant | null>,
): RunningBalance[] {
  const endOf = ({ kind, rowId }: LedgerEntry): number =>
    endsAtByRow.get(`${kind}:${rowId}`) ?? Number.POSITIVE_INFINITY
  // Latest end first, so that the rows still open at a moment are the front of the list.
  const ends = [...new Set(entries.map(endOf))].toSorted((a, b) => (a < b ? 1 : -1))
  const rankByEnd = new Map(ends.map((end, rank) => [end, rank]))
  const rewards = prefixSums(ends.length)
  const pointRows = prefixSums(ends.length)
  return entries.map((entry) => {
    const rank = rankByEnd.get(endOf(entry)) ?? 0
    if (entry.kind === 'reward') rewards.add(rank, entry.amount)
    if (entry.kind === 'point') pointRows.add(rank, entry.amount)
    const openCount = countEndingAfter(ends, entry.at)
    return { rewardMinor: rewards.sumOfFirst(openCount), pointThousandths: pointRows.sumOfFirst(openCount) }
  })
}

/** How many of the ends, latest first, lie after the moment; an end at the moment itself has passed. */
function countEndingAfter(ends: readonly number[], at: Instant): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ends[middle] ?? 0) > at) low = middle + 1
    else high = middle
  }
  return low
}

/** Sums over the front of a list whose elements change: a Fenwick tree, both operations in O(log n). */
function prefixSums(size: number) {
  const tree = new Float64Array(size + 1)
  return {
    add(index: number, amount: number): void {
      for (let node = index + 1; node <= size; node += node & -node) tree[node] = (tree[node] ?? 0) + amount
    },
    sumOfFirst(count: number): number {
      let sum = 0
      for (let node = count; node > 0; node -= node & -node) sum += tree[node] ?? 0
      return sum
    },
  }
}
