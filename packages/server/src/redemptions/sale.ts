// What sales need of redemptions: the one that a sale names, and the link between the two.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { findRedemptionWithReturns, insertRedemption, listTaken, type RedemptionRow, setTransaction } from './store.ts'
import { benefitsBack } from './benefits-back.ts'
import { giveBack } from './return.ts'
import { hasReturns, putBack } from './reverse.ts'

export { listItemsByRedemptions } from './store-lists.ts'

export interface RedemptionForSale extends RedemptionRow {
  /** Its value less what has been returned of it, in minor units. */
  readonly leftMinor: number
  /** All of it has been returned. */
  readonly isReturned: boolean
}

/** A redemption with what is left of it. Most were never returned, and cost no further look. */
export async function findRedemptionForSale(tx: Tx, id: number): Promise<RedemptionForSale | undefined> {
  const redemption = await findRedemptionWithReturns(tx, id)
  if (!redemption?.has_returns)
    return redemption && { ...redemption, leftMinor: redemption.total_minor, isReturned: false }
  const taken = await listTaken(tx, id)
  const leftMinor = taken.reduce((left, row) => left + row.value_minor - row.returned_value, 0)
  return { ...redemption, leftMinor, isReturned: taken.every((row) => row.returned_amount >= row.amount) }
}

/** Ties a redemption to the sale that used it, or lets it go. */
export const linkRedemption = (
  tx: Tx,
  redemptionId: number,
  transactionId: number | null,
  now: Instant,
): Promise<void> => setTransaction(tx, redemptionId, transactionId, now)

/**
 * Gives the redemption of a voided sale back, whenever that is: reversed if nothing of it has come back yet,
 * else the rest is returned. True when a part had come back before, which staff should see.
 */
export async function undoRedemptionOfSale(
  tx: Tx,
  redemption: RedemptionForSale,
  userId: number,
  now: Instant,
): Promise<boolean> {
  const taken = await listTaken(tx, redemption.id)
  if (!hasReturns(taken)) {
    await putBack(tx, redemption, userId, 'The sale was voided.', now)
    return false
  }
  const takes = taken.flatMap((row) =>
    row.kind === 'benefit' || row.returned_amount === row.amount
      ? []
      : [
          {
            kind: row.kind,
            id: row.entry_id,
            amount: row.amount - row.returned_amount,
            value: row.value_minor - row.returned_value,
          },
        ],
  )
  const benefits = benefitsBack(taken, Infinity)
  if (takes.length + benefits.length === 0) return true
  const total = takes.reduce((sum, take) => sum + take.value, 0)
  const { profile_id, currency, location_id, transaction_external_id, transaction_receipt_ref } = redemption
  const named = { profile_id, currency, location_id, transaction_external_id, transaction_receipt_ref, meta: null }
  const reason = 'The sale was voided.'
  const made = {
    ...named,
    type: 'return',
    total_minor: total,
    linked_redemption_id: redemption.id,
    reason,
    user_id: userId,
  } as const
  const redemptionId = await insertRedemption(tx, made, now)
  await giveBack(tx, { redeemed: redemption, taken, value: { total, takes }, benefits, redemptionId, userId }, now)
  return true
}
