// What a day came to, counted from the receipts in the journal and from nothing else. Pure.
import { lineTotal } from '@tillside/pos-sdk/checkout/basket'
import type { Receipt } from '@tillside/pos-sdk/checkout/receipt'
import { type Checkout, comingBack } from '@tillside/pos-sdk/checkout/state'

export interface TenderTotal {
  readonly type: string
  readonly count: number
  /** What came in less what was paid out. */
  readonly amountMinor: number
}

export interface DayTotals {
  /** `YYYY-MM-DD` in the store's zone. */
  readonly day: string
  readonly currency: string
  readonly receipts: number
  readonly unitsSold: number
  readonly unitsReturned: number
  /** What was sold, before rewards. */
  readonly soldMinor: number
  /** What was paid out for goods that came back, without the shares of rewards. */
  readonly returnedMinor: number
  /** Taken off by rewards. */
  readonly rewardMinor: number
  /** Shares of rewards that went back with goods. */
  readonly rewardBackMinor: number
  /** Taken off ticket prices. */
  readonly discountMinor: number
  /** What was charged: sold, less returned, less rewards. The tenders add up to it. */
  readonly netMinor: number
  readonly tenders: readonly TenderTotal[]
  /** Sales that were undone: in none of the figures above. */
  readonly voided: number
  /** Sales that the server has still to record, and rewards that are on their way back. */
  readonly waiting: number
  readonly comingBack: number
  /** Sales that the server refused. */
  readonly rejected: number
}

/** The store's day at a moment: `2026-12-01`. */
export const dayAt = (at: number, timezone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(at)

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

function tendersOf(receipts: readonly Receipt[]): TenderTotal[] {
  const totals = new Map<string, TenderTotal>()
  for (const { type, amountMinor } of receipts.flatMap(({ tenders }) => tenders)) {
    const before = totals.get(type) ?? { type, count: 0, amountMinor: 0 }
    totals.set(type, { type, count: before.count + 1, amountMinor: before.amountMinor + amountMinor })
  }
  return [...totals.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
}

export function totalsOf(checkouts: readonly Checkout[], day: string, currency: string): DayTotals {
  const ofDay = checkouts.filter(({ receipt }) => receipt && dayAt(receipt.soldAt, receipt.timezone) === day)
  const standing = ofDay.filter(({ isVoidAsked, state }) => state !== 'voided' && !isVoidAsked)
  const receipts = standing.flatMap(({ receipt }) => receipt ?? [])
  const lines = receipts.flatMap((receipt) => receipt.lines)
  const [sold, back] = [lines.filter(({ quantity }) => quantity > 0), lines.filter(({ quantity }) => quantity < 0)]
  return {
    day,
    currency,
    receipts: receipts.length,
    unitsSold: sum(sold.map(({ quantity }) => quantity)),
    unitsReturned: -sum(back.map(({ quantity }) => quantity)),
    soldMinor: sum(sold.map(lineTotal)),
    returnedMinor: -sum(back.map(lineTotal)),
    rewardMinor: sum(receipts.map(({ rewardMinor }) => rewardMinor)),
    rewardBackMinor: sum(back.map(({ returnFor }) => returnFor?.shareMinor ?? 0)),
    discountMinor: sum(
      sold.map(
        ({ priceMinor, priceOriginalMinor = priceMinor, quantity }) => (priceOriginalMinor - priceMinor) * quantity,
      ),
    ),
    netMinor: sum(receipts.map(({ totalMinor }) => totalMinor)),
    tenders: tendersOf(receipts),
    voided: ofDay.length - standing.length,
    waiting: checkouts.filter(({ state }) => state === 'settled').length,
    comingBack: checkouts.filter((checkout) => comingBack(checkout).length > 0).length,
    rejected: checkouts.filter(({ state }) => state === 'rejected').length,
  }
}
