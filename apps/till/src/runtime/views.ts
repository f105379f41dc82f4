// Checkouts as the screens see them. Pure.
import { basketTotal } from '@tillside/pos-sdk/checkout/basket'
import { type Caps, quote } from '@tillside/pos-sdk/checkout/quote'
import { dueOf, leftOf } from '@tillside/pos-sdk/checkout/receipt'
import { type Checkout, comingBack, takenReward } from '@tillside/pos-sdk/checkout/state'
import type { ExchangeRate } from '@tillside/rules/points'

import type { CardView, MemberView, SaleView, SetAsideView } from './snapshot.ts'

interface Rules {
  readonly caps: Caps
  readonly earnRate: ExchangeRate
}

export function toSaleView(checkout: Checkout, member: MemberView | null, { caps, earnRate }: Rules): SaleView {
  const { receiptRef, state, openedAt, customer, basket, tenders } = checkout
  const rewardMinor = takenReward(checkout)?.totalMinor ?? 0
  const combinedMinor = state === 'open' ? (member?.spendableMinor ?? null) : rewardMinor
  return {
    receiptRef,
    state,
    openedAt,
    profileId: customer?.profileId ?? null,
    lines: basket.lines,
    totalMinor: basketTotal(basket),
    rewardMinor,
    dueMinor: dueOf(checkout),
    leftMinor: leftOf(checkout),
    tenders,
    comingBackMinor: comingBack(checkout).reduce((sum, attempt) => sum + backMinor(attempt), 0),
    quote: quote({ basket, combinedMinor, earnRate, caps: state === 'open' ? caps : {}, wishedMinor: rewardMinor }),
    canChange: state === 'open',
  }
}

/** What was asked for and not heard counts in full: it may have been taken. */
const backMinor = ({ status, totalMinor, wish }: Checkout['attempts'][number]): number =>
  status === 'taken' ? totalMinor : (wish.amountMinor ?? 0)

export function toSetAside(checkout: Checkout, member: { readonly fullName: string } | undefined): SetAsideView {
  const { receiptRef, openedAt, basket } = checkout
  return {
    receiptRef,
    openedAt,
    units: basket.lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0),
    totalMinor: basketTotal(basket),
    memberName: member?.fullName ?? null,
  }
}

/** The terminal has the word, or what it said is not written down yet: nothing else is paid, and nothing goes back. */
export const isCardOpen = (card: CardView | null): boolean => card !== null && card.status !== 'declined'
