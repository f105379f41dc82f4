import type { Instant } from '@tillside/rules/time'

/** The till's clock. It may be wrong by minutes: nothing that decides about value trusts it alone. */
export interface Clock {
  now(): Instant
  /** Resolves after so many milliseconds, and early, without an error, when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
