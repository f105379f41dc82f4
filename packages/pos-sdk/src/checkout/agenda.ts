// Whose turn it is: what the checkouts still have to say to the server, in the order in which it is said. The customer at
// the till comes first, then the oldest; sales are recorded in the order in which they were closed.
import { type Instant, instant } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import type { Clock } from '../ports/clock.ts'
import type { Book } from './book.ts'
import { type Pauses, wholeServer } from './pauses.ts'
import type { Checkout } from './state.ts'
import { laneOf, type Wait, type Work, worksOf } from './work.ts'

/** A sale with more than these before it is recorded later: nobody waits at the counter for a backlog. */
const salesAheadMax = 2

interface Surroundings {
  readonly book: Book
  readonly pauses: Pauses
  readonly clock: Clock
  readonly dialect: Dialect
}

export class Agenda {
  readonly #around: Surroundings
  /** Waits that began in what is now the future, since the clock was put back: when that was noticed. */
  readonly #begunAnew = new Map<string, Instant>()

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** What is to be done next, `front` before all others. Null: nothing for now. */
  next(front: string | null): { checkout: Checkout; work: Work } | null {
    const { book, pauses } = this.#around
    if (!pauses.isOver(wholeServer)) return null
    const checkouts = book.listOpen()
    const atTheTill = checkouts.find(({ receiptRef }) => receiptRef === front)
    const first = this.#salesInOrder(checkouts)[0]
    for (const checkout of atTheTill ? [atTheTill, ...checkouts] : checkouts) {
      const isItsTurn = first === checkout || pauses.isFaulty(checkout.receiptRef)
      const work = this.dueOf(checkout.receiptRef).find(
        ({ kind }) => isItsTurn || (kind !== 'record' && kind !== 'report'),
      )
      if (work) return { checkout, work }
    }
    return null
  }

  /** What of this checkout may be done now, the server being there. */
  dueOf(receiptRef: string): Work[] {
    return this.#worksOf(receiptRef).filter((work) => this.#around.pauses.isOver(laneOf(receiptRef, work)))
  }

  lanesOf(receiptRef: string): string[] {
    return this.#worksOf(receiptRef).map((work) => laneOf(receiptRef, work))
  }

  isFarBehind(receiptRef: string): boolean {
    const sales = this.#salesInOrder(this.#around.book.listOpen())
    return sales.findIndex((sale) => sale.receiptRef === receiptRef) > salesAheadMax
  }

  /** When something that waits may be tried again. */
  moments(): Instant[] {
    const { book, dialect, pauses } = this.#around
    const waits = book
      .listOpen()
      .flatMap((checkout) =>
        worksOf(checkout, dialect).flatMap(({ work, wait }) =>
          wait ? this.#endOf(laneOf(checkout.receiptRef, work), wait) : [],
        ),
      )
    return [...waits, ...pauses.moments()]
  }

  /** Closed sales as they are recorded; those that the server keeps failing on have had their turn. */
  #salesInOrder(checkouts: readonly Checkout[]): Checkout[] {
    return checkouts
      .filter(({ state, receiptRef }) => state === 'settled' && !this.#around.pauses.isFaulty(receiptRef))
      .toSorted((a, b) => (a.closedAs ?? 0) - (b.closedAs ?? 0) || (a.receipt?.soldAt ?? 0) - (b.receipt?.soldAt ?? 0))
  }

  #worksOf(receiptRef: string): Work[] {
    const { book, dialect, clock } = this.#around
    const checkout = book.find(receiptRef)
    const works = checkout ? worksOf(checkout, dialect) : []
    const isDue = ({ work, wait }: (typeof works)[number]): boolean =>
      !wait || this.#endOf(laneOf(receiptRef, work), wait) <= clock.now()
    return works.filter(isDue).map(({ work }) => work)
  }

  /** A wait that the clock was put back in is begun anew: nobody knows how much of it has passed. */
  #endOf(lane: string, { since, ms }: Wait): Instant {
    const now = this.#around.clock.now()
    if (since <= now) {
      this.#begunAnew.delete(lane)
      return instant(since + ms)
    }
    const anew = Math.min(now, this.#begunAnew.get(lane) ?? now)
    this.#begunAnew.set(lane, instant(anew))
    return instant(anew + ms)
  }
}
