// A hold sets value aside for a sale. A sale that names it settles it; when none does in time the server puts the value back;
// and a sale that comes later still takes it again where it is still there.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Strategy } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { chooseBenefits } from '../benefits/use.ts'
import type { Tx } from '../db/open.ts'
import { readPointRates } from '../settings/service.ts'
import { undoWhatIsLeft } from './put-back.ts'
import { decideSpend, spend } from './spend.ts'
import { findRedemptionById, lockProfileOfRedemption, type NewRedemption, type RedemptionRow } from './store.ts'
import { listOpenRows, listTaken, type TakenRow } from './store-rows.ts'
import { endHold } from './store-holds.ts'

export { type DueHold, listDueHolds } from './store-holds.ts'

/** Set aside, and neither settled by a sale nor put back. */
export const isHeld = (redemption: RedemptionRow): boolean =>
  redemption.hold_expires_at !== null && redemption.hold_outcome === null

/**
 * Puts a hold back whose time has passed. Under the member's lock it looks again: a sale may have named it, somebody may have
 * reversed it, or another server may have been faster. True when it was put back here.
 */
export async function lapseHold(tx: Tx, redemptionId: number, now: Instant): Promise<boolean> {
  await lockProfileOfRedemption(tx, redemptionId)
  const redemption = await findRedemptionById(tx, redemptionId)
  if (!redemption || !isHeld(redemption) || (redemption.hold_expires_at ?? now) > now) return false
  await endHold(tx, redemptionId, 'lapsed', now)
  const missed = redemption.is_reserve ? 'the device did not report in time' : 'no sale named it in time'
  await undoWhatIsLeft(tx, redemption, { userId: null, reason: `The hold lapsed: ${missed}.` }, now)
  return true
}

/** The same benefits as before, by what they are: one of the same kind will do. */
function usesOf(taken: readonly TakenRow[]) {
  return taken
    .filter(({ kind }) => kind === 'benefit')
    .map((row) => ({
      id: row.handle === null ? row.row_id : null,
      handle: row.handle,
      quantity: row.amount,
    }))
}

/** The kinds of value that were taken, in the order in which they were. */
const kindsOf = (taken: readonly TakenRow[]): Strategy[] => [
  ...new Set(
    taken.flatMap(({ kind }): Strategy[] => (kind === 'reward' ? ['rewards'] : kind === 'point' ? ['points'] : [])),
  ),
]

/**
 * Takes what a lapsed hold had set aside again: the same total, of the same kinds, and the same benefits, all of it or nothing.
 * The id of the new redemption. Callers have locked the member.
 */
export async function takeAgain(
  tx: Tx,
  lapsed: RedemptionRow,
  userId: number,
  now: Instant,
): Promise<Outcome<number, RefusalCode>> {
  const { profile_id: profileId, total_minor: total, currency } = lapsed
  const taken = await listTaken(tx, lapsed.id)
  const [rows, rates] = await Promise.all([listOpenRows(tx, profileId, now), readPointRates(tx)])
  const asked = { amount: total === 0 ? null : total, strategies: kindsOf(taken), strict: true }
  const decided = decideSpend(asked, rows, rates, currency)
  if (!decided.ok) return refuse(decided.refusal.code)
  const uses = await chooseBenefits(tx, profileId, usesOf(taken), now)
  if (!uses.ok) return refuse(uses.refusal.code)
  const { location_id, meta, transaction_external_id, transaction_receipt_ref } = lapsed
  const redemption: NewRedemption = {
    profile_id: profileId,
    type: 'redeem',
    total_minor: total,
    currency,
    location_id,
    meta,
    transaction_external_id,
    transaction_receipt_ref,
    linked_redemption_id: lapsed.id,
    reason: 'Settles a hold that had lapsed.',
    user_id: userId,
  }
  return accept(await spend(tx, redemption, { takes: decided.value.takes, uses: uses.value }, now))
}
