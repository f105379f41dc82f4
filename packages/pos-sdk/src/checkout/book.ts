// Every checkout of the till, and the journal behind them: an event is written down first, and only then true.
import type { Instant } from '@tillside/rules/time'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Dialect } from '../client/call.ts'
import type { JournalStorage, Repair } from '../ports/storage.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { CheckoutEvent } from './events.ts'
import { encode, type Remembered, replay } from './journal.ts'
import { opened, transition } from './machine.ts'
import type { Checkout } from './state.ts'
import { isAtRest } from './work.ts'

export type Applied = Outcome<Checkout, CheckoutRefusalCode>

/** So many checkouts that are over may stand in the journal before it is written anew without them. */
const overMax = 200

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
    const { records, repairs } = await options.storage.read()
    return { book: new Book(options, replay(records)), repairs }
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
  apply(receiptRef: string, event: CheckoutEvent, at: Instant): Promise<Applied> {
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

  /** Writes the journal anew without checkouts that are over since before this moment. */
  forget(before: Instant): Promise<void> {
    return this.#inTurn(async () => {
      const over = [...this.#checkouts].filter(([, { checkout, entries }]) => {
        const isOld = (entries.at(-1)?.at ?? before) < before
        // What was spent from an allowance is counted from here while the allowance lasts.
        const isCounted = checkout.attempts.some(({ allowance }) => allowance && allowance.validUntil > before)
        return isAtRest(checkout, this.#dialect) && isOld && !isCounted
      })
      if (over.length < overMax) return
      const kept = new Map(this.#checkouts)
      for (const [receiptRef] of over) kept.delete(receiptRef)
      await this.#storage.replace([...kept.values()].flatMap(({ entries }) => entries.map(encode)))
      for (const [receiptRef] of over) this.#checkouts.delete(receiptRef)
    })
  }

  async close(): Promise<void> {
    await this.#last
    await this.#storage.close()
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

function begin(receiptRef: string, event: CheckoutEvent, at: Instant): Applied {
  return event.name === 'opened' ? accept(opened(receiptRef, event, at)) : refuse('answer_unexpected')
}
