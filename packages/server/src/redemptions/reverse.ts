// Undoing a redemption as if it never was: the very rows come back, as they were.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { decideReversal } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { readBalance } from '../balances/service.ts'
import type { Tx } from '../db/open.ts'
import { together } from '../db/together.ts'
import { raiseExceptions } from '../exceptions/service.ts'
import type { Caller } from '../http/auth.ts'
import { findLocationsByIds } from '../locations/service.ts'
import { readPointRates } from '../settings/service.ts'
import { isHeld } from './hold.ts'
import { hasReturns, putBackWith } from './put-back.ts'
import type { Made } from './redeem.ts'
import { findRedemptionById, lockProfileOfRedemption } from './store.ts'
import { listEndedRows, listTaken } from './store-rows.ts'
import { refuseUndoer } from './undoer.ts'

interface Wish {
  readonly redemptionId: number
  /** Why; needed once the ten minutes have passed, unless it is held. */
  readonly reason: string | null
  /** The caller may come after the ten minutes. */
  readonly mayBeLate: boolean
}

/** What a manager has allowed on a till is for one redemption. */
async function mayBeLateHere(tx: Tx, { approval }: Caller, redemptionId: number): Promise<boolean> {
  return approval?.permission !== 'reverse_late' || approval.use(tx, `reverseRedemption ${redemptionId}`)
}

export async function reverseRedemption(
  tx: Tx,
  caller: Caller,
  wish: Wish,
  now: Instant,
): Promise<Outcome<Made, RefusalCode>> {
  const [isLocked, redeemed, taken, ended, rates] = await together([
    lockProfileOfRedemption(tx, wish.redemptionId),
    findRedemptionById(tx, wish.redemptionId),
    listTaken(tx, wish.redemptionId),
    listEndedRows(tx, wish.redemptionId, now),
    readPointRates(tx),
  ])
  if (!isLocked || !redeemed) return refuse('not_found')
  const refused = refuseUndoer(caller, redeemed)
  if (refused) return refused
  if (redeemed.is_reserve && isHeld(redeemed)) return refuse('redemption_reserved')
  const question = {
    redeemedAt: redeemed.redeem_at,
    now,
    type: redeemed.type,
    alreadyReversed: redeemed.reversed_at !== null,
    hasReturns: hasReturns(taken),
    isHeld: isHeld(redeemed),
  }
  const decided = decideReversal({ ...question, late: wish.mayBeLate })
  if (!decided.ok) return decided
  const inTime = decideReversal({ ...question, late: false })
  if (!inTime.ok) {
    if (!wish.reason?.trim()) return refuse('reason_required')
    if (!(await mayBeLateHere(tx, caller, wish.redemptionId))) return inTime
  }

  // Points that come back may pay a debt first, and rows that have ended get another end: then the balance is read after that.
  const isPlain = ended.length === 0 && taken.every(({ kind }) => kind !== 'point')
  const why = { userId: caller.userId, reason: wish.reason }
  const [{ id, reversal }, balanceBehind, locations] = await together([
    putBackWith(tx, redeemed, ended, why, now),
    isPlain ? readBalance(tx, redeemed.profile_id, now) : null,
    findLocationsByIds(tx, redeemed.location_id === null ? [] : [redeemed.location_id]),
  ])
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
  const balance = balanceBehind ?? (await readBalance(tx, redeemed.profile_id, now))
  return accept({ id, redemption: reversal, location: locations[0], balance, exchange: rates.exchange })
}
