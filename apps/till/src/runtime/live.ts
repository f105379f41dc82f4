// Which of the till's checkouts somebody still has to do with: read once from the journal, and from then on changed by each
// event, so that a day of a thousand sales costs no more than the ten that are open.
import { isForStaff, lossesOf } from '@tillside/pos-sdk/checkout/losses'
import { type Checkout, comingBack, type StateName } from '@tillside/pos-sdk/checkout/state'
import type { Till } from '@tillside/pos-sdk/checkout/till'
import type { Instant } from '@tillside/rules/time'

import type { GiveBack, StaffItem } from './snapshot.ts'
import { listedValues, type Names } from './views.ts'

const inHand: ReadonlySet<StateName> = new Set(['open', 'redeeming', 'redeemed', 'paying'])

/** The cashier can go on with it. */
export const isInHand = ({ state }: Checkout): boolean => inHand.has(state)

const over: ReadonlySet<StateName> = new Set(['recorded', 'voided', 'cancelled'])

/** Money that went back to the customer, and when. Before times were kept a record was the key alone. */
export interface GivenBackNote {
  readonly key: string
  readonly at: Instant
}

export class Live {
  readonly #checkouts = new Map<string, Checkout>()
  readonly #givenBack: Map<string, Instant | null>

  constructor(till: Till, givenBack: readonly (GivenBackNote | string)[]) {
    this.#givenBack = new Map(givenBack.map((note) => (typeof note === 'string' ? [note, null] : [note.key, note.at])))
    for (const checkout of till.list()) this.note(checkout)
  }

  note(checkout: Checkout): void {
    const isOver = over.has(checkout.state) && comingBack(checkout).length === 0
    const isLeft = !isOver || isForStaff(checkout) || this.#owedOf(checkout).length > 0
    if (isLeft) this.#checkouts.set(checkout.receiptRef, checkout)
    else this.#checkouts.delete(checkout.receiptRef)
  }

  /** Oldest first. */
  list(): Checkout[] {
    return [...this.#checkouts.values()]
  }

  find(receiptRef: string): Checkout | undefined {
    return this.#checkouts.get(receiptRef)
  }

  /** Money of payments that failed, and of sales that were undone, that is still in the drawer or on the card. */
  owed(): GiveBack[] {
    return this.list().flatMap((checkout) => this.#owedOf(checkout))
  }

  /** When what the sale was paid with went back, tender by tender: undefined where it did not, null where nobody knows any more. */
  givenBackAt({ receiptRef, tendersToGiveBack }: Checkout, tender: number): Instant | null | undefined {
    return this.#givenBack.get(givenBackKey(receiptRef, tendersToGiveBack.length + tender))
  }

  noteGivenBack({ key, at }: GivenBackNote): void {
    this.#givenBack.set(key, at)
    for (const checkout of this.list()) this.note(checkout)
  }

  #owedOf({ receiptRef, tendersToGiveBack, receipt, isVoidAsked }: Checkout): GiveBack[] {
    // A sale is closed after its payments have failed: what it was paid with is counted on from those.
    const paid = isVoidAsked ? (receipt?.tenders ?? []) : []
    return [...tendersToGiveBack, ...paid].flatMap(({ type, amountMinor }, index) =>
      this.#givenBack.has(givenBackKey(receiptRef, index)) ? [] : [{ receiptRef, index, type, amountMinor }],
    )
  }
}

export const givenBackKey = (receiptRef: string, index: number): string => `${receiptRef}#${index}`

/** What only a person can put right. */
export function toStaffItem(checkout: Checkout, names: Names): StaffItem | null {
  if (!isForStaff(checkout)) return null
  const { receiptRef, state, rejection, voidRefusal, attempts, refunds } = checkout
  const refusals = [
    rejection,
    voidRefusal,
    ...attempts.filter(({ status }) => status === 'listed').map(({ refusal }) => refusal),
    ...refunds.filter(({ status }) => status === 'refused').map(({ refusal }) => refusal),
  ].filter((refusal) => refusal !== null)
  const codes = [...refusals.map(({ code }) => code), ...lossesOf(checkout)]
  const listed = listedValues(checkout, names)
  return { receiptRef, state, codes, message: refusals[0]?.message ?? null, listed }
}
