// The till: its checkouts, the journal that remembers them, and the worker that tells the server. It promises that what it
// has said yes to survives any crash, that value which is not used comes back, and that a sale that was closed is recorded
// once, however often it has to be said. It leaves to the POS: the screen, the payment, the printer, and the drawer.
import { type Outcome, refuse } from '@tillside/rules/outcome'
import { type Instant, instant, hourMs, minuteMs } from '@tillside/rules/time'

import type { Client } from '../client/client.ts'
import type { Allowances, OpenAllowances } from '../offline/allowances.ts'
import type { Chance } from '../ports/chance.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalStorage } from '../ports/storage.ts'
import { checkBasket, checkReceiptRef, type GivenBasket } from './basket.ts'
import { Book } from './book.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { CheckoutEvent } from './events.ts'
import { isThere, perform } from './perform.ts'
import { isText } from './limits.ts'
import { type Recovery, recover } from './recover.ts'
import type { Checkout, Customer } from './state.ts'
import { TillCheckout } from './till-checkout.ts'
import type { Trouble } from './trouble.ts'
import { atMost, patienceMs, Worker } from './worker.ts'

export interface Store {
  /** ISO 4217: a till sells in one currency. */
  readonly currency: string
  /** The store's zone, such as `Australia/Sydney`. */
  readonly timezone: string
  /** The store as the server knows it: its id; for sales its external id will do. */
  readonly locationId: number | null
  readonly locationCode?: string
}

export interface TillOptions {
  readonly client: Client
  readonly storage: JournalStorage
  readonly clock: Clock
  readonly chance: Chance
  readonly store: Store
  /** After a restart a reward that was taken longer ago than this, and not paid with, goes back by itself. */
  readonly resumeMsMax?: number
  /** Lets the till redeem while the server is away, where the retailer allows it: `redeemOffline` of `offline/allowances`. */
  readonly offline?: OpenAllowances
  /** What else tells the POS that the server is away: a reward is then spent from an allowance without asking first. */
  readonly isServerAway?: () => boolean
  /** Checkouts that are over are remembered this long. */
  readonly keepMs?: number
  /** Opening waits this long for what is said to the server; the rest is said while the till sells. */
  readonly openMsMax?: number
}

export type TillEvent =
  | { readonly name: 'changed'; readonly checkout: Checkout; readonly event: CheckoutEvent }
  | { readonly name: 'trouble'; readonly trouble: Trouble }
  | { readonly name: 'serverBack' }

/** Well inside the ten minutes in which the server puts back the very same rewards. */
const resumeMsMaxDefault = 8 * minuteMs
const keepMsDefault = 24 * hourMs

/** What every sale is recorded with: a fault in it would keep them all from being recorded. */
function checkStore({ currency, timezone, locationId, locationCode }: Store): void {
  if (locationId !== null && (!Number.isSafeInteger(locationId) || locationId < 1)) {
    throw new RangeError(`store.locationId: ${locationId} is no id of a store`)
  }
  if (locationCode !== undefined && !isText(locationCode)) {
    throw new RangeError('store.locationCode: it is a text of 1 to 255 characters')
  }
  if (!Intl.supportedValuesOf('currency').includes(currency)) {
    throw new RangeError(`store.currency: "${currency}" is no currency of ISO 4217, such as AUD`)
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch (cause) {
    throw new RangeError(`store.timezone: "${timezone}" is no time zone, such as Australia/Sydney`, { cause })
  }
}

/** What one checkout needs of the till. */
export interface TillParts {
  readonly book: Book
  readonly worker: Worker
  readonly clock: Clock
  readonly chance: Chance
  readonly store: Store
  /** Null: this till never redeems without the server. */
  readonly allowances: Allowances | null
  /** By what the worker met, or the POS knows. */
  readonly isServerAway: () => boolean
  /** Counts the sales as they are closed. */
  readonly nextClosed: () => number
}

export class Till {
  readonly #parts: TillParts
  readonly #listeners: Set<(event: TillEvent) => void>
  readonly #forget: () => Promise<void>

  private constructor(parts: TillParts, listeners: Set<(event: TillEvent) => void>, forget: () => Promise<void>) {
    this.#parts = parts
    this.#listeners = listeners
    this.#forget = forget
  }

  /**
   * Opens the till, finishes or undoes what was open when it died, and says what it did. A backlog is not waited for: what
   * could not be said in a few seconds is said while the till sells. Throws a `RangeError` for a store whose currency or zone
   * there is not, and a `JournalError` for a journal that another till has open or that is damaged.
   */
  static async open(options: TillOptions): Promise<{ till: Till; recovery: Recovery }> {
    const { client, storage, clock, chance, store } = options
    checkStore(store)
    const listeners = new Set<(event: TillEvent) => void>()
    const tell = (event: TillEvent): void => {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch {
          // What has happened has happened: a screen that fails over it stops neither the sale nor the other listeners.
        }
      }
    }
    const onChange = (checkout: Checkout, event: CheckoutEvent): void => tell({ name: 'changed', checkout, event })
    const { dialect } = client
    const { book, repairs } = await Book.open({ storage, dialect, onChange })
    const keepMs = options.keepMs ?? keepMsDefault
    const { currency } = store
    const { offline } = options
    const allowances = offline ? await offline({ client, clock, chance, currency }, book) : null
    // What was spent offline is counted from the journal while the allowance lasts: by the server's clock, not by the till's.
    const nowAtMost = (): number =>
      Math.min(clock.now(), client.serverNow(), allowances?.serverTimeHeard() ?? Number.POSITIVE_INFINITY)
    // A disk that is too full to make room goes on selling while it takes single events.
    const forget = (): Promise<void> =>
      book.forget(instant(nowAtMost() - keepMs)).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error)
        tell({ name: 'trouble', trouble: { kind: 'journal', receiptRef: '', message, tryAgainAt: clock.now() } })
      })
    await forget()
    const resumeMsMax = options.resumeMsMax ?? resumeMsMaxDefault
    const { begin, report } = recover({ book, clock, dialect, resumeMsMax, repairs })
    await begin().catch((error: unknown) => {
      book.letGo()
      throw error
    })
    const worker = new Worker({
      book,
      perform: (checkout, work) => perform({ client, clock }, checkout, work),
      clock,
      chance,
      dialect,
      onTrouble: (trouble) => tell({ name: 'trouble', trouble }),
      onBack: () => tell({ name: 'serverBack' }),
      isThere: () => isThere(client),
    })
    await atMost(clock, options.openMsMax ?? patienceMs, worker.drain())
    let closed = book.closedCount()
    const nextClosed = (): number => (closed += 1)
    const isServerAway = (): boolean => worker.isServerAway || options.isServerAway?.() === true
    const parts = { book, worker, clock, chance, store, allowances, isServerAway, nextClosed }
    return { till: new Till(parts, listeners, forget), recovery: report() }
  }

  /** What this till may redeem while the server is away; null when it was opened without that. */
  get allowances(): Allowances | null {
    return this.#parts.allowances
  }

  /**
   * Begins a checkout. The receipt's number must be new for ever, and 1 to 80 visible ASCII characters without `~`; left
   * out, one is drawn. A basket that `setBasket` would refuse is refused here too, and nothing is begun.
   */
  async begin(
    given: { receiptRef?: string; customer?: Customer; basket?: GivenBasket } = {},
  ): Promise<Outcome<TillCheckout, CheckoutRefusalCode>> {
    const { book, clock, chance, store } = this.#parts
    const named = checkReceiptRef(given.receiptRef ?? chance.newId())
    if (!named.ok) return named
    const receiptRef = named.value
    if (book.find(receiptRef)) return refuse('receipt_ref_taken', { field: 'receiptRef' })
    const { customer = null } = given
    if (customer && !isText(customer.profileId)) return refuse('customer_invalid', { field: 'profileId' })
    const checked = checkBasket({ currency: store.currency, lines: [], ...given.basket }, store.currency)
    if (!checked.ok) return checked
    await this.#forget()
    const event = { name: 'opened', basket: checked.value, customer } as const
    const opened = await book.apply(receiptRef, event, clock.now())
    return opened.ok ? { ok: true, value: new TillCheckout(receiptRef, this.#parts) } : opened
  }

  /** A checkout of this till, by its receipt's number. */
  find(receiptRef: string): TillCheckout | undefined {
    return this.#parts.book.find(receiptRef) && new TillCheckout(receiptRef, this.#parts)
  }

  /** All checkouts that the till remembers, oldest first. Those that are over are told again for it. */
  list(): Checkout[] {
    return this.#parts.book.list()
  }

  /** Closed sales that the server has not recorded yet, and whether it could be reached when that was last tried. */
  status(): { readonly salesWaiting: number; readonly isServerAway: boolean } {
    const salesWaiting = this.#parts.book.listOpen().filter(({ state }) => state === 'settled').length
    return { salesWaiting, isServerAway: this.#parts.worker.isServerAway }
  }

  /** Calls back on every change, also those that come by themselves; what it returns ends that. What a listener throws is ignored. */
  subscribe(listener: (event: TillEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Says all that can be said to the server now; resolves when that is done or has failed. */
  drain(): Promise<void> {
    return this.#parts.worker.drain()
  }

  now(): Instant {
    return this.#parts.clock.now()
  }

  /** Ends after the request that is under way. What is open stays in the journal. */
  async close(): Promise<void> {
    await this.#parts.worker.close()
    await this.#parts.book.close()
  }
}
