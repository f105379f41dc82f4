// The server's time, as well as a till can know it. Each answer's `Date` header, with the moments at which the request
// left and the answer came, bounds how far the server's clock is ahead; bounds that agree are narrowed, so the second
// that the header is rounded to does not stay in the way.
import { type Instant, instant, secondMs } from '@tillside/rules/time'

export class ServerClock {
  #aheadMs: { readonly least: number; readonly most: number } | undefined

  /** Learns from an answer: what its `Date` header says, and when by the till's clock it was asked for and came. */
  note(date: string | undefined, sentAt: Instant, receivedAt: Instant): void {
    const at = Date.parse(date ?? '')
    // When the till's clock was put back meanwhile, the two moments belong to two clocks.
    if (Number.isNaN(at) || receivedAt < sentAt) return
    const [least, most] = [at - receivedAt, at + secondMs - 1 - sentAt]
    const known = this.#aheadMs ?? { least, most }
    const narrowed = { least: Math.max(known.least, least), most: Math.min(known.most, most) }
    // Bounds that contradict each other mean that one of the clocks was set: the new ones are true now.
    this.#aheadMs = narrowed.least <= narrowed.most ? narrowed : { least, most }
  }

  /** The server's time when the till's clock shows this; the till's own as long as no answer has come. */
  at(now: Instant): Instant {
    const { least, most } = this.#aheadMs ?? { least: 0, most: 0 }
    return instant(now + Math.round((least + most) / 2))
  }
}
