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
  resolveOpenException,
} from './store.ts'

export { listOpenExceptionsOfTransactions } from './store.ts'

/** A sale that is sent again finds the same: what was raised on it before, also if it was resolved since, is not raised again, unless it has happened again. */
export async function raiseExceptions(tx: Tx, raised: readonly NewException[], now: Instant): Promise<void> {
  if (raised.length > 0) await insertMissingExceptions(tx, raised, now)
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
