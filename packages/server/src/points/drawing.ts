// Which rows the points of a sale leave when it takes them back, and which they return to: the sale's own row, what staff had taken
// away of it, and the member's other points, in this order, and back in the other.
import { spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { isLasting, toOpenRow } from './debts.ts'
import { listLost, type PointRow, type SaleRow } from './store.ts'

export const saleSource = 'transaction'

/** A sale, and what it should give. */
export interface EarningSale {
  readonly saleId: number
  /** Whose the points are; null for nobody's. */
  readonly profileId: string | null
  /** Thousandths of a point. */
  readonly thousandths: number
  /** From when its points can be spent, and from when their time runs. */
  readonly issuedAt: Instant
  /** The store's, whose days end them. */
  readonly timeZone: string
  /** Nothing was ever booked for it. */
  readonly isNew: boolean
}

/** What makes the points move: another sale, when goods of this one come back, and who told us. */
export interface MovedBy {
  readonly byTransactionId: number | null
  readonly userId: number | null
}

export interface Move {
  readonly id: number
  readonly by: number
  readonly cause: 'earn' | 'earn_return' | 'removal'
  readonly reason?: string
  /** The row was made with it. */
  readonly isMade?: boolean
}

export interface Account {
  readonly sale: EarningSale
  readonly profileId: string
  readonly moved: MovedBy
}

/** A row that holds the sale's points, and is no debt of it. */
export const isOwn = (row: PointRow, { saleId }: EarningSale): boolean =>
  row.source_type === saleSource && row.source_id === saleId && row.value_initial >= 0

/** Takes what it can from amounts that are there, in order; what is left comes back. */
export function draw(
  left: number,
  from: readonly { readonly id: number; readonly amount: number }[],
  take: (id: number, amount: number) => void,
): number {
  for (const { id, amount } of from) {
    const taken = Math.min(left, Math.max(0, amount))
    if (taken > 0) take(id, taken)
    left -= taken
  }
  return left
}

const absorbed = 'counted as taken back with the sale'
const withheld = 'they stay away, as the sale stands again'

/** What staff took away of the sale's points, or what was written off, has left the member already: that counts first. */
export async function drawLost(tx: Tx, own: readonly PointRow[], owed: number, moves: Move[]): Promise<number> {
  const [first] = own
  if (!first || owed === 0) return owed
  const lost = await listLost(
    tx,
    first.profile_id,
    own.map((row) => row.id),
  )
  return draw(owed, lost, (id, amount) => {
    moves.push({ id, by: amount, cause: 'removal', reason: absorbed }, { id, by: -amount, cause: 'earn_return' })
  })
}

export interface Difference {
  readonly account: Account
  /** What the sale has moved for this member so far. */
  readonly rows: readonly SaleRow[]
  /** How much more, or less, it should give; above zero. */
  readonly thousandths: number
}

/** The member's other points: first those that had paid for the sale before, even if they have expired since; then what can be spent. */
export function drawOthers(
  { account, rows }: Difference,
  holding: readonly PointRow[],
  owed: number,
  moves: Move[],
  now: Instant,
): number {
  const isOfSale = new Set(rows.filter((row) => isOwn(row, account.sale)).map((row) => row.id))
  const repaidOf = new Map(rows.map((row) => [row.id, row.repaid]))
  const others = holding.filter((row) => !isOfSale.has(row.id) && row.value_remaining > 0)
  const taken = new Map<number, number>()
  const take = (id: number, amount: number): void => {
    taken.set(id, (taken.get(id) ?? 0) + amount)
    moves.push({ id, by: -amount, cause: 'earn_return' })
  }
  const inOrder = spendOrder(others.map(toOpenRow))
  const left = draw(
    owed,
    inOrder.map(({ id, remaining }) => ({ id, amount: Math.min(remaining, repaidOf.get(id) ?? 0) })),
    take,
  )
  const lasting = new Set(others.filter((row) => isLasting(row, now)).map((row) => row.id))
  return draw(
    left,
    inOrder
      .filter(({ id }) => lasting.has(id))
      .map(({ id, remaining }) => ({ id, amount: remaining - (taken.get(id) ?? 0) })),
    take,
  )
}

/** What goes back where it was taken, the last that was drawn on first; and how much is left for the sale's own row. */
export function restore({ account, rows, thousandths }: Difference): { moves: Move[]; left: number } {
  const moves: Move[] = []
  const drawn = rows.filter((row) => row.net < 0 && !isOwn(row, account.sale) && row.deleted_at === null)
  const debts = drawn.filter((row) => row.value_initial < 0)
  const payers = spendOrder(drawn.filter((row) => row.value_initial >= 0).map(toOpenRow)).toReversed()
  const netOf = new Map(rows.map((row) => [row.id, row.net]))
  const unpaid = draw(
    thousandths,
    [...debts, ...payers].map(({ id }) => ({ id, amount: -(netOf.get(id) ?? 0) })),
    (id, amount) => moves.push({ id, by: amount, cause: 'earn' }),
  )
  const own = rows.filter((row) => isOwn(row, account.sale))
  const left = draw(
    unpaid,
    own.map((row) => ({ id: row.id, amount: row.absorbed })),
    (id, amount) =>
      moves.push({ id, by: amount, cause: 'earn' }, { id, by: -amount, cause: 'removal', reason: withheld }),
  )
  return { moves, left }
}

