// The payment: tenders come in until nothing is left, and the sale is closed; or it fails, and everything goes back. How a card is
// charged stands in card-charge.ts.
import { tendersMax } from '@tillside/pos-sdk/checkout/limits'
import { leftOf } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Core } from '../runtime/core.ts'
import { givenBackKey } from '../runtime/live.ts'
import { CardCharge, type Paid } from './card-charge.ts'
import { changeOf, takeCash } from './cash.ts'

/** A sale that is safe. */
type OnClosed = (checkout: Checkout) => void

/** Refused where goods that come back with it have come back elsewhere meanwhile. */
type MayPayOut = (checkout: Checkout) => Promise<Outcome<unknown>>

interface Around {
  readonly onClosed: OnClosed
  readonly mayPayOut: MayPayOut
}

export class Paying {
  readonly #core: Core
  readonly #card: CardCharge
  readonly #around: Around

  /** `onClosed` hears of each sale that was closed, once it is safe. */
  constructor(core: Core, around: Around) {
    this.#core = core
    this.#around = around
    this.#card = new CardCharge(core, {
      goOn: (sale) => this.#goOn(sale),
      noteGivenBack: (receiptRef, index) => this.#noteGivenBack(receiptRef, index),
    })
  }

  /** From here on the basket stays as it is. */
  begin(): Promise<Outcome<Checkout>> {
    return this.#core.inTurn(async () => {
      if (!this.#core.may('sell')) return refuse('permission_missing')
      const sale = this.#core.current()
      return sale ? this.#begin(sale) : refuse('no_sale')
    })
  }

  /** Cash that was handed over; less than what is left pays a part of it. */
  takeCash(givenMinor: number): Promise<Outcome<Paid>> {
    return this.#core.inTurn(async () => {
      const sale = await this.#paying()
      if (!sale.ok) return sale
      const { shop } = this.#core.device
      const taken = takeCash(leftOf(sale.value.current), givenMinor, shop.currency)
      if (!taken.ok) return taken
      const written = await sale.value.take(taken.value)
      return written.ok ? this.#goOn(sale.value) : written
    })
  }

  /** Money that the customer gets, in cash, where more came back than was sold. */
  payOutCash(): Promise<Outcome<Paid>> {
    return this.#core.inTurn(async () => {
      const sale = await this.#paying()
      if (!sale.ok) return sale
      const amountMinor = leftOf(sale.value.current)
      if (amountMinor >= 0) return refuse('nothing_to_give_back')
      const written = await sale.value.take({ type: 'cash', amountMinor })
      return written.ok ? this.#goOn(sale.value) : written
    })
  }

  /**
   * Charges a card with so much, or with all that is left; below zero it is given back to the card. Resolves when the terminal
   * has answered. `card_declined`: nothing was charged. `card_unclear`: nobody knows, ask. `taken_not_written`: it was charged, and
   * the disk is full; make room, then ask.
   */
  async takeCard(amountMinor?: number): Promise<Outcome<Paid>> {
    const begun = await this.#core.inTurn(async () => {
      const sale = await this.#paying()
      if (!sale.ok) return sale
      const left = leftOf(sale.value.current)
      const asked = amountMinor ?? left
      if (left === 0) return refuse('nothing_left')
      // Before the terminal is asked: what it has charged could not be written down.
      if (sale.value.current.tenders.length >= tendersMax) return refuse('tenders_too_many')
      const isWithin =
        Number.isSafeInteger(asked) && asked !== 0 && asked / left > 0 && Math.abs(asked) <= Math.abs(left)
      if (!isWithin) return refuse('amount_beyond_left', { field: 'amountMinor', details: { left } })
      return this.#card.begin({ receiptRef: sale.value.receiptRef, amountMinor: asked, givesBack: null })
    })
    return begun.ok ? this.#card.charge(begun.value) : begun
  }

  /** Asks the terminal what became of the payment of which no answer was heard, or none could be written down. */
  askCard(): Promise<Outcome<Paid>> {
    return this.#card.ask()
  }

  /** Stops waiting for the card; what became of it is answered where it was begun. */
  cancelCard(): Promise<void> {
    return this.#card.cancel()
  }

  /** Closes a sale of which nothing is left to pay, as one that a reward has paid in full. */
  finish(): Promise<Outcome<Paid>> {
    return this.#core.inTurn(async () => {
      const sale = await this.#paying()
      if (!sale.ok) return sale
      const left = leftOf(sale.value.current)
      return left === 0 ? this.#goOn(sale.value) : refuse('still_to_pay', { details: { left } })
    })
  }

  /** Nobody pays: the reward comes back, and what was tendered is in `toGiveBack`. */
  fail(reason: string): Promise<Outcome<Checkout>> {
    return this.#core.inTurn(async () => {
      if (this.#card.isOpen) return refuse('card_unclear')
      const sale = this.#core.current()
      if (!sale) return refuse('no_sale')
      const failed = await this.#core.written(sale, 'paymentFailed', () => sale.failPayment(reason))
      if (failed.ok) this.#core.change({ card: null, chosen: [] })
      return failed
    })
  }

  /** Gives back what was tendered to a payment that failed: cash over the counter, a card by the terminal. */
  async giveBack(receiptRef: string, index: number): Promise<Outcome<true>> {
    const owed = this.#core.live.owed().find((one) => one.receiptRef === receiptRef && one.index === index)
    if (!owed) return refuse('nothing_to_give_back')
    if (owed.type !== 'card') return this.#core.inTurn(() => this.#noteGivenBack(receiptRef, index))
    const begun = await this.#core.inTurn(async () => {
      if (this.#card.isOpen) return refuse('card_under_way')
      return this.#card.begin({ receiptRef, amountMinor: -owed.amountMinor, givesBack: index })
    })
    if (!begun.ok) return begun
    const heard = await this.#card.charge(begun.value)
    return heard.ok ? accept(true) : heard
  }

  /** After a crash: the terminal is asked what nobody heard, and a sale that is paid to the end is closed. */
  async recover(): Promise<void> {
    await this.#card.recover()
    await this.#core.inTurn(async () => {
      const sale = this.#core.current()
      if (!sale || sale.current.tenders.length === 0) return accept(null)
      return this.#goOn(sale)
    })
  }

  /** The sale in hand, with its payment begun and no card under way. */
  async #paying(): Promise<Outcome<TillCheckout>> {
    if (!this.#core.may('sell')) return refuse('permission_missing')
    const sale = this.#core.current()
    if (!sale) return refuse('no_sale')
    if (this.#card.isOpen) return refuse('card_under_way')
    if (sale.current.state === 'paying') return accept(sale)
    const begun = await this.#begin(sale)
    return begun.ok ? accept(sale) : begun
  }

  /** A basket may have stood for an hour: goods that come back may have come back on another till by then. */
  async #begin(sale: TillCheckout): Promise<Outcome<Checkout>> {
    const allowed = await this.#around.mayPayOut(sale.current)
    return allowed.ok ? sale.beginPayment() : allowed
  }

  async #noteGivenBack(receiptRef: string, index: number): Promise<Outcome<true>> {
    const note = { key: givenBackKey(receiptRef, index), at: this.#core.parts.clock.now() }
    await this.#core.parts.records.write('givenBack', note.key, note)
    this.#core.live.noteGivenBack(note)
    this.#core.change({})
    return accept(true)
  }

  /** Closes the sale when nothing is left. Its tenders are written down by then, also where the disk does not take the closing. */
  async #goOn(sale: TillCheckout): Promise<Outcome<Paid>> {
    const { receiptRef } = sale
    const leftMinor = leftOf(sale.current)
    const changeMinor = changeOf(sale.current.tenders)
    // Another tender was taken: that a card was declined before it is of no matter any more.
    if (this.#core.facts.card?.status === 'declined') this.#core.change({ card: null })
    if (leftMinor !== 0 || sale.current.state !== 'paying') return accept({ receiptRef, leftMinor, changeMinor })
    const staffId = this.#core.device.staff?.number ?? null
    const settled = await this.#core.attempt(() => this.#core.written(sale, 'settled', () => sale.settle({ staffId })))
    if (!settled.ok) {
      return settled.refusal.code === 'disk_full' ? refuse('paid_not_closed', { details: { changeMinor } }) : settled
    }
    this.#around.onClosed(sale.current)
    return accept({ receiptRef, leftMinor: 0, changeMinor })
  }
}
