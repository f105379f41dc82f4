// Says to the server what the checkouts still have to say, one request at a time: that of the customer at the till first,
// then the oldest. Sales are recorded in the order in which they were closed. While the server cannot be reached all of it
// waits, and is tried again after ever longer pauses, or at once when a cashier asks for something.
import { hourMs, type Instant, instant, minuteMs, secondMs } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import { BusyError, ClientError, FaultError, ForbiddenError, NoAnswerError, RefusedError } from '../client/errors.ts'
import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import { JournalError } from '../ports/storage.ts'
import type { Book } from './book.ts'
import type { CheckoutEvent } from './events.ts'
import type { Checkout } from './state.ts'
import { laneOf, type Work, worksOf } from './work.ts'

/** What keeps a checkout from being finished, for the till to show. */
export interface Trouble {
  /**
   * The server is away; it is there, but never answers this; the token is not good enough; the server broke; the disk did
   * not take it; or a fault of ours.
   */
  readonly kind: 'server_away' | 'unanswered' | 'forbidden' | 'server_fault' | 'journal' | 'unexpected'
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
  /** Whether the server answers anything at all. */
  readonly isThere: () => Promise<boolean>
}

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
/** A server that asks for more than this is asked again all the same. */
const retryAfterMsMax = 5 * minuteMs
/** After so many faults in a row a sale no longer keeps those behind it waiting. */
const faultsMax = 3
/** After so many tries without an answer it is found out whether the server is away, or only this work's answer. */
const unansweredMax = 3
/** A sale with more than these before it is recorded later: nobody waits at the counter for a backlog. */
const salesAheadMax = 2
/** As long as anybody waits at the counter: one call with its repeats. */
export const patienceMs = 6 * secondMs

const isOver = (pause: Pause | undefined, now: Instant): boolean =>
  !pause || pause.until <= now || pause.until - now > pause.ms

/** Waits for it, but no longer than this. */
export async function atMost(clock: Clock, ms: number, done: Promise<void>): Promise<void> {
  const stop = new AbortController()
  await Promise.race([done, clock.sleep(Math.max(0, ms), stop.signal)])
  stop.abort()
}

export class Worker {
  readonly #around: Surroundings
  /** By lane: what failed in it, and the server as a whole under the empty name. */
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
   * Does this checkout's work before all other; resolves when it is done or has failed, and at the latest when the patience
   * of a customer is over. While the server is known to be away nobody waits for it, unless the caller insists: then it is
   * tried at once.
   */
  settle(receiptRef: string, { insists = false, waitMs = patienceMs } = {}): Promise<void> {
    const { clock } = this.#around
    this.#front = receiptRef
    const away = this.#pauses.has('')
    for (const lane of this.#lanesOf(receiptRef)) this.#endPause(lane)
    if (insists) this.#endPause('')
    if (this.#isClosed || this.#worksNow(receiptRef).length === 0 || (away && !insists)) return Promise.resolve()
    const done = new Promise<void>((resolve) => {
      this.#waiting.set(receiptRef, [...(this.#waiting.get(receiptRef) ?? []), resolve])
      this.#wake.abort()
    })
    return this.#isFarBehind(receiptRef) ? Promise.resolve() : atMost(clock, waitMs, done)
  }

  /** Tries everything now, whatever failed before; resolves when nothing is left that could be done now. */
  drain(): Promise<void> {
    for (const name of this.#pauses.keys()) this.#endPause(name)
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
    const works = book.listOpen().flatMap((checkout) => worksOf(checkout, dialect))
    const notBefore = works.flatMap((work) => work.notBefore ?? [])
    return [...notBefore, ...[...this.#pauses.values()].map(({ until }) => until)]
  }

  #choose(): { checkout: Checkout; work: Work } | null {
    if (!isOver(this.#pauses.get(''), this.#around.clock.now())) return null
    const checkouts = this.#around.book.listOpen()
    const front = checkouts.find(({ receiptRef }) => receiptRef === this.#front)
    const first = this.#salesInOrder(checkouts)[0]
    for (const checkout of front ? [front, ...checkouts] : checkouts) {
      const isItsTurn = first === checkout || this.#faultsOf(checkout.receiptRef) >= faultsMax
      const work = this.#worksNow(checkout.receiptRef).find(
        ({ kind }) => isItsTurn || (kind !== 'record' && kind !== 'report'),
      )
      if (work) return { checkout, work }
    }
    return null
  }

  #faultsOf(lane: string): number {
    return this.#pauses.get(lane)?.faults ?? 0
  }

  /** Closed sales as they are recorded; those that the server keeps failing on have had their turn. */
  #salesInOrder(checkouts: readonly Checkout[]): Checkout[] {
    return checkouts
      .filter(({ state, receiptRef }) => state === 'settled' && this.#faultsOf(receiptRef) < faultsMax)
      .toSorted((a, b) => (a.closedAs ?? 0) - (b.closedAs ?? 0) || (a.receipt?.soldAt ?? 0) - (b.receipt?.soldAt ?? 0))
  }

  #isFarBehind(receiptRef: string): boolean {
    const sales = this.#salesInOrder(this.#around.book.listOpen())
    return sales.findIndex((sale) => sale.receiptRef === receiptRef) > salesAheadMax
  }

  #worksOf(receiptRef: string): Work[] {
    const { book, dialect, clock } = this.#around
    const checkout = book.find(receiptRef)
    const works = checkout ? worksOf(checkout, dialect) : []
    return works.filter(({ notBefore }) => (notBefore ?? 0) <= clock.now()).map(({ work }) => work)
  }

  /** What may be done now, the server being there. */
  #worksNow(receiptRef: string): Work[] {
    const now = this.#around.clock.now()
    return this.#worksOf(receiptRef).filter((work) => isOver(this.#pauses.get(laneOf(receiptRef, work)), now))
  }

  #lanesOf(receiptRef: string): string[] {
    return this.#worksOf(receiptRef).map((work) => laneOf(receiptRef, work))
  }

  async #do(checkout: Checkout, work: Work): Promise<void> {
    const { receiptRef } = checkout
    const lane = laneOf(receiptRef, work)
    try {
      const event = await this.#answerTo(checkout, work)
      if (event) await this.#write(receiptRef, lane, event)
      if (event) this.#pauses.delete(lane)
      else this.#pause(lane)
    } catch (error) {
      await this.#note(checkout, work, error)
    }
    const isAway = !isOver(this.#pauses.get(''), this.#around.clock.now())
    if (isAway || this.#worksNow(receiptRef).length === 0) this.#tell(receiptRef)
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
    if (this.#pauses.delete('')) this.#around.onBack()
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

  #endPause(name: string): void {
    const pause = this.#pauses.get(name)
    if (pause) this.#pauses.set(name, { ...pause, until: this.#around.clock.now() })
  }

  #pause(name: string, { atLeastMs = 0, faults = 0 } = {}): Pause {
    const { clock, chance } = this.#around
    const before = this.#pauses.get(name)
    const failures = (before?.failures ?? 0) + 1
    const faultsNow = (before?.faults ?? 0) + faults
    const most = faultsNow >= faultsMax ? pauseMsMaxOfFaulty : pauseMsMax
    const longest = Math.min(most, pauseMsFirst * 2 ** (failures - 1))
    // Half of it at least, the rest by chance: tills that lost the server together do not come back together.
    const ms = Math.max(atLeastMs, Math.floor(longest / 2 + (chance.random() * longest) / 2))
    const pause = { failures, faults: faultsNow, until: instant(clock.now() + ms), ms }
    this.#pauses.set(name, pause)
    return pause
  }

  async #note(checkout: Checkout, work: Work, error: unknown): Promise<void> {
    const { receiptRef } = checkout
    const kind = await this.#kindOf(laneOf(receiptRef, work), error)
    const atLeastMs = error instanceof ClientError ? Math.min(retryAfterMsMax, error.retryAfterMs ?? 0) : 0
    const lane = laneOf(receiptRef, work)
    const pause =
      kind === 'server_away' ? this.#pauseAll(lane, atLeastMs) : this.#pause(lane, { atLeastMs, ...faultsOf(kind) })
    const message = error instanceof Error ? error.message : String(error)
    this.#around.onTrouble({ kind, receiptRef, message, tryAgainAt: pause.until })
    if (this.#mayBeTwice(work, error)) await this.#noteLost(receiptRef, lane, work)
  }

  /** The server is away for all; that this work met it is remembered, but does not make it wait longer. */
  #pauseAll(lane: string, atLeastMs: number): Pause {
    this.#pause(lane)
    this.#endPause(lane)
    return this.#pause('', { atLeastMs })
  }

  /** A server that answers others, and never this, is not away: the others need not wait for this. */
  async #kindOf(lane: string, error: unknown): Promise<Trouble['kind']> {
    const kind = kindOf(error, this.#around.dialect)
    if (kind !== 'server_away' || error instanceof BusyError) return kind
    const unanswered = (this.#pauses.get(lane)?.failures ?? 0) + 1
    if (this.#isClosed || unanswered < unansweredMax || !(await this.#around.isThere())) return kind
    this.#noteThere()
    return 'unanswered'
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
      const pause = this.#pause(lane)
      this.#around.onTrouble({ kind: 'journal', receiptRef, message: String(error), tryAgainAt: pause.until })
    })
  }
}

/** A token that is not good enough, and a full disk, are no fault of the sale: it keeps its turn. */
const faultsOf = (kind: Trouble['kind']): { faults?: number } => {
  if (kind === 'unanswered') return { faults: faultsMax }
  return kind === 'server_fault' || kind === 'unexpected' ? { faults: 1 } : {}
}

function kindOf(error: unknown, dialect: Dialect): Trouble['kind'] {
  // A refusal that comes this far was not the server's own: something on the way has spoken.
  const isFromTheWay =
    error instanceof NoAnswerError ||
    error instanceof RefusedError ||
    (error instanceof ForbiddenError && error.code === null && dialect === 'tillside')
  if (isFromTheWay || error instanceof BusyError) return 'server_away'
  if (error instanceof ForbiddenError) return 'forbidden'
  if (error instanceof FaultError) return 'server_fault'
  return error instanceof JournalError ? 'journal' : 'unexpected'
}
