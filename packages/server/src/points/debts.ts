// Points that goods took back after they were spent are owed. Whatever points come in afterwards, earned, issued or put
// back, pay that first: so it makes no difference in which order a reward comes back and goods do. Callers have locked the
// member.
import { spendOrder } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { isEnded } from '../incentives/validity.ts'
import { appendEntries, type NewEntry } from '../ledgers/service.ts'
import { readPointTerms } from '../settings/service.ts'
import { valueOfMove } from './service.ts'
import { listPointsLeft, movePoints, type PointMove, type PointRow } from './store.ts'

/** Points that could be spent now. */
export const isOpen = (row: PointRow, now: Instant): boolean =>
  Math.max(row.issued_at, row.accrued_at) <= now && !isEnded(row.ends_at, now)

/** The oldest debt first, from the points that end soonest; each move off a row is followed by the one onto the debt. */
function paymentsOf(rows: readonly PointRow[], now: Instant): PointMove[] {
  const holding = rows.filter((row) => row.value_remaining > 0 && isOpen(row, now))
  const order = spendOrder(
    holding.map((row) => ({
      id: row.id,
      remaining: row.value_remaining,
      issuedAt: row.issued_at,
      endsAt: row.ends_at,
    })),
  )
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
              { id, by: -by },
              { id: debt.id, by },
            ]
      })
    })
}

/** Adds up the moves of each row: one statement moves a row once. */
function perRow(moves: readonly PointMove[]): PointMove[] {
  const sums = new Map<number, number>()
  for (const { id, by } of moves) sums.set(id, (sums.get(id) ?? 0) + by)
  return [...sums].map(([id, by]) => ({ id, by }))
}

interface Payer {
  readonly profileId: string
  readonly transactionId?: number
  readonly userId: number | null
}

/** Pays what is owed from what can be spent; nothing moves where nothing is owed. */
export async function payPointDebts(tx: Tx, payer: Payer, now: Instant): Promise<void> {
  const payments = paymentsOf(await listPointsLeft(tx, payer.profileId), now)
  if (payments.length === 0) return
  const { exchange, currency } = await readPointTerms(tx)
  await movePoints(tx, payer.profileId, perRow(payments), now)
  const entries = payments.map(({ id, by }): NewEntry => ({
    ...payer,
    kind: 'point',
    rowId: id,
    amount: by,
    valueMinor: valueOfMove(by, exchange, currency),
    cause: 'debt_paid',
  }))
  await appendEntries(tx, entries, now)
}
