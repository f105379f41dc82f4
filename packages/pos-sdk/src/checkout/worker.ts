// Says to the server what the checkouts still have to say, one request at a time, in the order of the agenda. While the
// server cannot be reached all of it waits, and is tried again after ever longer pauses, or at once when a cashier asks for
// something.
import { hourMs, type Instant, minuteMs, secondMs } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import { ClientError } from '../client/errors.ts'
import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import { Agenda } from './agenda.ts'
import type { Book } from './book.ts'
import type { CheckoutEvent } from './events.ts'
import { Pauses, wholeServer } from './pauses.ts'
import type { Checkout } from './state.ts'
import { faultsOf, kindOf, type Trouble } from './trouble.ts'
import { laneOf, type Work } from './work.ts'

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
  /** Whether the server answers anything at all. */
  readonly isThere: () => Promise<boolean>
}

/** A server that asks for more than this is asked again all the same. */
const retryAfterMsMax = 5 * minuteMs
/** After so many tries without an answer it is found out whether the server is away, or only this work's answer. */
const unansweredMax = 3
/** As long as anybody waits at the counter: one call with its repeats. */
export const patienceMs = 6 * secondMs

/** Waits for it, but no longer than this. */
export async function atMost(clock: Clock, ms: number, done: Promise<void>): Promise<void> {
  const stop = new AbortController()
  await Promise.race([done, clock.sleep(Math.max(0, ms), stop.signal)])
  stop.abort()
}

export class Worker {
  readonly #around: Surroundings
  readonly #pauses: Pauses
  readonly #agenda: Agenda
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #idle: (() => void)[] = []
  /** Lanes that went unanswered although the server was there. */
  readonly #unanswered = new Set<string>()
  /** Answers that could not be written down yet. */
  readonly #unwritten = new Map<string, CheckoutEvent>()
  #front: string | null = null
  #wake = new AbortController()
  #isClosed = false
  readonly #ended: Promise<void>

  constructor(around: Surroundings) {
    this.#around = around
    this.#pauses = new Pauses(around.clock, around.chance)
    this.#agenda = new Agenda({ ...around, pauses: this.#pauses })
    this.#ended = this.#run()
  }

  get isServerAway(): boolean {
    return this.#pauses.has(wholeServer)
  }

  /**
   * Does this checkout's work before all other; resolves when it is done or has failed, and at the latest when the patience
   * of a customer is over. While the server is known to be away nobody waits for it, unless the caller insists: then it is
   * tried at once.
   */
  settle(receiptRef: string, { insists = false, waitMs = patienceMs } = {}): Promise<void> {
    const { clock } = this.#around
    this.#front = receiptRef
    const away = this.isServerAway
    for (const lane of this.#agenda.lanesOf(receiptRef)) this.#pauses.end(lane)
    if (insists) this.#pauses.end(wholeServer)
    if (this.#isClosed || this.#agenda.dueOf(receiptRef).length === 0 || (away && !insists)) return Promise.resolve()
    const done = new Promise<void>((resolve) => {
      this.#waiting.set(receiptRef, [...(this.#waiting.get(receiptRef) ?? []), resolve])
      this.#wake.abort()
    })
    return this.#agenda.isFarBehind(receiptRef) ? Promise.resolve() : atMost(clock, waitMs, done)
  }

  /** Tries everything now, whatever failed before; resolves when nothing is left that could be done now. */
  drain(): Promise<void> {
    this.#pauses.endAll()
    if (this.#isClosed) return Promise.resolve()
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
      const next = this.#agenda.next(this.#front)
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
    const soonest = Math.min(now + hourMs, ...this.#agenda.moments().filter((moment) => moment > now))
    await clock.sleep(Math.max(1, soonest - now), this.#wake.signal)
  }

  async #do(checkout: Checkout, work: Work): Promise<void> {
    const { receiptRef } = checkout
    const lane = laneOf(receiptRef, work)
    try {
      const event = await this.#answerTo(checkout, work)
      if (event) await this.#write(receiptRef, lane, event)
      if (event) this.#forget(lane)
      else this.#pauses.begin(lane)
    } catch (error) {
      await this.#note(checkout, work, error)
    }
    const isAway = !this.#pauses.isOver(wholeServer)
    if (isAway || this.#agenda.dueOf(receiptRef).length === 0) this.#tell(receiptRef)
  }

  /** An answer that the disk did not take is not asked for again. */
  async #answerTo(checkout: Checkout, work: Work): Promise<CheckoutEvent | null> {
    const unwritten = this.#unwritten.get(laneOf(checkout.receiptRef, work))
    if (unwritten) return unwritten
    const event = await this.#around.perform(checkout, work)
    this.#noteThere()
    return event
  }

  #noteThere(): void {
    if (this.#pauses.forget(wholeServer)) this.#around.onBack()
  }

  #forget(lane: string): void {
    this.#pauses.forget(lane)
    this.#unanswered.delete(lane)
  }

  async #write(receiptRef: string, lane: string, event: CheckoutEvent): Promise<void> {
    const { book, clock } = this.#around
    this.#unwritten.set(lane, event)
    // An answer that nobody waits for any more is refused, and changes nothing.
    await book.apply(receiptRef, event, clock.now())
    this.#unwritten.delete(lane)
  }

  #tell(receiptRef: string): void {
    const waiting = this.#waiting.get(receiptRef) ?? []
    this.#waiting.delete(receiptRef)
    for (const resolve of waiting) resolve()
  }

  async #note(checkout: Checkout, work: Work, error: unknown): Promise<void> {
    const { receiptRef } = checkout
    const lane = laneOf(receiptRef, work)
    const kind = await this.#kindOf(lane, error)
    const atLeastMs = error instanceof ClientError ? Math.min(retryAfterMsMax, error.retryAfterMs ?? 0) : 0
    const tryAgainAt =
      kind === 'server_away' && !this.#unanswered.has(lane)
        ? this.#pauseAll(lane, atLeastMs)
        : this.#pauses.begin(lane, { atLeastMs, ...faultsOf(kind) })
    const message = error instanceof Error ? error.message : String(error)
    this.#around.onTrouble({ kind, receiptRef, message, tryAgainAt })
    if (this.#mayBeTwice(work, error)) await this.#noteLost(receiptRef, lane, work)
  }

  /** The server is away for all; that this work met it is remembered, but does not make it wait longer. */
  #pauseAll(lane: string, atLeastMs: number): Instant {
    this.#pauses.begin(lane)
    this.#pauses.end(lane)
    return this.#pauses.begin(wholeServer, { atLeastMs })
  }

  /** A server that answers others, and never this, is not away: the others need not wait for this. */
  async #kindOf(lane: string, error: unknown): Promise<Trouble['kind']> {
    const kind = kindOf(error, this.#around.dialect)
    if (kind !== 'server_away') return kind
    const failures = this.#pauses.failuresOf(lane) + 1
    if (this.#isClosed || failures < unansweredMax || !(await this.#around.isThere())) {
      this.#unanswered.delete(lane)
      return kind
    }
    this.#noteThere()
    // It may have come back between the two: the work has its turn once more before others go ahead of it.
    if (this.#unanswered.has(lane)) return 'unanswered'
    this.#unanswered.add(lane)
    return kind
  }

  /** Without keys a request whose answer was lost may have been heard; with them, only a no to its first try is certain. */
  #mayBeTwice(work: Work, error: unknown): boolean {
    if (!(error instanceof ClientError) || !error.mayHaveHappened) return false
    return this.#around.dialect === 'omneo' || (work.kind === 'redeem' && work.attempt.suspectSince === null)
  }

  /** That is written down before anything is sent again. */
  async #noteLost(receiptRef: string, lane: string, work: Work): Promise<void> {
    const key = 'attempt' in work ? work.attempt.key : 'refund' in work ? work.refund.key : null
    if (key === null) return
    await this.#write(receiptRef, lane, { name: 'answerLost', key }).catch((error: unknown) => {
      const tryAgainAt = this.#pauses.begin(lane)
      this.#around.onTrouble({ kind: 'journal', receiptRef, message: String(error), tryAgainAt })
    })
  }
}
