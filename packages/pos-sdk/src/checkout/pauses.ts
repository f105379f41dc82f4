// How long what has failed is left alone: ever longer, in part by chance. A pause belongs to a lane of work, or to the
// server as a whole.
import { type Instant, instant, minuteMs, secondMs } from '@tillside/rules/time'

import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'

interface Pause {
  readonly failures: number
  /** Of these, those that are this work's own. */
  readonly faults: number
  readonly until: Instant
  /** How long it was meant to be: the till's clock may be put back meanwhile. */
  readonly ms: number
}

const pauseMsFirst = secondMs
const pauseMsMax = minuteMs
/** For what has failed by itself too often: it is not forgotten, and takes no time from the others. */
const pauseMsMaxOfFaulty = 10 * minuteMs
/** After so many faults in a row a sale no longer keeps those behind it waiting. */
export const faultsMax = 3
/** The lane of the server as a whole. */
export const wholeServer = ''

export class Pauses {
  readonly #clock: Clock
  readonly #chance: Chance
  readonly #byLane = new Map<string, Pause>()

  constructor(clock: Clock, chance: Chance) {
    this.#clock = clock
    this.#chance = chance
  }

  /** Something failed in this lane, and nothing has succeeded since; its pause may be over. */
  has(lane: string): boolean {
    return this.#byLane.has(lane)
  }

  isOver(lane: string): boolean {
    const pause = this.#byLane.get(lane)
    const now = this.#clock.now()
    return !pause || pause.until <= now || pause.until - now > pause.ms
  }

  failuresOf(lane: string): number {
    return this.#byLane.get(lane)?.failures ?? 0
  }

  isFaulty(lane: string): boolean {
    return (this.#byLane.get(lane)?.faults ?? 0) >= faultsMax
  }

  moments(): Instant[] {
    return [...this.#byLane.values()].map(({ until }) => until)
  }

  /** It failed once more. Answers when it may be tried again. */
  begin(lane: string, { atLeastMs = 0, faults = 0 } = {}): Instant {
    const now = this.#clock.now()
    const failures = this.failuresOf(lane) + 1
    const faultsNow = (this.#byLane.get(lane)?.faults ?? 0) + faults
    const most = faultsNow >= faultsMax ? pauseMsMaxOfFaulty : pauseMsMax
    const longest = Math.min(most, pauseMsFirst * 2 ** (failures - 1))
    // Half of it at least, the rest by chance: tills that lost the server together do not come back together.
    const ms = Math.max(atLeastMs, Math.floor(longest / 2 + (this.#chance.random() * longest) / 2))
    const until = instant(now + ms)
    this.#byLane.set(lane, { failures, faults: faultsNow, until, ms })
    return until
  }

  /** It may be tried now; what failed before still counts. */
  end(lane: string): void {
    const pause = this.#byLane.get(lane)
    if (pause) this.#byLane.set(lane, { ...pause, until: this.#clock.now() })
  }

  endAll(): void {
    for (const lane of this.#byLane.keys()) this.end(lane)
  }

  /** It went well. Answers whether anything had failed before. */
  forget(lane: string): boolean {
    return this.#byLane.delete(lane)
  }
}
