// What all lanes share, and what is told of them.
import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import type { Held } from './backlog.ts'
import type { Messages } from './messages.ts'
import type { Places } from './places.ts'
import type { Answer, Poster } from './post.ts'

/** What became of a message by one try: `failed` is tried again. */
export type Outcome = 'succeeded' | 'failed' | 'parked' | 'gone'

export interface TryReport {
  readonly outcome: Outcome
  readonly held: Held
  readonly endpointId: number
  readonly answer: Answer
  readonly milliseconds: number
  readonly at: Instant
}

/** Hears of what happens, for metrics and the log. */
export interface Reporter {
  tried(report: TryReport): void
  paused(endpointId: number, until: Instant): void
}

export interface Timings {
  /** For a whole try. */
  readonly timeoutMs: number
  /** For how long a URL is ours before it is asked for again; longer than a try. */
  readonly leaseMs: number
}

export const timingsDefault: Timings = { timeoutMs: 10_000, leaseMs: 15_000 }

export interface Shared {
  readonly database: Database
  readonly now: () => Instant
  /** From 0 to 1. */
  readonly chance: () => number
  /** This process. */
  readonly owner: string
  readonly poster: Poster
  readonly places: Places
  readonly messages: Messages
  readonly reporter: Reporter
  readonly timings: Timings
}
