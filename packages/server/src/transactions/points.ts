// Moves points for what sales came to earn and give back: each sale to what it should give now, by the difference.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { settlePoints } from '../points/earn.ts'
import type { NewItem, NewTransaction } from './store.ts'
import { type EarningRow, listEarning } from './store-returns.ts'

interface Moved {
  readonly saleIds: readonly number[]
  /** One of them, when it is recorded just now: nothing of it can have come back. */
  readonly sale: (NewTransaction & { readonly items: readonly NewItem[] }) | null
  /** The sale that was settled. */
  readonly byTransactionId: number
  readonly userId: number
}

function earningOf(sale: NonNullable<Moved['sale']>): EarningRow {
  const earned = sale.items.reduce((sum, item) => sum + item.points_earned, sale.points_earned)
  const { id, profile_id, transacted_at, timezone } = sale
  return { id, profile_id, transacted_at, timezone, thousandths: earned }
}

export async function movePoints(tx: Tx, moved: Moved, now: Instant): Promise<void> {
  const { saleIds, sale: made, byTransactionId, userId } = moved
  const known = saleIds.filter((id) => id !== made?.id)
  const earning = [...(made ? [earningOf(made)] : []), ...(known.length === 0 ? [] : await listEarning(tx, known))]
  for (const sale of earning) {
    const question = {
      saleId: sale.id,
      profileId: sale.profile_id,
      thousandths: sale.thousandths,
      // A till's clock that runs ahead must not keep the points from being spent.
      issuedAt: Math.min(sale.transacted_at, now) as Instant,
      timeZone: sale.timezone,
      isNew: sale.id === made?.id,
    }
    await settlePoints(tx, question, { byTransactionId, userId }, now)
  }
}
