// The payment: tenders come in until nothing is left, and the sale is closed; or it fails, and everything goes back. A card is
// charged by a reference that was written down first, and while nobody knows what became of it nothing else goes on.
import { tendersMax } from '@tillside/pos-sdk/checkout/limits'
import { leftOf } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Core } from '../runtime/core.ts'
import { givenBackKey } from '../runtime/live.ts'
import { CardPayments, type CardPayment } from '../terminal/card-payments.ts'
import type { CardAnswer } from '../terminal/terminal.ts'
import { takeCash } from './cash.ts'

interface Paid {
  readonly receiptRef: string
  /** What is still to be paid; 0: the sale is closed. */
  readonly leftMinor: number
  /** Cash that goes back over the counter. */
  readonly changeMinor: number
}

/** A sale that is safe, with the names of the benefits that were used on it. */
type OnClosed = (checkout: Checkout, benefits: readonly string[]) => void

/** Refused where goods that come back with it have come back elsewhere meanwhile. */
type MayPayOut = (checkout: Checkout) => Promise<Outcome<unknown>>

interface Around {
  readonly onClosed: OnClosed
  readonly mayPayOut: MayPayOut
}

export class Paying {
  readonly #core: Core
  readonly #cards: CardPayments
  readonly #around: Around

  /** `onClosed` hears of each sale that was closed, once it is safe. */
  constructor(core: Core, around: Around) {
    this.#core = core
    this.#cards = new CardPayments(core.parts)
    this.#around = around
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
      const { tender, changeMinor } = taken.value
      const written = await sale.value.take(tender)
      return written.ok ? this.#goOn(sale.value, changeMinor) : written
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
      return written.ok ? this.#goOn(sale.value, 0) : written
    })
  }

  /**
   * Charges a card with so much, or with all that is left; below zero it is given back to the card. Resolves when the terminal
   * has answered. `card_declined`: nothing was charged. `card_unclear`: nobody knows, ask.
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
      return this.#ask({ receiptRef: sale.value.receiptRef, amountMinor: asked, givesBack: null })
    })
    return begun.ok ? this.#charge(begun.value) : begun
  }

  /** Asks the terminal what became of the payment of which no answer was heard. */
  async askCard(): Promise<Outcome<Paid>> {
    const [payment] = await this.#cards.listOpen()
    if (!payment) return refuse('card_none')
    this.#showCard(payment, 'waiting')
    return this.#hear(payment, await this.#cards.ask(payment))
  }

  /** Stops waiting for the card; what became of it is answered where it was begun. */
  async cancelCard(): Promise<void> {
    for (const payment of await this.#cards.listOpen()) await this.#cards.cancel(payment)
  }

  /** Closes a sale of which nothing is left to pay, as one that a reward has paid in full. */
  finish(): Promise<Outcome<Paid>> {
    return this.#core.inTurn(async () => {
      const sale = await this.#paying()
      if (!sale.ok) return sale
      const left = leftOf(sale.value.current)
      return left === 0 ? this.#goOn(sale.value, 0) : refuse('still_to_pay', { details: { left } })
    })
  }

  /** Nobody pays: the reward comes back, and what was tendered is in `toGiveBack`. */
  fail(reason: string): Promise<Outcome<Checkout>> {
    return this.#core.inTurn(async () => {
      if (this.#isCardOpen()) return refuse('card_unclear')
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
      if (this.#isCardOpen()) return refuse('card_under_way')
      return this.#ask({ receiptRef, amountMinor: -owed.amountMinor, givesBack: index })
    })
    if (!begun.ok) return begun
    const heard = await this.#charge(begun.value)
    return heard.ok ? accept(true) : heard
  }

  /** After a crash: the terminal is asked what nobody heard, and a sale that is paid to the end is closed. */
  async recover(): Promise<void> {
    for (const payment of await this.#cards.listOpen()) {
      this.#showCard(payment, 'waiting')
      await this.#hear(payment, await this.#cards.ask(payment))
    }
    await this.#core.inTurn(async () => {
      const sale = this.#core.current()
      if (!sale || sale.current.tenders.length === 0) return accept(null)
      return this.#goOn(sale, 0)
    })
  }

  #isCardOpen(): boolean {
    const status = this.#core.facts.card?.status
    return status === 'waiting' || status === 'unclear'
  }

  /** The sale in hand, with its payment begun and no card under way. */
  async #paying(): Promise<Outcome<TillCheckout>> {
    if (!this.#core.may('sell')) return refuse('permission_missing')
    const sale = this.#core.current()
    if (!sale) return refuse('no_sale')
    if (this.#isCardOpen()) return refuse('card_under_way')
    if (sale.current.state === 'paying') return accept(sale)
    const begun = await this.#begin(sale)
    return begun.ok ? accept(sale) : begun
  }

  /** A basket may have stood for an hour: goods that come back may have come back on another till by then. */
  async #begin(sale: TillCheckout): Promise<Outcome<Checkout>> {
    const allowed = await this.#around.mayPayOut(sale.current)
    return allowed.ok ? sale.beginPayment() : allowed
  }

  async #ask(wished: Omit<CardPayment, 'reference'>): Promise<Outcome<CardPayment>> {
    const payment = await this.#cards.begin(wished)
    this.#showCard(payment, 'waiting')
    return accept(payment)
  }

  async #charge(payment: CardPayment): Promise<Outcome<Paid>> {
    return this.#hear(payment, await this.#cards.pay(payment))
  }

  #showCard({ reference, receiptRef, amountMinor }: CardPayment, status: 'waiting' | 'unclear' | 'declined'): void {
    this.#core.change({ card: { reference, receiptRef, amountMinor, status } })
  }

  /** What the terminal said becomes true; where the disk does not take it, it is asked again. */
  async #hear(payment: CardPayment, { outcome }: CardAnswer): Promise<Outcome<Paid>> {
    if (outcome === 'unknown') {
      this.#showCard(payment, 'unclear')
      return refuse('card_unclear')
    }
    const done = await this.#core.inTurn(async () => {
      if (outcome !== 'approved') {
        await this.#cards.close(payment)
        // What did not go back is still to be given back, and stands there as that.
        if (payment.givesBack === null) this.#showCard(payment, 'declined')
        else this.#core.change({ card: null })
        return refuse('card_declined')
      }
      return payment.givesBack === null ? this.#taken(payment) : this.#givenBack(payment, payment.givesBack)
    })
    // Once it was struck off there is nothing to ask any more, also where the disk did not take what came after that.
    const isOpen = this.#core.facts.card?.status === 'waiting'
    if (!done.ok && isOpen) this.#showCard(payment, 'unclear')
    return done
  }

  async #taken(payment: CardPayment): Promise<Outcome<Paid>> {
    const { receiptRef, reference, amountMinor } = payment
    const sale = this.#core.parts.till.find(receiptRef)
    if (!sale) return refuse('sale_unknown')
    const { tenders, tendersToGiveBack, receipt } = sale.current
    const known = [...tenders, ...tendersToGiveBack, ...(receipt?.tenders ?? [])]
    if (!known.some((tender) => tender.reference === reference)) {
      const taken = await sale.take({ type: 'card', amountMinor, reference })
      if (!taken.ok) return taken
    }
    await this.#cards.close(payment)
    this.#core.change({ card: null })
    return this.#goOn(sale, 0)
  }

  async #givenBack(payment: CardPayment, index: number): Promise<Outcome<Paid>> {
    const { receiptRef } = payment
    const noted = await this.#noteGivenBack(receiptRef, index)
    if (!noted.ok) return noted
    await this.#cards.close(payment)
    this.#core.change({ card: null })
    return accept({ receiptRef, leftMinor: 0, changeMinor: 0 })
  }

  async #noteGivenBack(receiptRef: string, index: number): Promise<Outcome<true>> {
    const note = { key: givenBackKey(receiptRef, index), at: this.#core.parts.clock.now() }
    await this.#core.parts.records.write('givenBack', note.key, note)
    this.#core.live.noteGivenBack(note)
    this.#core.change({})
    return accept(true)
  }

  /** Closes the sale when nothing is left. */
  async #goOn(sale: TillCheckout, changeMinor: number): Promise<Outcome<Paid>> {
    const { receiptRef } = sale
    const leftMinor = leftOf(sale.current)
    // Another tender was taken: that a card was declined before it is of no matter any more.
    if (this.#core.facts.card?.status === 'declined') this.#core.change({ card: null })
    if (leftMinor !== 0 || sale.current.state !== 'paying') return accept({ receiptRef, leftMinor, changeMinor })
    const staffId = this.#core.device.staff?.number ?? null
    const benefits = this.#core.facts.chosen.map(({ name }) => name)
    const settled = await this.#core.written(sale, 'settled', () => sale.settle({ staffId }))
    if (!settled.ok) return settled
    this.#around.onClosed(sale.current, benefits)
    return accept({ receiptRef, leftMinor: 0, changeMinor })
  }
}
