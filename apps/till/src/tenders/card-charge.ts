// One charge of a card: by a reference that was written down first, and while nobody knows what became of it, or while that is
// not written down yet, nothing else goes on. What the terminal says becomes true here; which tenders a sale has is not decided here.
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Core } from '../runtime/core.ts'
import type { CardView } from '../runtime/snapshot.ts'
import { isCardOpen } from '../runtime/views.ts'
import { CardPayments, type CardPayment } from '../terminal/card-payments.ts'
import type { CardAnswer } from '../terminal/terminal.ts'

export interface Paid {
  readonly receiptRef: string
  /** What is still to be paid; 0: the sale is closed. */
  readonly leftMinor: number
  /** Cash that goes back over the counter. */
  readonly changeMinor: number
}

interface Around {
  /** The tender is in the journal: what comes next. */
  readonly goOn: (sale: TillCheckout) => Promise<Outcome<Paid>>
  readonly noteGivenBack: (receiptRef: string, index: number) => Promise<Outcome<true>>
}

export class CardCharge {
  readonly #core: Core
  readonly #cards: CardPayments
  readonly #around: Around

  constructor(core: Core, around: Around) {
    this.#core = core
    this.#cards = new CardPayments(core.parts)
    this.#around = around
  }

  get isOpen(): boolean {
    return isCardOpen(this.#core.facts.card)
  }

  /** Writes down what will be asked for. */
  async begin(wished: Omit<CardPayment, 'reference'>): Promise<Outcome<CardPayment>> {
    const payment = await this.#cards.begin(wished)
    this.#show(payment, 'waiting')
    return accept(payment)
  }

  /** Asks the terminal for the money; resolves when it has answered. */
  async charge(payment: CardPayment): Promise<Outcome<Paid>> {
    return this.#hear(payment, await this.#cards.pay(payment))
  }

  /** Asks the terminal what became of the payment that is open. */
  async ask(): Promise<Outcome<Paid>> {
    const [payment] = await this.#cards.listOpen()
    return payment ? this.#askFor(payment) : refuse('card_none')
  }

  async cancel(): Promise<void> {
    for (const payment of await this.#cards.listOpen()) await this.#cards.cancel(payment)
  }

  /** After a crash: the terminal is asked what nobody heard. */
  async recover(): Promise<void> {
    for (const payment of await this.#cards.listOpen()) await this.#askFor(payment)
  }

  async #askFor(payment: CardPayment): Promise<Outcome<Paid>> {
    this.#show(payment, 'waiting')
    return this.#hear(payment, await this.#cards.ask(payment))
  }

  #show({ reference, receiptRef, amountMinor }: CardPayment, status: CardView['status']): void {
    this.#core.change({ card: { reference, receiptRef, amountMinor, status } })
  }

  /** What the terminal said becomes true; where the disk does not take it, it is asked again. */
  async #hear(payment: CardPayment, { outcome }: CardAnswer): Promise<Outcome<Paid>> {
    if (outcome === 'unknown') {
      this.#show(payment, 'unclear')
      return refuse('card_unclear')
    }
    const done = await this.#core.inTurn(() =>
      outcome === 'approved' ? this.#approved(payment) : this.#notCharged(payment),
    )
    // Once it was struck off there is nothing to ask any more, also where the disk did not take what came after that.
    if (!done.ok && this.#core.facts.card?.status === 'waiting') this.#show(payment, 'unclear')
    return done
  }

  async #notCharged(payment: CardPayment): Promise<Outcome<Paid>> {
    await this.#cards.close(payment)
    // What did not go back is still to be given back, and stands there as that.
    if (payment.givesBack === null) this.#show(payment, 'declined')
    else this.#core.change({ card: null })
    return refuse('card_declined')
  }

  /** Money has changed hands: a disk that is full does not mean that nothing has happened. */
  async #approved(payment: CardPayment): Promise<Outcome<Paid>> {
    const written = await this.#core.attempt(async () => {
      const noted = await this.#note(payment)
      if (noted.ok) await this.#cards.close(payment)
      return noted
    })
    if (!written.ok) {
      if (written.refusal.code !== 'disk_full') return written
      this.#show(payment, 'unwritten')
      return payment.amountMinor > 0 ? refuse('taken_not_written') : refuse('given_back_not_written')
    }
    this.#core.change({ card: null })
    const { receiptRef, givesBack } = payment
    const sale = givesBack === null ? this.#core.parts.till.find(receiptRef) : undefined
    return sale ? this.#around.goOn(sale) : accept({ receiptRef, leftMinor: 0, changeMinor: 0 })
  }

  /** A tender of the sale, or money that went back. An answer that is heard twice is taken once. */
  async #note({ receiptRef, reference, amountMinor, givesBack }: CardPayment): Promise<Outcome<unknown>> {
    if (givesBack !== null) return this.#around.noteGivenBack(receiptRef, givesBack)
    const sale = this.#core.parts.till.find(receiptRef)
    if (!sale) return refuse('sale_unknown')
    const { tenders, tendersToGiveBack, receipt } = sale.current
    const known = [...tenders, ...tendersToGiveBack, ...(receipt?.tenders ?? [])]
    if (known.some((tender) => tender.reference === reference)) return accept(true)
    return sale.take({ type: 'card', amountMinor, reference })
  }
}
