// Every checkout of the till, and the journal behind them: an event is written down first, and only then true.
import { dayMs, type Instant } from '@tillside/rules/time'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Dialect } from '../client/call.ts'
import { JournalError, type JournalStorage, type Repair } from '../ports/storage.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { CheckoutEvent } from './events.ts'
import { asWritten, encode, type Remembered, replay } from './journal.ts'
import { opened, transition } from './machine.ts'
import type { Checkout } from './state.ts'
import { isAtRest, nextWork } from './work.ts'

export type Applied = Outcome<Checkout, CheckoutRefusalCode>

/** So many checkouts that are over may stand in the journal before it is written anew without them. */
const overMax = 200
/** A basket that nobody touched for so long was left behind; no value hangs on it. */
const abandonedMs = 30 * dayMs

/** Two tills on one journal would each believe in half of it. */
const inUse = new WeakSet<JournalStorage>()

interface BookOptions {
  readonly storage: JournalStorage
  readonly dialect: Dialect
  /** Called for every event that has happened. */
  readonly onChange: (checkout: Checkout, event: CheckoutEvent) => void
}

export class Book {
  readonly #storage: JournalStorage
  readonly #dialect: Dialect
  readonly #onChange: (checkout: Checkout, event: CheckoutEvent) => void
  readonly #checkouts: Map<string, Remembered>
  /** Those that are not at rest: a till remembers a day's checkouts, and works on few. */
  readonly #open = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  private constructor({ storage, dialect, onChange }: BookOptions, checkouts: Map<string, Remembered>) {
    this.#storage = storage
    this.#dialect = dialect
    this.#onChange = onChange
    this.#checkouts = checkouts
    for (const { checkout } of checkouts.values()) this.#noteWhether(checkout)
  }

  static async open(options: BookOptions): Promise<{ book: Book; repairs: readonly Repair[] }> {
    const { storage } = options
    if (inUse.has(storage)) throw new JournalError('journal_in_use', 'Another till is open on this journal.')
    inUse.add(storage)
    try {
      const { records, repairs } = await storage.read()
      return { book: new Book(options, replay(records)), repairs }
    } catch (error) {
      inUse.delete(storage)
      throw error
    }
  }

  find(receiptRef: string): Checkout | undefined {
    return this.#checkouts.get(receiptRef)?.checkout
  }

  /** In the order in which they began. */
  list(): Checkout[] {
    return [...this.#checkouts.values()].map(({ checkout }) => checkout)
  }

  /** Those of which something is still to be said or done. */
  listOpen(): Checkout[] {
    return [...this.#open].flatMap((receiptRef) => this.find(receiptRef) ?? [])
  }

  /** Writes the event down and lets it happen. A refusal changes nothing; so does a disk that does not take it, which throws. */
  apply(receiptRef: string, given: CheckoutEvent, at: Instant): Promise<Applied> {
    const event = asWritten(given)
    return this.#inTurn(async () => {
      const before = this.#checkouts.get(receiptRef)
      const next = before ? transition(before.checkout, event, at) : begin(receiptRef, event, at)
      if (!next.ok) return next
      const entry = { receiptRef, sequence: next.value.sequence, at, event }
      await this.#storage.append([encode(entry)])
      this.#checkouts.set(receiptRef, { checkout: next.value, entries: [...(before?.entries ?? []), entry] })
      this.#noteWhether(next.value)
      this.#onChange(next.value, event)
      return next
    })
  }

  /**
   * Writes the journal anew without checkouts that are over since before this moment, and without baskets that were left
   * behind 30 days before it. A sale that the server refused stays until staff have it recorded or voided.
   */
  forget(before: Instant): Promise<void> {
    return this.#inTurn(async () => {
      const over = [...this.#checkouts].filter(([, { checkout, entries }]) => {
        const last = entries.at(-1)?.at ?? before
        const isOver = isAtRest(checkout, this.#dialect) && last < before
        const isAbandoned = isLeftBehind(checkout, this.#dialect) && last < before - abandonedMs
        // What was spent from an allowance is counted from here while the allowance lasts.
        const isCounted = checkout.attempts.some(({ allowance }) => allowance && allowance.validUntil > before)
        return (isOver || isAbandoned) && !isCounted
      })
      if (over.length < overMax) return
      const kept = new Map(this.#checkouts)
      for (const [receiptRef] of over) kept.delete(receiptRef)
      await this.#storage.replace([...kept.values()].flatMap(({ entries }) => entries.map(encode)))
      for (const [receiptRef] of over) {
        this.#checkouts.delete(receiptRef)
        this.#open.delete(receiptRef)
      }
    })
  }

  async close(): Promise<void> {
    await this.#last
    await this.#storage.close()
    this.letGo()
  }

  /** The journal stays open, for another till to be opened on it. */
  letGo(): void {
    inUse.delete(this.#storage)
  }

  #noteWhether(checkout: Checkout): void {
    if (isAtRest(checkout, this.#dialect)) this.#open.delete(checkout.receiptRef)
    else this.#open.add(checkout.receiptRef)
  }

  /** One at a time: an event is judged by the state that the one before it has left. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }
}

const isLeftBehind = (checkout: Checkout, dialect: Dialect): boolean =>
  (checkout.state === 'open' || checkout.state === 'parked') && nextWork(checkout, dialect) === null

function begin(receiptRef: string, event: CheckoutEvent, at: Instant): Applied {
  return event.name === 'opened' ? accept(opened(receiptRef, event, at)) : refuse('answer_unexpected')
}
