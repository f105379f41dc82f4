// Every checkout of the till, and the journal behind them: an event is written down first, and only then true.
import { dayMs, type Instant } from '@tillside/rules/time'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Dialect } from '../client/call.ts'
import { JournalError, type JournalStorage, type Repair } from '../ports/storage.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { CheckoutEvent } from './events.ts'
import { asWritten, encode, pack, replay, type Told, unpack } from './journal.ts'
import { opened, transition } from './machine.ts'
import type { Attempt, Checkout } from './state.ts'
import { isAtRest, nextWork } from './work.ts'

export type Applied = Outcome<Checkout, CheckoutRefusalCode>
/** What else has to be so, beside what the checkout itself allows. */
export type Allowed<Code extends string = string> = (checkout: Checkout) => Outcome<unknown, Code>

/** So many checkouts that are over may stand in the journal before it is written anew without them. */
const overMax = 200
/** A basket that nobody touched for so long was left behind; no value hangs on it. */
const abandonedMs = 30 * dayMs

/** What is asked of all checkouts at once, be they at rest or not. */
interface Facts {
  readonly lastAt: Instant
  readonly attempts: readonly Attempt[]
  /** Which sale of the till it is. */
  readonly closedAs: number | null
}

/**
 * What is at hand of a checkout. One that is at rest is packed: a till remembers a thousand of them, and one is told again when
 * somebody looks at it.
 */
type Held = Facts & ({ readonly told: Told } | { readonly packed: string })

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
  readonly #held = new Map<string, Held>()
  /** Those that are not at rest: a till remembers a day's checkouts, and works on few. */
  readonly #open = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  private constructor({ storage, dialect, onChange }: BookOptions, checkouts: ReadonlyMap<string, Told>) {
    this.#storage = storage
    this.#dialect = dialect
    this.#onChange = onChange
    for (const [receiptRef, told] of checkouts) this.#hold(receiptRef, told)
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
    return this.#tell(receiptRef)?.checkout
  }

  /** In the order in which they began. */
  list(): Checkout[] {
    return [...this.#held.keys()].flatMap((receiptRef) => this.find(receiptRef) ?? [])
  }

  /** Those of which something is still to be said or done. */
  listOpen(): Checkout[] {
    return [...this.#open].flatMap((receiptRef) => this.find(receiptRef) ?? [])
  }

  /** Every try to take value, of all checkouts. */
  listAttempts(): Attempt[] {
    return [...this.#held.values()].flatMap(({ attempts }) => attempts)
  }

  /** How many sales were closed, as far as they are remembered. */
  closedCount(): number {
    return [...this.#held.values()].reduce((most, { closedAs }) => Math.max(most, closedAs ?? 0), 0)
  }

  /**
   * Writes the event down and lets it happen. A refusal changes nothing; so does a disk that does not take it, which throws.
   * `allowed` is asked when it is the event's turn, of the checkout that the one before has left.
   */
  apply<Code extends string = never>(
    receiptRef: string,
    given: CheckoutEvent,
    at: Instant,
    allowed?: Allowed<Code>,
  ): Promise<Outcome<Checkout, CheckoutRefusalCode | Code>> {
    const event = asWritten(given)
    return this.#inTurn(async () => {
      const before = this.#tell(receiptRef)
      const next = before ? transition(before.checkout, event, at) : begin(receiptRef, event, at)
      if (!next.ok) return next
      const permit = before && allowed?.(before.checkout)
      if (permit?.ok === false) return permit
      const entry = { receiptRef, sequence: next.value.sequence, at, event }
      await this.#storage.append([encode(entry)])
      this.#hold(receiptRef, { checkout: next.value, entries: [...(before?.entries ?? []), entry] })
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
      const over = [...this.#held].filter(([, held]) => {
        const { attempts, lastAt } = held
        const isOver = 'packed' in held && lastAt < before
        const isAbandoned = this.#isLeftBehind(held) && lastAt < before - abandonedMs
        // What was spent from an allowance is counted from here while the allowance lasts.
        const isCounted = attempts.some(({ allowance }) => allowance && allowance.validUntil > before)
        return (isOver || isAbandoned) && !isCounted
      })
      if (over.length < overMax) return
      const gone = new Set(over.map(([receiptRef]) => receiptRef))
      const kept = [...this.#held.keys()].filter((receiptRef) => !gone.has(receiptRef))
      await this.#storage.replace(kept.flatMap((receiptRef) => this.#tell(receiptRef)?.entries.map(encode) ?? []))
      for (const receiptRef of gone) {
        this.#held.delete(receiptRef)
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

  #tell(receiptRef: string): Told | undefined {
    const held = this.#held.get(receiptRef)
    if (!held) return undefined
    return 'told' in held ? held.told : unpack(receiptRef, held.packed)
  }

  #hold(receiptRef: string, told: Told): void {
    const { attempts, closedAs } = told.checkout
    const facts = { lastAt: told.entries.at(-1)?.at ?? told.checkout.openedAt, attempts, closedAs }
    const isResting = isAtRest(told.checkout, this.#dialect)
    this.#held.set(receiptRef, isResting ? { ...facts, packed: pack(told.entries) } : { ...facts, told })
    if (isResting) this.#open.delete(receiptRef)
    else this.#open.add(receiptRef)
  }

  /** A basket that nobody goes on with. */
  #isLeftBehind(held: Held): boolean {
    if ('packed' in held) return false
    const { checkout } = held.told
    return (checkout.state === 'open' || checkout.state === 'parked') && nextWork(checkout, this.#dialect) === null
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
