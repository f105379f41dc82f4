// Checkouts as the screens see them. Pure.
import { basketTotal } from '@tillside/pos-sdk/checkout/basket'
import { type Caps, quote } from '@tillside/pos-sdk/checkout/quote'
import { dueOf, leftOf } from '@tillside/pos-sdk/checkout/receipt'
import { type Attempt, type Checkout, comingBack, takenReward, type Wish } from '@tillside/pos-sdk/checkout/state'
import type { ExchangeRate } from '@tillside/rules/points'

import type { CardView, ListedValueView, MemberView, SaleView, SetAsideView, ValueView } from './snapshot.ts'

/** Names, as far as the till knows them. */
export interface Names {
  /** Of the benefits in a wish. */
  readonly benefitsOf: (wish: Wish) => string[]
  readonly memberOf: (profileId: string) => string | null
}

interface Around {
  readonly caps: Caps
  readonly earnRate: ExchangeRate
  readonly names: Names
}

export function toSaleView(checkout: Checkout, member: MemberView | null, around: Around): SaleView {
  const { caps, earnRate, names } = around
  const { receiptRef, state, openedAt, customer, basket, tenders } = checkout
  const taken = takenReward(checkout)
  const rewardMinor = taken?.totalMinor ?? 0
  const combinedMinor = state === 'open' ? (member?.spendableMinor ?? null) : rewardMinor
  return {
    receiptRef,
    state,
    openedAt,
    profileId: customer?.profileId ?? null,
    lines: basket.lines,
    totalMinor: basketTotal(basket),
    reward: taken && toValue(taken, names),
    rewardMinor,
    dueMinor: dueOf(checkout),
    leftMinor: leftOf(checkout),
    tenders,
    comingBack: comingBack(checkout).map((attempt) => toValue(attempt, names)),
    listed: listedValues(checkout, names),
    quote: quote({ basket, combinedMinor, earnRate, caps: state === 'open' ? caps : {}, wishedMinor: rewardMinor }),
    canChange: state === 'open',
  }
}

export const toValue = (attempt: Attempt, names: Names): ValueView => ({
  key: attempt.key,
  amountMinor: amountOf(attempt),
  benefits: names.benefitsOf(attempt.wish),
  profileId: attempt.profileId,
  memberName: names.memberOf(attempt.profileId),
})

/** Value that somebody has to look at, but for what was spent from an allowance and is wanted still: its sale stands. */
export const listedValues = ({ attempts }: Checkout, names: Names): ListedValueView[] =>
  attempts
    .filter(({ status, allowance, isWanted }) => status === 'listed' && !(allowance !== null && isWanted))
    .map((attempt) => ({ ...toValue(attempt, names), isTaken: attempt.redemptionId !== null }))

/** What was asked for and not heard counts in full: it may have been taken. */
const amountOf = ({ redemptionId, status, totalMinor, wish }: Attempt): number =>
  status === 'taken' || redemptionId !== null ? totalMinor : (wish.amountMinor ?? 0)

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
