// What everything in a run stands in: its time, its chance, its faults, and what is written down of it.
import { secondMs } from '@tillside/rules/time'

import type { Mode } from './mode.ts'
import { Random } from './random.ts'
import { openingAt } from './shop-database.ts'
import { Timeline } from './timeline.ts'
import { calm, drawWeather, type FaultName, type Weather } from './weather.ts'

/** A promise that was not kept. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken'
}

export class World {
  readonly mode: Mode
  readonly random: Random
  readonly timeline = new Timeline(openingAt)
  readonly trace: string[] = []
  readonly faults = new Map<FaultName, number>()
  readonly broken: string[] = []
  #weather: Weather
  /** Rewards are set aside for a time, and the server puts them back when no sale comes. */
  readonly usesHolds: boolean
  /** Customers are served. */
  isOpen = true
  isNetworkDown = false
  /** What the server has been asked to change, for the checks to know that there is something to look at. */
  changes = 0

  constructor(seed: number, mode: Mode) {
    this.mode = mode
    this.random = new Random(seed).fork(mode.name)
    this.usesHolds = mode.knowsHolds && this.random.fork('holds').happens(0.4)
    this.#weather = drawWeather(this.random.fork('weather'))
  }

  get weather(): Weather {
    return this.#weather
  }

  /** Whether a fault befalls now; it is counted and written down. */
  strikes(name: FaultName, random: Random): boolean {
    const hasHappened = random.happens(this.#weather[name])
    if (hasHappened) this.count(name)
    return hasHappened
  }

  count(name: FaultName): void {
    this.faults.set(name, (this.faults.get(name) ?? 0) + 1)
  }

  note(words: string): void {
    const seconds = (this.timeline.now - openingAt) / secondMs
    this.trace.push(`${seconds.toFixed(3).padStart(10)} s  ${words}`)
  }

  /** A promise is broken: the run ends with it. */
  breaks(words: string): void {
    this.note(`BROKEN: ${words}`)
    this.broken.push(words)
  }

  /** No more faults, and no more customers. */
  calmDown(): void {
    this.#weather = calm
    this.isOpen = false
    this.isNetworkDown = false
    this.note('all faults end, and the shop closes')
  }
}
