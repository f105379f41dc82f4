// Undoing a redemption as if it never was: the very rows come back, as they were.
import type { RefusalCode } from '@tillside/contract/refusals'
import { restoredEnd } from '@tillside/rules/expiry'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { decideReversal } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { readBalance } from '../balances/service.ts'
import type { Tx } from '../db/open.ts'
import { together } from '../db/together.ts'
import { raiseExceptions } from '../exceptions/service.ts'
import type { Caller } from '../http/auth.ts'
import { findLocationsByIds } from '../locations/service.ts'
import { payPointDebts } from '../points/debts.ts'
import { readPointRates } from '../settings/service.ts'
import type { Made } from './redeem.ts'
import {
  findRedemptionById,
  listEndedRows,
  listTaken,
  lockProfileOfRedemption,
  moveEnds,
  type NewRedemption,
  type RedemptionRow,
  reverse,
  type TakenRow,
} from './store.ts'
import { writeOff } from './write-off.ts'

const endedReason = 'Expired since it was redeemed; usable to the end of the next day.'

interface Wish {
  readonly redemptionId: number
  /** Why; needed once the ten minutes have passed. */
  readonly reason: string | null
  /** The caller may come after the ten minutes. */
  readonly mayBeLate: boolean
}

/** Something of it came back, be it a cent that is worth less than a thousandth of a point. */
export const hasReturns = (taken: readonly TakenRow[]): boolean =>
  taken.some((row) => row.returned_amount > 0 || row.returned_value > 0)

/** Reverses a redemption that the caller has found to be reversible, under the member's lock. */
export async function putBack(
  tx: Tx,
  redeemed: RedemptionRow,
  userId: number,
  reason: string | null,
  now: Instant,
): Promise<{ id: number; reversal: NewRedemption }> {
  const ended = await listEndedRows(tx, redeemed.id, now)
  const reversal: NewRedemption = {
    profile_id: redeemed.profile_id,
    type: 'reversal',
    total_minor: redeemed.total_minor,
    currency: redeemed.currency,
    location_id: redeemed.location_id,
    meta: redeemed.meta,
    transaction_external_id: redeemed.transaction_external_id,
    transaction_receipt_ref: redeemed.transaction_receipt_ref,
    linked_redemption_id: redeemed.id,
    reason:
      [reason, ended.length > 0 ? endedReason : null].filter((part) => part !== null && part !== '').join(' ') || null,
    user_id: userId,
  }
  const by = { profileId: redeemed.profile_id, userId }
  await writeOff(tx, ended, by, now)
  const { id, hasPoints } = await reverse(tx, reversal, now)
  const moved = ended.map((row) => ({
    kind: row.kind,
    id: row.id,
    endsAt: restoredEnd(row.ends_at, now, row.timezone) as Instant,
  }))
  await moveEnds(tx, redeemed.profile_id, moved, now)
  if (hasPoints) await payPointDebts(tx, by, now)
  return { id, reversal }
}

export async function reverseRedemption(
  tx: Tx,
  caller: Caller,
  wish: Wish,
  now: Instant,
): Promise<Outcome<Made, RefusalCode>> {
  const [isLocked, redeemed, taken] = await together([
    lockProfileOfRedemption(tx, wish.redemptionId),
    findRedemptionById(tx, wish.redemptionId),
    listTaken(tx, wish.redemptionId),
  ])
  if (!isLocked || !redeemed) return refuse('not_found')
  const question = {
    redeemedAt: redeemed.redeem_at,
    now,
    type: redeemed.type,
    alreadyReversed: redeemed.reversed_at !== null,
    hasReturns: hasReturns(taken),
  }
  const decided = decideReversal({ ...question, late: wish.mayBeLate })
  if (!decided.ok) return decided
  const isLate = !decideReversal({ ...question, late: false }).ok
  if (isLate && !wish.reason?.trim()) return refuse('reason_required')

  const { id, reversal } = await putBack(tx, redeemed, caller.userId, wish.reason, now)
  if (redeemed.transaction_id !== null) {
    const { id: redemptionId, transaction_id: transactionId, profile_id: profileId } = redeemed
    const raised = {
      code: 'redemption_reversed_after_sale',
      redemptionId,
      transactionId,
      profileId,
      details: {},
    } as const
    await raiseExceptions(tx, [raised], now)
  }
  const [balance, rates, locations] = await together([
    readBalance(tx, reversal.profile_id, now),
    readPointRates(tx),
    findLocationsByIds(tx, reversal.location_id === null ? [] : [reversal.location_id]),
  ])
  return accept({ id, redemption: reversal, location: locations[0], balance, exchange: rates.exchange })
}
