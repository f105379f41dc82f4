// How fast webhooks are told. As fast as it goes while the server has little else to do; while it answers tills, only so much a
// second that nobody at a till notices. What waits is told when there is room again: later, and never lost.

/** With requests there for less than this share of the time the server has room for both. */
const freeShareMax = 0.05
/** From this share on, deliveries go at the least pace there is. */
const fullShareMin = 0.3
/** How often it is looked how much the server does; what it did before counts less each time. */
const lookMs = 100
const newShare = 0.4
/** What was not sent cannot be made up for at once. */
const burstMs = 20

interface PaceOptions {
  /** Of what is begun, at the least: receivers go on hearing, whatever tills do. */
  readonly perSecondMin: number
  /** Just before the server counts as free. */
  readonly perSecondMax: number
  /** During how many milliseconds so far the server was at work for others. */
  readonly workedMs: () => number
  /** Milliseconds, from any moment on. */
  readonly clock: () => number
}

export class Pace {
  readonly #options: PaceOptions
  #share = 0
  #looked: { readonly at: number; readonly workedMs: number }
  /** From when on the next may begin. */
  #nextAt = 0

  constructor(options: PaceOptions) {
    this.#options = options
    this.#looked = { at: options.clock(), workedMs: options.workedMs() }
  }

  /** Tills are at work: whatever is done for webhooks is done in small portions. */
  get isHeldBack(): boolean {
    this.#look()
    return this.#share > freeShareMax
  }

  /** How long to wait before something may begin; 0 when it may now. */
  waitMs(): number {
    return this.isHeldBack ? Math.max(0, this.#nextAt - this.#options.clock()) : 0
  }

  /** So many have begun. */
  spend(count: number): void {
    const from = Math.max(this.#nextAt, this.#options.clock() - burstMs)
    this.#nextAt = this.isHeldBack ? from + (count * 1_000) / this.#perSecond() : 0
  }

  #look(): void {
    const at = this.#options.clock()
    const passedMs = at - this.#looked.at
    if (passedMs < lookMs) return
    const workedMs = this.#options.workedMs()
    const share = Math.min(1, (workedMs - this.#looked.workedMs) / passedMs)
    // After a long pause what was before says nothing.
    const weight = 1 - (1 - newShare) ** Math.floor(passedMs / lookMs)
    this.#share += (share - this.#share) * weight
    this.#looked = { at, workedMs }
  }

  #perSecond(): number {
    const { perSecondMin, perSecondMax } = this.#options
    const room = Math.max(0, fullShareMin - this.#share) / (fullShareMin - freeShareMax)
    return perSecondMin + (perSecondMax - perSecondMin) * room ** 2
  }
}
