// The time of a run, and what is to happen in it. Nothing happens between two events: the next one is taken from the
// queue, the clock is put to its moment, and it happens to the end.
import { type Instant, instant } from '@tillside/rules/time'

interface Event {
  readonly at: number
  /** Events of one moment happen in the order in which they were made. */
  readonly place: number
  readonly happen: () => void | Promise<void>
}

export class Timeline {
  #now: number
  #places = 0
  /** The soonest last. */
  readonly #events: Event[] = []

  constructor(startsAt: Instant) {
    this.#now = startsAt
  }

  /** The true time, which no till knows. */
  get now(): Instant {
    return instant(this.#now)
  }

  /** When something happens next; undefined when nothing will. */
  get nextAt(): Instant | undefined {
    const next = this.#events.at(-1)
    return next && instant(next.at)
  }

  /** Calls back after so many milliseconds; what it returns takes that back. */
  after(ms: number, happen: () => void | Promise<void>): () => void {
    const event: Event = { at: this.#now + Math.max(0, Math.round(ms)), place: (this.#places += 1), happen }
    const index = this.#events.findIndex(({ at, place }) => at < event.at || (at === event.at && place < event.place))
    this.#events.splice(index === -1 ? this.#events.length : index, 0, event)
    return () => {
      const at = this.#events.indexOf(event)
      if (at !== -1) this.#events.splice(at, 1)
    }
  }

  /** Lets the next event happen; false when there is none. */
  async step(): Promise<boolean> {
    const event = this.#events.pop()
    if (!event) return false
    this.#now = event.at
    await event.happen()
    // Whoever was woken goes on until they wait for something that is on this timeline.
    await new Promise(setImmediate)
    return true
  }
}
