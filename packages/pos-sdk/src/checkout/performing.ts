// What every piece of work has around it, and how a no of the server is told from everything else.
import type { Client } from '../client/client.ts'
import { type ClientError, RefusedError } from '../client/errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { CheckoutEvent } from './events.ts'

/** The event that came of it; null when it has to be looked at again later. */
export type Done = Promise<CheckoutEvent | null>

export interface Performing {
  readonly client: Client
  readonly clock: Clock
}

/** A no of which it is certain that nothing happened; anything else is thrown on. */
export function refusal(error: unknown): RefusedError {
  if (error instanceof RefusedError && !error.mayHaveHappened) return error
  throw error
}

export const codeOf = ({ code, status }: ClientError): string => code ?? `status_${status}`
