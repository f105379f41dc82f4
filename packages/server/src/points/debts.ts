// Points that goods took back after they were spent are owed. Whatever points come in afterwards, earned, issued or put
// back, pay that first: so it makes no difference in which order a reward comes back and goods do. A payment names the sale
// whose points are owed, so that they go back to who paid when the goods turn out to be kept. Callers have locked the member.
import { type OpenRow, spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { isEnded } from '../incentives/validity.ts'
import { appendEntries, type NewEntry } from '../ledgers/service.ts'
import { readPointTerms } from '../settings/service.ts'
import { valueOfMove } from './service.ts'
import { handOverPoints, listPointsLeft, movePoints, type PointMove, type PointRow } from './store.ts'

/** Points that can be spent, now or later: what is still to come pays as well, so that no debt outlives it. */
export const isLasting = (row: PointRow, now: Instant): boolean => row.value_remaining > 0 && !isEnded(row.ends_at, now)

export const toOpenRow = (row: PointRow): OpenRow => ({
  id: row.id,
  remaining: row.value_remaining,
  issuedAt: row.issued_at,
  endsAt: row.ends_at,
})

/** A move off a row, or the one onto the debt that follows it; the debt is of the points of a sale. */
interface Payment extends PointMove {
  readonly saleId: number | null
}

/** The oldest debt first, from the points that end soonest. */
function paymentsOf(rows: readonly PointRow[], now: Instant): Payment[] {
  const order = spendOrder(rows.filter((row) => isLasting(row, now)).map(toOpenRow))
  const left = new Map(order.map((row) => [row.id, row.remaining]))
  return rows
    .filter((row) => row.value_remaining < 0)
    .flatMap((debt) => {
      let owed = -debt.value_remaining
      return order.flatMap(({ id }) => {
        const by = Math.min(owed, left.get(id) ?? 0)
        owed -= by
        left.set(id, (left.get(id) ?? 0) - by)
        return by === 0
          ? []
          : [
              { id, by: -by, saleId: debt.source_id },
              { id: debt.id, by, saleId: debt.source_id },
            ]
      })
    })
}

/** Adds up the moves of each row: one statement moves a row once. */
export function perRow(moves: readonly PointMove[]): PointMove[] {
  const sums = new Map<number, number>()
  for (const { id, by } of moves) sums.set(id, (sums.get(id) ?? 0) + by)
  return [...sums].map(([id, by]) => ({ id, by }))
}

interface Payer {
  readonly profileId: string
  /** The sale that brought the points in. */
  readonly byTransactionId?: number | null
  readonly userId: number | null
}

/** Pays what is owed from what can be spent; nothing moves where nothing is owed. */
export async function payPointDebts(tx: Tx, payer: Payer, now: Instant): Promise<void> {
  const payments = paymentsOf(await listPointsLeft(tx, payer.profileId), now)
  if (payments.length === 0) return
  const { exchange, currency } = await readPointTerms(tx)
  await movePoints(tx, payer.profileId, perRow(payments), now)
  const entries = payments.map(({ id, by, saleId }): NewEntry => ({
    ...payer,
    transactionId: saleId,
    kind: 'point',
    rowId: id,
    amount: by,
    valueMinor: valueOfMove(by, exchange, currency),
    cause: 'debt_paid',
  }))
  await appendEntries(tx, entries, now)
}

/** All of a member's points and debts become another's: what either owed is paid from what both hold. */
export async function handOverPointsAndDebts(
  tx: Tx,
  { from, to, userId }: { readonly from: string; readonly to: string; readonly userId: number },
  now: Instant,
): Promise<void> {
  await handOverPoints(tx, from, to, now)
  await payPointDebts(tx, { profileId: to, userId }, now)
}
