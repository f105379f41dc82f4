// One checkout at the till, as the POS drives it. Every method resolves when what it says is safe on disk; those that need
// the server also wait for its answer, up to the few seconds that a customer waits, and go on without it after that, or at
// once while the server is known to be away: the state says whether the answer came. Only `redeem` asks all the same.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { GivenBasket } from './basket.ts'
import type { Allowed, Applied } from './book.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { CheckoutEvent } from './events.ts'
import { type Checkout, comingBack, type Customer, type Tender, type Wish } from './state.ts'
import type { TillParts } from './till.ts'
import { atMost, patienceMs } from './worker.ts'

interface Settling<Code extends string> {
  /** Asks also while the server is known to be away. */
  readonly insists?: boolean
  readonly waitMs?: number
  readonly allowed?: Allowed<Code> | undefined
}

export class TillCheckout {
  readonly receiptRef: string
  readonly #parts: TillParts

  constructor(receiptRef: string, parts: TillParts) {
    this.receiptRef = receiptRef
    this.#parts = parts
  }

  /** The checkout as it is now. */
  get current(): Checkout {
    const checkout = this.#parts.book.find(this.receiptRef)
    if (!checkout) throw new Error(`the checkout ${this.receiptRef} has been forgotten`)
    return checkout
  }

  /** Another customer's reward, if one was taken, goes back. */
  attach(customer: Customer): Promise<Applied> {
    return this.#applyAndSettle({ name: 'customerAttached', customer })
  }

  detach(): Promise<Applied> {
    return this.#applyAndSettle({ name: 'customerDetached' })
  }

  setBasket(basket: GivenBasket): Promise<Applied> {
    const { currency } = this.#parts.store
    return this.#apply({ name: 'basketChanged', basket: { currency, ...basket } })
  }

  /**
   * Takes the value off the balance. The state is then `redeemed`, or still `redeeming` when no answer came: the till goes on
   * asking, and the cashier may wait, or `release` and go on without. The server's no is a refusal with its code. Where the
   * member's allowance allows it, it is spent from that: while the server is known to be away, and always from what is set
   * aside for this till, which nobody else can spend.
   *
   * An earlier reward that is on its way back is waited for first. What is taken is the value of whoever was the customer when
   * this was called (`customer_changed`), and `allowed` is asked of the checkout as it is when the wait is over: the basket
   * may have changed meanwhile, and with it what the retailer allows.
   */
  async redeem(wish: Wish, allowed?: Allowed): Promise<Outcome<Checkout>> {
    const key = `${this.receiptRef}-${this.#parts.chance.newId()}`
    const profileId = this.current.customer?.profileId ?? ''
    const spent = this.#spendAllowance({ key, wish, profileId }, allowed)
    if (spent) return spent
    const { clock, store } = this.#parts
    const startedAt = clock.now()
    // What was waited for already is waited for no more. A clock that was put back makes it no longer.
    const leftMs = (): number => Math.min(patienceMs, patienceMs - (clock.now() - startedAt))
    await this.#untilBack()
    await this.#putBackReserve(profileId, wish, leftMs())
    const { locationId } = store
    const asked = await this.#applyAndSettle(
      { name: 'redeemAsked', key, wish, profileId, locationId, allowance: null },
      { insists: true, waitMs: leftMs(), allowed },
    )
    if (!asked.ok) return asked
    const refusal = this.current.attempts.find((attempt) => attempt.key === key)?.refusal
    return refusal ? refuse(refusal.code, { details: { message: refusal.message } }) : asked
  }

  /** Puts the reward back: the customer would rather keep it. */
  release(): Promise<Applied> {
    return this.#applyAndSettle({ name: 'rewardReleased' })
  }

  beginPayment(): Promise<Applied> {
    return this.#apply({ name: 'paymentBegun' })
  }

  /** Money that was taken in, or paid out below zero. */
  take(tender: Tender): Promise<Applied> {
    return this.#apply({ name: 'tenderTaken', tender })
  }

  /** The reward comes back; what was tendered so far is in `tendersToGiveBack`. */
  failPayment(reason: string): Promise<Applied> {
    return this.#applyAndSettle({ name: 'paymentFailed', reason })
  }

  /** Closes the sale: the receipt is safe, and is recorded now or, when the server is away, as soon as it is back. */
  settle({ staffId = null }: { staffId?: string | null } = {}): Promise<Applied> {
    const { clock, store, nextClosed } = this.#parts
    const locationId = store.locationCode ?? store.locationId
    const { timezone } = store
    const closedAs = nextClosed()
    return this.#applyAndSettle({ name: 'settled', soldAt: clock.now(), timezone, locationId, staffId, closedAs })
  }

  /** The reward goes back; the basket waits. */
  park(): Promise<Applied> {
    return this.#applyAndSettle({ name: 'parked' })
  }

  resume(): Promise<Applied> {
    return this.#apply({ name: 'resumed' })
  }

  cancel(reason: string): Promise<Applied> {
    return this.#applyAndSettle({ name: 'cancelled', reason })
  }

  /** The sale never happened: the server undoes all that it did. */
  void(reason: string): Promise<Applied> {
    return this.#applyAndSettle({ name: 'voidAsked', reason })
  }

  /** Sends a sale that the server refused once more, after a person has looked. */
  recordAgain(): Promise<Applied> {
    return this.#applyAndSettle({ name: 'recordAsked' })
  }

  #spendAllowance(
    asked: { readonly key: string; readonly wish: Wish; readonly profileId: string },
    allowed: Allowed | undefined,
  ): Promise<Outcome<Checkout>> | undefined {
    const { isServerAway, allowances } = this.#parts
    const { wish, profileId } = asked
    if (!allowances || !(isServerAway() || this.#hasReserve(profileId))) return undefined
    return allowances.spend(profileId, wish, ({ id, signature, validUntil }, spentAt) =>
      this.#apply({ name: 'redeemAsked', ...asked, allowance: { id, signature, validUntil, spentAt } }, allowed),
    )
  }

  #hasReserve(profileId: string): boolean {
    return this.#parts.allowances?.find(profileId)?.allowance.isReserve === true
  }

  /** A wish that does not fit into what is set aside for this till needs it back in the balance first. */
  async #putBackReserve(profileId: string, { amountMinor }: Wish, waitMs: number): Promise<void> {
    const { worker, allowances, clock } = this.#parts
    if (amountMinor === null || worker.isServerAway || !this.#hasReserve(profileId)) return
    // Without an answer the server is asked for what is in the balance.
    const over = (): void => {}
    await atMost(clock, waitMs, allowances?.putBack(profileId).then(over, over) ?? Promise.resolve())
  }

  #apply<Code extends string = never>(event: CheckoutEvent, allowed?: Allowed<Code>) {
    return this.#parts.book.apply(this.receiptRef, event, this.#parts.clock.now(), allowed)
  }

  async #applyAndSettle<Code extends string = never>(
    event: CheckoutEvent,
    { insists = false, waitMs = patienceMs, allowed }: Settling<Code> = {},
  ): Promise<Outcome<Checkout, CheckoutRefusalCode | Code>> {
    const applied = await this.#apply(event, allowed)
    if (!applied.ok) return applied
    await this.#parts.worker.settle(this.receiptRef, { insists, waitMs })
    return accept(this.current)
  }

  /** A reward that is on its way back is waited for: the next one may need just that. */
  async #untilBack(): Promise<void> {
    if (comingBack(this.current).length > 0) await this.#parts.worker.settle(this.receiptRef, { insists: true })
  }
}
