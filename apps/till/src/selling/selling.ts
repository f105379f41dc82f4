// The basket and the reward, as the cashier changes them; and the sales that are set aside.
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import type { EventName } from '@tillside/pos-sdk/checkout/events'
import { quote } from '@tillside/pos-sdk/checkout/quote'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { CatalogueVariant } from '../catalogue/variant.ts'
import type { Core } from '../runtime/core.ts'
import { capsOf, earnRateOf, type TillDevice } from '../runtime/device.ts'
import type { BenefitView } from '../runtime/snapshot.ts'
import { isCardOpen } from '../runtime/views.ts'
import * as edits from './basket-edits.ts'

type Lines = readonly BasketLine[]
type Done = Promise<Outcome<Checkout>>

export class Selling {
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  add(variant: CatalogueVariant, units = 1): Done {
    return this.changeLines((lines) => edits.addVariant(lines, variant, units))
  }

  /** Something without a code; to name a price is to override one. */
  addOpenLine(name: string, priceMinor: number): Done {
    return this.#core.permitted('price_override', () =>
      this.changeLines((lines) => edits.addOpenLine(lines, name, priceMinor)),
    )
  }

  /** None takes the line away. */
  setQuantity(lineId: string, quantity: number): Done {
    return this.changeLines((lines) => edits.setQuantity(lines, lineId, quantity))
  }

  remove(lineId: string): Done {
    return this.changeLines((lines) => edits.removeLine(lines, lineId))
  }

  /** The ticket price stays on the line. */
  overridePrice(lineId: string, priceMinor: number): Done {
    return this.#core.permitted('price_override', () =>
      this.changeLines((lines) => edits.overridePrice(lines, lineId, priceMinor)),
    )
  }

  /** Hundredths off today's price of one line, or of all but gift cards. */
  discount(lineId: string | null, percent: number): Done {
    const priceToday = this.#priceToday
    return this.#core.permitted('discount', () =>
      this.changeLines((lines) =>
        lineId === null
          ? edits.discountAll(lines, percent, priceToday)
          : edits.discountLine(lines, lineId, percent, priceToday),
      ),
    )
  }

  /** What a discount on the line is counted from. */
  discountBase(line: BasketLine): number {
    return edits.discountBase(line, this.#priceToday)
  }

  readonly #priceToday: edits.PriceToday = ({ sku }) =>
    sku === undefined ? null : (this.#core.parts.catalogue.findByCode(sku)?.priceMinor ?? null)

  /** The lines as they are become those that the edit makes of them; with the first the sale begins. */
  changeLines(edit: (lines: Lines) => Outcome<Lines>): Done {
    return this.#core.inTurn(async () => {
      const sale = this.#core.current()
      const edited = edit(sale?.current.basket.lines ?? [])
      if (!edited.ok) return edited
      if (sale) return sale.setBasket({ lines: edited.value })
      const begun = await this.#core.begin({ basket: { lines: edited.value } })
      return begun.ok ? accept(begun.value.current) : begun
    })
  }

  chooseBenefit(benefit: BenefitView): void {
    const { chosen } = this.#core.facts
    if (!chosen.some(({ id }) => id === benefit.id)) this.#choose([...chosen, benefit])
  }

  leaveBenefit(benefitId: number): void {
    this.#choose(this.#core.facts.chosen.filter(({ id }) => id !== benefitId))
  }

  /**
   * Takes the value, and uses the benefits that were chosen. Null: only those. The sale is then `redeemed`, or still
   * `redeeming` where no answer came.
   */
  redeem(amountMinor: number | null): Done {
    return this.#core.attempt(async () => {
      if (!this.#core.may('redeem')) return refuse('permission_missing')
      const sale = this.#core.current()
      if (!sale) return refuse('no_sale')
      const most = this.#core.getSnapshot().sale?.quote.redeemableMinor ?? 0
      if (amountMinor !== null && amountMinor > most) return beyondRules({ most })
      const benefits = this.#core.facts.chosen.map(({ id }) => ({ id }))
      // It may have to wait for an earlier reward to come back: what the shop allows is looked at again after that.
      return sale.redeem({ amountMinor, ...(benefits.length > 0 ? { benefits } : {}) }, (checkout) =>
        withinRules(checkout, amountMinor, this.#core.device),
      )
    })
  }

  /** The reward goes back; the customer would rather keep it, and the benefits that were used with it. */
  release(): Done {
    return this.#core.inTurn(async () => {
      const sale = this.#core.current()
      if (!sale) return refuse('no_sale')
      const released = await this.#core.written(sale, 'rewardReleased', () => sale.release())
      // Chosen still, they would be used again with the payment, and nobody has asked for that.
      if (released.ok) this.#core.change({ chosen: [] })
      return released
    })
  }

  /** Sets the sale aside; its reward goes back. */
  park(): Done {
    return this.#inHand('parked', (sale) => sale.park())
  }

  /** Takes a sale in hand again. The one in hand is set aside, or forgotten where nothing is in it. */
  resume(receiptRef: string): Done {
    return this.#core.inTurn(async () => {
      const wanted = this.#core.parts.till.find(receiptRef)
      if (!wanted) return refuse('sale_unknown', { field: 'receiptRef' })
      const inHand = this.#core.current()
      if (inHand) {
        const { state, basket, customer } = inHand.current
        if (state === 'paying') return refuse('sale_under_way')
        const isEmpty = basket.lines.length === 0 && customer === null
        const aside = isEmpty
          ? await inHand.cancel('empty')
          : await this.#core.written(inHand, 'parked', () => inHand.park())
        if (!aside.ok) return aside
      }
      const resumed = wanted.current.state === 'parked' ? await wanted.resume() : accept(wanted.current)
      if (resumed.ok) this.#core.change({ current: receiptRef, chosen: [], lastReceipt: null })
      return resumed
    })
  }

  /** Nothing is sold; the reward goes back. While a card is being charged that has to be known first. */
  async cancel(reason: string): Done {
    if (isCardOpen(this.#core.facts.card)) return refuse('card_unclear')
    return this.#inHand('cancelled', (sale) => sale.cancel(reason))
  }

  #choose(chosen: readonly BenefitView[]): void {
    this.#core.change({ chosen })
    const sale = this.#core.current()
    if (sale && chosen.length > 0) this.#core.benefitNotes.keep(sale.current, chosen, this.#core.parts.clock.now())
  }

  #inHand(name: EventName, command: (sale: TillCheckout) => Done): Done {
    return this.#core.inTurn(async () => {
      const sale = this.#core.current()
      return sale ? this.#core.written(sale, name, () => command(sale)) : refuse('no_sale')
    })
  }
}

const beyondRules = (details: Readonly<Record<string, number>>) =>
  refuse('reward_beyond_rules', { field: 'amountMinor', details })

/** What the retailer allows on this basket; what the customer has is for the server to say. */
function withinRules({ basket }: Checkout, amountMinor: number | null, device: TillDevice): Outcome<unknown> {
  if (amountMinor === null) return accept(null)
  const rules = { caps: capsOf(device), earnRate: earnRateOf(device) }
  const { redeemableMinor: most } = quote({ basket, combinedMinor: amountMinor, ...rules })
  return amountMinor > most ? beyondRules({ most }) : accept(null)
}
