// The server's time, as well as a till can know it. Each answer's `Date` header, with the moments at which the request
// left and the answer came, bounds how far the server's clock is ahead; bounds that agree are narrowed, so the second
// that the header is rounded to does not stay in the way.
import { type Instant, instant, secondMs } from '@tillside/rules/time'

/** What the answers have told of the server's clock. */
export interface ServerHeard {
  /** How far it is ahead of the till's. */
  readonly aheadMs: number
  /** When the last answer came, by the till's clock. */
  readonly at: Instant
}

export class ServerClock {
  #heardAt: Instant | undefined
  #aheadMs: { readonly least: number; readonly most: number } | undefined

  /** Learns from an answer: what its `Date` header says, and when by the till's clock it was asked for and came. */
  note(date: string | undefined, sentAt: Instant, receivedAt: Instant): void {
    const at = Date.parse(date ?? '')
    // When the till's clock was put back meanwhile, the two moments belong to two clocks.
    if (Number.isNaN(at) || receivedAt < sentAt) return
    this.#heardAt = receivedAt
    const [least, most] = [at - receivedAt, at + secondMs - 1 - sentAt]
    const known = this.#aheadMs ?? { least, most }
    const narrowed = { least: Math.max(known.least, least), most: Math.min(known.most, most) }
    // Bounds that contradict each other mean that one of the clocks was set: the new ones are true now.
    this.#aheadMs = narrowed.least <= narrowed.most ? narrowed : { least, most }
  }

  /** The server's time when the till's clock shows this; the till's own as long as no answer has come. */
  at(now: Instant): Instant {
    return instant(now + (this.heard()?.aheadMs ?? 0))
  }

  /** Null: no answer has come yet. */
  heard(): ServerHeard | null {
    if (!this.#aheadMs || this.#heardAt === undefined) return null
    return { aheadMs: Math.round((this.#aheadMs.least + this.#aheadMs.most) / 2), at: this.#heardAt }
  }
}
