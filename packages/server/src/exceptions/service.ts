// Exceptions are raised by other features in the transaction that found the disagreement.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import {
  type ExceptionRow,
  findExceptionById,
  insertMissingExceptions,
  type NewException,
  resolveAlreadyApplied,
  resolveOpenException,
  resolveUnmatched,
} from './store.ts'

export { handOverExceptions, listOpenExceptionsOfTransactions } from './store.ts'

/** A sale that is sent again finds the same: what was raised on it before, also if it was resolved since, is not raised again, unless it has happened again. */
export async function raiseExceptions(tx: Tx, raised: readonly NewException[], now: Instant): Promise<void> {
  if (raised.length > 0) await insertMissingExceptions(tx, raised, now)
}

/** A return that waited for its sale has found it: staff need not look any more. */
export const closeUnmatched = (
  tx: Tx,
  found: { readonly transactionId: number; readonly itemIds: readonly number[]; readonly userId: number },
  now: Instant,
): Promise<void> =>
  resolveUnmatched(
    tx,
    found.transactionId,
    found.itemIds,
    { resolution: 'The sale was found since.', userId: found.userId },
    now,
  )

/**
 * A redemption was given back with the sale that had used it. Other sales that name it gave its discount all the same, and the
 * customer has the value too: that is what staff should look at now.
 */
export async function tellOtherSales(
  tx: Tx,
  { redemptionId, userId }: { readonly redemptionId: number; readonly userId: number },
  now: Instant,
): Promise<void> {
  const resolution = 'The sale that had used it was voided.'
  const told = await resolveAlreadyApplied(tx, redemptionId, { resolution, userId }, now)
  const raised = told.map((row): NewException => ({
    code: 'redemption_reversed',
    transactionId: row.transaction_id,
    profileId: row.profile_id,
    redemptionId,
    details: { redemption_id: redemptionId },
    hasHappened: true,
  }))
  await raiseExceptions(tx, raised, now)
}

export async function resolveException(
  tx: Tx,
  wish: { readonly id: number; readonly resolution: string; readonly userId: number },
  now: Instant,
): Promise<Outcome<ExceptionRow, RefusalCode>> {
  const resolved = await resolveOpenException(tx, wish.id, wish.resolution, wish.userId, now)
  if (resolved) return accept(resolved)
  return (await findExceptionById(tx, wish.id)) ? refuse('exception_already_resolved') : refuse('not_found')
}
