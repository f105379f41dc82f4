// Card payments that survive the till: what the terminal is asked for is written down before it is asked, and stands there
// until the journal knows what came of it. After a crash the terminal is asked by that reference before anything else.
import type { Chance } from '@tillside/pos-sdk/ports/chance'

import type { Records } from '../runtime/records.ts'
import type { CardAnswer, CardTerminal } from './terminal.ts'

export interface CardPayment {
  readonly reference: string
  readonly receiptRef: string
  /** Minor units; below zero pays out. */
  readonly amountMinor: number
  /** For a payment that failed and goes back to the card: which of the checkout's `tendersToGiveBack`. */
  readonly givesBack: number | null
}

interface Surroundings {
  readonly records: Records
  readonly terminal: CardTerminal
  readonly chance: Chance
}

export class CardPayments {
  readonly #around: Surroundings

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** Written down; the terminal has not been asked yet. */
  async begin(wished: Omit<CardPayment, 'reference'>): Promise<CardPayment> {
    const { records, chance } = this.#around
    const payment = { ...wished, reference: `${wished.receiptRef}.${chance.newId()}` }
    await records.write('cards', payment.reference, payment)
    return payment
  }

  /** Asks the terminal for the money. One that throws has said nothing. */
  async pay({ reference, amountMinor }: CardPayment): Promise<CardAnswer> {
    return this.#around.terminal.pay({ reference, amountMinor }).catch(() => ({ outcome: 'unknown' }))
  }

  async ask({ reference }: CardPayment): Promise<CardAnswer> {
    return this.#around.terminal.ask(reference).catch(() => ({ outcome: 'unknown' }))
  }

  async cancel({ reference }: CardPayment): Promise<void> {
    await this.#around.terminal.cancel(reference).catch(() => {})
  }

  /** What came of it is known to the journal, or nothing came of it. */
  async close({ reference }: CardPayment): Promise<void> {
    await this.#around.records.remove('cards', reference)
  }

  /** Those whose end nobody has written down yet. */
  listOpen(): Promise<CardPayment[]> {
    return this.#around.records.list<CardPayment>('cards')
  }
}
