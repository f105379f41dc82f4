// When a delivery that failed is tried again, when it is given up, and when a whole URL is given a rest. Chance, from 0 to
// 1, comes in from outside: it keeps what failed together from coming back together.
import { dayMs, hourMs, instant, type Instant, minuteMs, secondMs } from './time.ts'

/** What a webhook asks for beyond the first day. */
export interface RetryPlan {
  /** Once an hour for another day. */
  readonly hourly: boolean
  /** And then once a day for a week. */
  readonly daily: boolean
}

interface FailedTry {
  /** Tries so far, this one among them. */
  readonly attempts: number
  readonly at: Instant
  /** From when the first day counts. */
  readonly since: Instant
  readonly plan: RetryPlan
  readonly chance: number
  /** What the receiver asked for. */
  readonly retryAfterMs: number | null
}

/** Quick at first, as most troubles last seconds; the last one repeats until the day is over. */
const stepsMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
  8 * hourMs,
] as const

/** Rests of a URL that does not answer at all. */
const pausesMs = [10 * secondMs, 30 * secondMs, minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs] as const

/** A receiver may ask for this long, and no longer. */
const retryAfterMsMax = hourMs
/** Each way. */
const jitter = 0.2

const jittered = (ms: number, chance: number): number => Math.round(ms * (1 - jitter + 2 * jitter * chance))

const at = (steps: readonly number[], count: number): number =>
  steps[Math.min(count, steps.length) - 1] ?? (steps[0] as number)

/** From then on it is not tried any more. */
export const giveUpAt = (since: Instant, { hourly, daily }: RetryPlan): Instant =>
  instant(since + dayMs + (hourly ? dayMs : 0) + (daily ? 7 * dayMs : 0))

function delayMs({ attempts, at: now, since, plan }: FailedTry): number {
  const age = now - since
  if (age < dayMs) return at(stepsMs, attempts)
  return plan.hourly && age < 2 * dayMs ? hourMs : dayMs
}

/** The moment of the next try; null when it is given up. */
export function nextTry(failed: FailedTry): Instant | null {
  const end = giveUpAt(failed.since, failed.plan)
  const asked = Math.min(failed.retryAfterMs ?? 0, retryAfterMsMax)
  const next = failed.at + Math.max(asked, jittered(delayMs(failed), failed.chance))
  if (next <= end) return instant(next)
  // The last hours of the span are worth one more try, at their end.
  return end - failed.at >= hourMs ? end : null
}

/** How long a URL rests that did not answer; `pauses` counts this one. */
export const pauseMs = (pauses: number, chance: number, retryAfterMs: number | null): number =>
  Math.max(Math.min(retryAfterMs ?? 0, retryAfterMsMax), jittered(at(pausesMs, pauses), chance))
