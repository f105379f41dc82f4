// What keeps a checkout from being finished, told apart by what it means for the others.
import type { Instant } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import { BusyError, FaultError, ForbiddenError, NoAnswerError, RefusedError } from '../client/errors.ts'
import { JournalError } from '../ports/storage.ts'
import { faultsMax } from './pauses.ts'

const tooManyRequests = 429

/** What keeps a checkout from being finished, for the till to show. */
export interface Trouble {
  /**
   * The server is away; it is there, but never answers this, or has no time for it; the token is not good enough; the server
   * broke; the disk did not take it; or a fault of ours.
   */
  readonly kind: 'server_away' | 'unanswered' | 'busy' | 'forbidden' | 'server_fault' | 'journal' | 'unexpected'
  /** Empty: the journal as a whole. */
  readonly receiptRef: string
  readonly message: string
  readonly tryAgainAt: Instant
}

/** A token that is not good enough, and a full disk, are no fault of the sale: it keeps its turn. */
export const faultsOf = (kind: Trouble['kind']): { faults?: number } => {
  if (kind === 'unanswered') return { faults: faultsMax }
  return kind === 'busy' || kind === 'server_fault' || kind === 'unexpected' ? { faults: 1 } : {}
}

export function kindOf(error: unknown, dialect: Dialect): Trouble['kind'] {
  // Too many requests are too many of all; anything else that there is no time for is one member whom others keep busy.
  if (error instanceof BusyError) return error.status === tooManyRequests ? 'server_away' : 'busy'
  // A refusal that comes this far says nothing of a try before it; a no without the server's code was spoken on the way.
  const isFromTheWay =
    error instanceof NoAnswerError ||
    error instanceof RefusedError ||
    (error instanceof ForbiddenError && error.code === null && dialect === 'tillside')
  if (isFromTheWay) return 'server_away'
  if (error instanceof ForbiddenError) return 'forbidden'
  if (error instanceof FaultError) return 'server_fault'
  return error instanceof JournalError ? 'journal' : 'unexpected'
}
