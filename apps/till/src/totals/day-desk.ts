// The end of a day: what it came to, everything said to the server that can be said, and what was set aside given back.
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { ReturnDesk } from '../returns/return-desk.ts'
import type { Core } from '../runtime/core.ts'
import { namesOf } from '../runtime/facts.ts'
import { type HeldReward, heldRewards } from './held-rewards.ts'
import {
  dayAt,
  type DayReceipt,
  type DayTotals,
  type GivenBackAt,
  isUndoneLater,
  receiptsOf,
  totalsOf,
} from './totals.ts'

export interface DayEnd {
  readonly totals: DayTotals
  /** Leave to redeem offline that could not be given back yet: a spend of it is still to be reported. */
  readonly allowancesWaiting: number
}

export class DayDesk {
  readonly #core: Core
  readonly #returns: ReturnDesk

  constructor(core: Core, { returns }: { readonly returns: ReturnDesk }) {
    this.#core = core
    this.#returns = returns
  }

  /** Today in the store; the till remembers the day before as well. */
  today(): string {
    return dayAt(this.#core.parts.clock.now(), this.#core.device.shop.timezone)
  }

  totals(day: string = this.today()): DayTotals {
    const { parts, live, device } = this.#core
    const givenBackAt: GivenBackAt = (sale, tender) => live.givenBackAt(sale, tender)
    return totalsOf(parts.till.list(), { day, currency: device.shop.currency, givenBackAt })
  }

  /** The receipts of a day, the last one first: to be looked at, printed again, or undone. */
  receipts(day: string = this.today()): DayReceipt[] {
    return receiptsOf(this.#core.parts.till.list(), day)
  }

  /** Whether a sale that was undone stays in the totals of its day, since it was undone after that. */
  isUndoneLater(receiptRef: string): boolean {
    const sale = this.#core.parts.till.find(receiptRef)?.current
    return sale !== undefined && isUndoneLater(sale)
  }

  /** Rewards and benefits of sales that are not closed: the customer has not got them back, and nobody has had the goods. */
  heldRewards(): HeldReward[] {
    return heldRewards(this.#core.live.list(), namesOf(this.#core, this.#core.facts))
  }

  /** Says to the server all that waits, now. */
  drain(): Promise<void> {
    return this.#core.parts.till.drain()
  }

  /** Closes the day. It may be done again: what waited for the server is then given back as well. */
  end(): Promise<Outcome<DayEnd>> {
    return this.#core.attempt(async () => {
      if (!this.#core.may('end_of_day')) return refuse('permission_missing')
      const { till } = this.#core.parts
      await till.drain()
      const waiting = await (till.allowances?.finish() ?? Promise.resolve([])).catch(() => null)
      const kept = waiting === null ? 1 : waiting.length
      return accept({ totals: this.totals(), allowancesWaiting: kept })
    })
  }

  /**
   * Undoes a sale of this till that was closed today: the server undoes all that it did, and what it was paid with is in
   * `toGiveBack`. One that the server refused can be undone on any day: it stays in the totals of its own, and what goes back
   * of it is in those of the day on which it goes back.
   */
  voidSale(receiptRef: string, reason: string): Promise<Outcome<Checkout>> {
    return this.#core.permitted('void_sale', () =>
      this.#core.attempt(async () => {
        const sale = this.#core.parts.till.find(receiptRef)
        if (!sale) return refuse('receipt_unknown', { field: 'receiptRef' })
        const { receipt, state } = sale.current
        const isOfToday = receipt === null || dayAt(receipt.soldAt, receipt.timezone) === this.today()
        if (!isOfToday && state !== 'rejected') return refuse('sale_of_other_day')
        // Its money went back with them: given back once more, the shop would pay twice.
        if (receipt && (await this.#returns.hasComeBack(receipt))) return refuse('goods_came_back')
        return sale.void(reason)
      }),
    )
  }

  /** Sends a sale that the server refused once more. */
  recordAgain(receiptRef: string): Promise<Outcome<Checkout>> {
    return this.#core.attempt(async () => {
      const sale = this.#core.parts.till.find(receiptRef)
      return sale ? sale.recordAgain() : refuse('receipt_unknown', { field: 'receiptRef' })
    })
  }
}
