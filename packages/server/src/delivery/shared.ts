// What all lanes share, and what is told of them.
import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import type { Messages } from './messages.ts'
import type { Pace } from './pace.ts'
import type { Places } from './places.ts'
import type { Poster } from './post.ts'

/** What became of a message by one try: `failed` is tried again. */
export type Outcome = 'succeeded' | 'failed' | 'parked' | 'gone'

export interface TryReport {
  readonly outcome: Outcome
  readonly webhookId: number
  readonly deliveryId: number
  readonly messageId: string
  readonly event: string
  /** This one among them. */
  readonly attempts: number
  readonly status: number | null
  readonly error: string | null
  readonly milliseconds: number
}

/** Hears of what happens, for metrics and the log. What it hears is plain, so that it can come from another thread. */
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
  readonly pace: Pace
  readonly messages: Messages
  readonly reporter: Reporter
  readonly timings: Timings
}
