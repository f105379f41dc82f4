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

export class Book {
  readonly #storage: JournalStorage
  readonly #checkouts: Map<string, Remembered>
  readonly #onChange: (checkout: Checkout, event: CheckoutEvent) => void
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    storage: JournalStorage,
    checkouts: Map<string, Remembered>,
    onChange: (checkout: Checkout, event: CheckoutEvent) => void,
  ) {
    this.#storage = storage
    this.#checkouts = checkouts
    this.#onChange = onChange
  }

  static async open(
    storage: JournalStorage,
    onChange: (checkout: Checkout, event: CheckoutEvent) => void,
  ): Promise<{ book: Book; repairs: readonly Repair[] }> {
    const { records, repairs } = await storage.read()
    return { book: new Book(storage, replay(records), onChange), repairs }
  }

  find(receiptRef: string): Checkout | undefined {
    return this.#checkouts.get(receiptRef)?.checkout
  }

  /** In the order in which they began. */
  list(): Checkout[] {
    return [...this.#checkouts.values()].map(({ checkout }) => checkout)
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
      this.#onChange(next.value, event)
      return next
    })
  }

  /** Writes the journal anew without checkouts that are over since before this moment. */
  forget(dialect: Dialect, before: Instant): Promise<void> {
    return this.#inTurn(async () => {
      const over = [...this.#checkouts].filter(([, { checkout, entries }]) => {
        const isOld = (entries.at(-1)?.at ?? before) < before
        // What was spent from an allowance is counted from here while the allowance lasts.
        const isCounted = checkout.attempts.some(({ allowance }) => allowance && allowance.validUntil > before)
        return isAtRest(checkout, dialect) && isOld && !isCounted
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
