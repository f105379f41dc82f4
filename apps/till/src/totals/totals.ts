// What a day came to, counted from the receipts in the journal and from nothing else. Pure.
import { lineTotal } from '@tillside/pos-sdk/checkout/basket'
import { type Checkout, comingBack, type Refund, type StateName, type Tender } from '@tillside/pos-sdk/checkout/state'
import { dayMs, type Instant } from '@tillside/rules/time'

interface TenderTotal {
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
  /** What was charged: sold, less returned, less rewards. */
  readonly netMinor: number
  /** What went back on this day of sales of other days, which were undone since; below zero: what customers handed back. */
  readonly givenBackMinor: number
  /** They add up to what was charged, less what was given back. */
  readonly tenders: readonly TenderTotal[]
  /** Thousandths of a point, as the server has said: what sales earned, and what goods that came back took back. */
  readonly pointsEarned: number
  readonly pointsTakenBack: number
  /** Sales with a customer whose points the server has still to say. */
  readonly pointsToCome: number
  /** Sales that were undone: in none of the figures above. */
  readonly voided: number
  /** Sales that the server has still to record, to give shares back of, or to undo; and rewards that are on their way back. */
  readonly waiting: number
  readonly comingBack: number
  /** Sales that the server refused. */
  readonly rejected: number
}

/** A receipt of a day, for a list of them. */
export interface DayReceipt {
  readonly receiptRef: string
  readonly soldAt: Instant
  /** What was charged; below zero: paid out. */
  readonly totalMinor: number
  readonly status: 'recorded' | 'waiting' | 'rejected' | 'void' | 'voidLater'
}

/** The store's day at a moment: `2026-12-01`. */
export const dayAt = (at: number, timezone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(at)

/** `2026-11-30` of `2026-12-01`. */
export const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - dayMs).toISOString().slice(0, day.length)

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

function totalsByType(tenders: readonly Tender[]): TenderTotal[] {
  const totals = new Map<string, TenderTotal>()
  for (const { type, amountMinor } of tenders) {
    const before = totals.get(type) ?? { type, count: 0, amountMinor: 0 }
    totals.set(type, { type, count: before.count + 1, amountMinor: before.amountMinor + amountMinor })
  }
  return [...totals.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
}

const ofDay = (checkouts: readonly Checkout[], day: string): Checkout[] =>
  checkouts.filter(({ receipt }) => receipt && dayAt(receipt.soldAt, receipt.timezone) === day)

/** In no total of its day: it was undone on that. Undone later it stays, since that day was counted and printed with it. */
const isUndoneAtOnce = ({ voidAskedAt, receipt }: Checkout): boolean =>
  voidAskedAt !== null &&
  receipt !== null &&
  dayAt(voidAskedAt, receipt.timezone) === dayAt(receipt.soldAt, receipt.timezone)

/** Undone, and in the totals of its day all the same. */
export const isUndoneLater = (checkout: Checkout): boolean => checkout.voidAskedAt !== null && !isUndoneAtOnce(checkout)

/** When a tender of an undone sale went back: undefined where it did not, null where nobody knows any more. */
export type GivenBackAt = (checkout: Checkout, tender: number) => Instant | null | undefined

interface Around {
  readonly day: string
  readonly currency: string
  readonly givenBackAt: GivenBackAt
}

/** What was paid for a sale of another day, and went back on this one. */
function givenBackOf(checkout: Checkout, { day, givenBackAt }: Around): Tender[] {
  const { receipt, voidAskedAt } = checkout
  if (!receipt || voidAskedAt === null || !isUndoneLater(checkout)) return []
  return receipt.tenders.filter((_tender, index) => {
    const at = givenBackAt(checkout, index)
    return at !== undefined && dayAt(at ?? voidAskedAt, receipt.timezone) === day
  })
}

const toBeTold: ReadonlySet<StateName> = new Set(['settled', 'refunding', 'voiding'])

/** What went back, or is on its way; a share that the server refuses is neither. */
function backOf({ status, amountMinor, totalMinor }: Refund): number {
  if (status === 'refused') return 0
  return status === 'due' ? amountMinor : totalMinor
}

/** Until the server has recorded it, what the receipt says; then what the server gives back: goods may have come back elsewhere. */
function rewardBackOf({ receipt, transactionId, refunds }: Checkout): number {
  if (transactionId !== null) return sum(refunds.map(backOf))
  return sum((receipt?.lines ?? []).map(({ returnFor }) => returnFor?.shareMinor ?? 0))
}

function statusOf(checkout: Checkout): DayReceipt['status'] {
  if (checkout.voidAskedAt !== null) return isUndoneLater(checkout) ? 'voidLater' : 'void'
  if (checkout.state === 'rejected') return 'rejected'
  return checkout.transactionId === null ? 'waiting' : 'recorded'
}

/** The last one first. */
export function receiptsOf(checkouts: readonly Checkout[], day: string): DayReceipt[] {
  return ofDay(checkouts, day)
    .flatMap((checkout) => {
      const { receiptRef, receipt } = checkout
      if (!receipt) return []
      return { receiptRef, soldAt: receipt.soldAt, totalMinor: receipt.totalMinor, status: statusOf(checkout) }
    })
    .sort((a, b) => b.soldAt - a.soldAt)
}

export function totalsOf(checkouts: readonly Checkout[], around: Around): DayTotals {
  const { day, currency } = around
  const closed = ofDay(checkouts, day)
  const standing = closed.filter((checkout) => !isUndoneAtOnce(checkout))
  const givenBack = checkouts.flatMap((checkout) => givenBackOf(checkout, around))
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
    rewardBackMinor: sum(standing.map(rewardBackOf)),
    discountMinor: sum(
      sold.map(
        ({ priceMinor, priceOriginalMinor = priceMinor, quantity }) => (priceOriginalMinor - priceMinor) * quantity,
      ),
    ),
    netMinor: sum(receipts.map(({ totalMinor }) => totalMinor)),
    givenBackMinor: sum(givenBack.map(({ amountMinor }) => amountMinor)),
    tenders: totalsByType([
      ...receipts.flatMap(({ tenders }) => tenders),
      ...givenBack.map(({ type, amountMinor }) => ({ type, amountMinor: -amountMinor })),
    ]),
    pointsEarned: sum(standing.map(({ points }) => points?.earned ?? 0)),
    pointsTakenBack: sum(standing.map(({ points }) => points?.takenBack ?? 0)),
    pointsToCome: standing.filter(
      ({ points, receipt, voidAskedAt }) =>
        points === null && voidAskedAt === null && (receipt?.profileId ?? null) !== null,
    ).length,
    voided: closed.length - standing.length,
    waiting: checkouts.filter(({ state }) => toBeTold.has(state)).length,
    comingBack: checkouts.filter((checkout) => comingBack(checkout).length > 0).length,
    rejected: checkouts.filter(({ state }) => state === 'rejected').length,
  }
}
