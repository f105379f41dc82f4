// What sales need of redemptions: the one that a sale names, and the link between the two.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { takeAgain } from './hold.ts'
import { undoWhatIsLeft } from './put-back.ts'
import { findRedemptionWithReturns, type RedemptionRow, setTransaction } from './store.ts'
import { listTaken } from './store-rows.ts'
import { findSettledAgain } from './store-holds.ts'

export { handOverRedemptions } from './store.ts'
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

/** Gives the redemption of a voided sale back. True when a part had come back before, which staff should see. */
export const undoRedemptionOfSale = (
  tx: Tx,
  redemption: RedemptionForSale,
  userId: number,
  now: Instant,
): Promise<boolean> => undoWhatIsLeft(tx, redemption, { userId, reason: 'The sale was voided.' }, now)

/** It was held, and the server put it back since no sale had come in time. */
export const hasLapsed = (redemption: RedemptionForSale): boolean =>
  redemption.reversed_at !== null && redemption.hold_outcome === 'lapsed'

/**
 * The redemption that stands for a lapsed hold: the one that settled it again before, else, with `mayTake`, a new one, where the
 * value is still there. Undefined when there is none.
 */
export async function settleLapsed(
  tx: Tx,
  lapsed: RedemptionForSale,
  by: { readonly userId: number; readonly mayTake: boolean },
  now: Instant,
): Promise<RedemptionForSale | undefined> {
  const standing = await findSettledAgain(tx, lapsed.id)
  if (standing !== undefined) return findRedemptionForSale(tx, standing)
  const taken = by.mayTake ? await takeAgain(tx, lapsed, by.userId, now) : undefined
  return taken?.ok ? findRedemptionForSale(tx, taken.value) : undefined
}
