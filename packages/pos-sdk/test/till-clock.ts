// A till's clock that the tests can read and set. To wait for an answer takes real time, since the answer comes over a
// real network; to wait before a repeat takes none, and is written down.
import { systemClock } from '../src/adapters/system-clock.ts'
import type { Clock } from '../src/ports/clock.ts'
import { instant, type Instant } from '@tillside/rules/time'

export interface TillClock extends Clock {
  /** How long the till waited before each repeat. */
  readonly waits: readonly number[]
  set(now: Instant): void
}

export function openTillClock(start: Instant): TillClock {
  const waits: number[] = []
  let now = start
  return {
    waits,
    now: () => now,
    set: (wished) => {
      now = wished
    },
    sleep: async (ms, signal) => {
      if (signal) return systemClock.sleep(ms, signal)
      waits.push(ms)
      now = instant(now + ms)
    },
  }
}
