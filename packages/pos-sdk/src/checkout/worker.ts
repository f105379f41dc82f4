// Says to the server what the checkouts still have to say, one request at a time: that of the customer at the till first,
// then the oldest. Sales are recorded in the order in which they were closed. While the server cannot be reached all of it
// waits, and is tried again after ever longer pauses, or at once when a cashier asks for something.
import { hourMs, type Instant, instant, minuteMs, secondMs } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import { BusyError, ClientError, FaultError, ForbiddenError, NoAnswerError } from '../client/errors.ts'
import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import { JournalError } from '../ports/storage.ts'
import type { Book } from './book.ts'
import type { CheckoutEvent } from './events.ts'
import type { Checkout } from './state.ts'
import { nextWork, type Work } from './work.ts'

/** What keeps a checkout from being finished, for the till to show. */
export interface Trouble {
  /** The server is away, the token is not good enough, the server broke, the disk did not take it, or a fault of ours. */
  readonly kind: 'server_away' | 'forbidden' | 'server_fault' | 'journal' | 'unexpected'
  /** Empty: the journal as a whole. */
  readonly receiptRef: string
  readonly message: string
  readonly tryAgainAt: Instant
}

/** One piece of work: the event that came of it, or null when it has to be looked at again later. */
type Perform = (checkout: Checkout, work: Work) => Promise<CheckoutEvent | null>

interface Surroundings {
  readonly book: Book
  readonly perform: Perform
  readonly clock: Clock
  readonly chance: Chance
  readonly dialect: Dialect
  readonly onTrouble: (trouble: Trouble) => void
  /** After the server had been away. */
  readonly onBack: () => void
}

interface Pause {
  readonly failures: number
  readonly until: Instant
}

const pauseMsFirst = secondMs
const pauseMsMax = minuteMs
/** After so many faults in a row a sale no longer keeps those behind it waiting. */
const faultsMax = 3

export class Worker {
  readonly #around: Surroundings
  /** By checkout: what failed in it, and the server as a whole under the empty name. */
  readonly #pauses = new Map<string, Pause>()
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #idle: (() => void)[] = []
  /** Answers that could not be written down yet. */
  readonly #unwritten = new Map<string, CheckoutEvent>()
  #front: string | null = null
  #wake = new AbortController()
  #isClosed = false
  readonly #ended: Promise<void>

  constructor(around: Surroundings) {
    this.#around = around
    this.#ended = this.#run()
  }

  get isServerAway(): boolean {
    return this.#pauses.has('')
  }

  /**
   * Does this checkout's work before all other; resolves when it is done or has failed. While the server is known to be
   * away nobody waits for it, unless the caller insists: then it is tried at once.
   */
  settle(receiptRef: string, { insists = false } = {}): Promise<void> {
    this.#front = receiptRef
    this.#pauses.delete(receiptRef)
    const away = this.#pauses.get('')
    if (away && insists) this.#pauses.set('', { ...away, until: this.#around.clock.now() })
    if (!this.#dueOf(receiptRef) || (away && !insists)) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.set(receiptRef, [...(this.#waiting.get(receiptRef) ?? []), resolve])
      this.#wake.abort()
    })
  }

  /** Tries everything now, whatever failed before; resolves when nothing is left that could be done now. */
  drain(): Promise<void> {
    const now = this.#around.clock.now()
    for (const [name, pause] of this.#pauses) this.#pauses.set(name, { ...pause, until: now })
    return new Promise((resolve) => {
      this.#idle.push(resolve)
      this.#wake.abort()
    })
  }

  /** Ends after the request that is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake.abort()
    await this.#ended
    for (const receiptRef of this.#waiting.keys()) this.#tell(receiptRef)
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const next = this.#choose()
      if (next) await this.#do(next.checkout, next.work)
      else await this.#rest()
    }
  }

  async #rest(): Promise<void> {
    // What is not done by now waits for a moment that is still to come, or for a sale before it.
    for (const receiptRef of this.#waiting.keys()) this.#tell(receiptRef)
    for (const resolve of this.#idle.splice(0)) resolve()
    const { clock } = this.#around
    this.#wake = new AbortController()
    const now = clock.now()
    const soonest = Math.min(now + hourMs, ...this.#moments().filter((moment) => moment > now))
    await clock.sleep(Math.max(1, soonest - now), this.#wake.signal)
  }

  /** When something that waits may be tried again. */
  #moments(): number[] {
    const { book, dialect } = this.#around
    const notBefore = book.listOpen().flatMap((checkout) => nextWork(checkout, dialect)?.notBefore ?? [])
    return [...notBefore, ...[...this.#pauses.values()].map(({ until }) => until)]
  }

  #choose(): { checkout: Checkout; work: Work } | null {
    const now = this.#around.clock.now()
    if ((this.#pauses.get('')?.until ?? 0) > now) return null
    const checkouts = this.#around.book.listOpen()
    const front = checkouts.find(({ receiptRef }) => receiptRef === this.#front)
    for (const checkout of front ? [front, ...checkouts] : checkouts) {
      const work = this.#dueOf(checkout.receiptRef)
      const isPaused = (this.#pauses.get(checkout.receiptRef)?.until ?? 0) > now
      if (!work || isPaused) continue
      if (work.kind !== 'record' && work.kind !== 'report') return { checkout, work }
      const isLetPast = (this.#pauses.get(checkout.receiptRef)?.failures ?? 0) >= faultsMax
      if (isLetPast || this.#firstToRecord(checkouts) === checkout) return { checkout, work }
    }
    return null
  }

  /** The sale whose turn it is; those that the server keeps failing on have had theirs. */
  #firstToRecord(checkouts: readonly Checkout[]): Checkout | undefined {
    return checkouts
      .filter(
        ({ state, receiptRef }) => state === 'settled' && (this.#pauses.get(receiptRef)?.failures ?? 0) < faultsMax,
      )
      .toSorted((a, b) => (a.receipt?.soldAt ?? 0) - (b.receipt?.soldAt ?? 0))[0]
  }

  #dueOf(receiptRef: string): Work | null {
    const { book, dialect, clock } = this.#around
    const checkout = book.find(receiptRef)
    const due = checkout ? nextWork(checkout, dialect) : null
    return due && (due.notBefore ?? 0) <= clock.now() ? due.work : null
  }

  async #do(checkout: Checkout, work: Work): Promise<void> {
    const { perform, onBack } = this.#around
    const { receiptRef } = checkout
    try {
      // An answer that the disk did not take is not asked for again.
      const event = this.#unwritten.get(receiptRef) ?? (await perform(checkout, work))
      if (this.#pauses.delete('')) onBack()
      if (event) await this.#write(receiptRef, event)
      if (event) this.#pauses.delete(receiptRef)
      else this.#pause(receiptRef)
      if (!event || !this.#dueOf(receiptRef)) this.#tell(receiptRef)
    } catch (error) {
      await this.#note(checkout, work, error)
      this.#tell(receiptRef)
    }
  }

  async #write(receiptRef: string, event: CheckoutEvent): Promise<void> {
    const { book, clock } = this.#around
    this.#unwritten.set(receiptRef, event)
    // An answer that nobody waits for any more is refused, and changes nothing.
    await book.apply(receiptRef, event, clock.now())
    this.#unwritten.delete(receiptRef)
  }

  #tell(receiptRef: string): void {
    const waiting = this.#waiting.get(receiptRef) ?? []
    this.#waiting.delete(receiptRef)
    for (const resolve of waiting) resolve()
  }

  #pause(name: string, atLeastMs = 0): Pause {
    const { clock, chance } = this.#around
    const failures = (this.#pauses.get(name)?.failures ?? 0) + 1
    const longest = Math.min(pauseMsMax, pauseMsFirst * 2 ** (failures - 1))
    // Half of it at least, the rest by chance: tills that lost the server together do not come back together.
    const ms = Math.max(atLeastMs, Math.floor(longest / 2 + (chance.random() * longest) / 2))
    const pause = { failures, until: instant(clock.now() + ms) }
    this.#pauses.set(name, pause)
    return pause
  }

  async #note(checkout: Checkout, work: Work, error: unknown): Promise<void> {
    const { receiptRef } = checkout
    const kind = kindOf(error)
    const retryAfterMs = error instanceof ClientError ? (error.retryAfterMs ?? 0) : 0
    const pause = this.#pause(kind === 'server_away' ? '' : receiptRef, retryAfterMs)
    const message = error instanceof Error ? error.message : String(error)
    this.#around.onTrouble({ kind, receiptRef, message, tryAgainAt: pause.until })
    if (this.#mayBeTwice(error)) await this.#noteLost(receiptRef, work)
  }

  #mayBeTwice(error: unknown): boolean {
    return this.#around.dialect === 'omneo' && error instanceof ClientError && error.mayHaveHappened
  }

  /** Without keys a request whose answer was lost may have been heard: that is written down before anything is sent again. */
  async #noteLost(receiptRef: string, work: Work): Promise<void> {
    const key = 'attempt' in work ? work.attempt.key : 'refund' in work ? work.refund.key : null
    if (key === null) return
    await this.#write(receiptRef, { name: 'answerLost', key }).catch((error: unknown) => {
      const pause = this.#pause(receiptRef)
      this.#around.onTrouble({ kind: 'journal', receiptRef, message: String(error), tryAgainAt: pause.until })
    })
  }
}

function kindOf(error: unknown): Trouble['kind'] {
  if (error instanceof NoAnswerError || error instanceof BusyError) return 'server_away'
  if (error instanceof ForbiddenError) return 'forbidden'
  if (error instanceof FaultError) return 'server_fault'
  return error instanceof JournalError ? 'journal' : 'unexpected'
}
