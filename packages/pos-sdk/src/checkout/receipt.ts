// The sale as it was closed. It holds each line's share of the reward, so that a return, on this till or another, online
// or not, gives back what was stored and computes nothing anew.
import { allocateOverLines } from '@tillside/money/allocate'
import { points } from '@tillside/money/points'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { returnedPart } from '@tillside/rules/sales'
import type { Instant } from '@tillside/rules/time'

import { basketTotal, type BasketLine, eligibleLines } from './basket.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { EventOf } from './events.ts'
import { type Checkout, takenReward, type Tender } from './state.ts'

export interface ReceiptLine extends BasketLine {
  /** The line's share of the reward, in minor units; none on units that come back. */
  readonly shareMinor: number
  /** The server's id of the line, where another POS sold it. */
  readonly itemId?: number
}

export interface Receipt {
  readonly receiptRef: string
  readonly currency: string
  readonly profileId: string | null
  readonly lines: readonly ReceiptLine[]
  /** Before the reward. */
  readonly totalOriginalMinor: number
  /** What was charged: after the reward, before tenders. */
  readonly totalMinor: number
  /** Null without a reward, and while the server has not heard of one that was spent without it. */
  readonly redemptionId: number | null
  /** What of the reward was spread over the lines. */
  readonly rewardMinor: number
  readonly tenders: readonly Tender[]
  readonly soldAt: Instant
  /** The store's zone. */
  readonly timezone: string
  readonly locationId: number | string | null
  readonly staffId: string | null
}

/** What is still to be paid: the basket less the reward. */
export const dueOf = (checkout: Checkout): number =>
  basketTotal(checkout.basket) - (takenReward(checkout)?.totalMinor ?? 0)

/** What is left of that after the tenders that were taken; 0 when the till died between the last of them and the closing. */
export const leftOf = (checkout: Checkout): number =>
  checkout.tenders.reduce((left, { amountMinor }) => left - amountMinor, dueOf(checkout))

/** Closes the sale: the reward is spread over the lines, once and for all. */
export function receiptOf(checkout: Checkout, event: EventOf<'settled'>): Receipt {
  const { basket, customer, receiptRef, tenders } = checkout
  const reward = takenReward(checkout)
  const { shares } = allocateOverLines(reward?.totalMinor ?? 0, eligibleLines(basket))
  const { soldAt, timezone, locationId, staffId } = event
  return {
    receiptRef,
    currency: basket.currency,
    profileId: customer?.profileId ?? null,
    lines: basket.lines.map((line, index) => ({ ...line, shareMinor: shares[index] ?? 0 })),
    totalOriginalMinor: basketTotal(basket),
    totalMinor: dueOf(checkout),
    redemptionId: reward?.redemptionId ?? null,
    rewardMinor: shares.reduce((sum, share) => sum + share, 0),
    tenders,
    soldAt,
    timezone,
    locationId,
    staffId,
  }
}

export interface ComingBack {
  readonly lineId: string
  /** Units that come back now. */
  readonly units: number
  /** Units that came back before. */
  readonly unitsBefore?: number
}

/**
 * Basket lines for goods that come back by a receipt: each carries the stored share of its units. Goods of several receipts
 * may share a basket, and a line that is named twice counts on from what was named before.
 */
export function linesComingBack(
  receipt: Receipt,
  back: readonly ComingBack[],
): Outcome<BasketLine[], CheckoutRefusalCode> {
  const lines: BasketLine[] = []
  const named = new Map<string, number>()
  for (const { lineId, units, unitsBefore = 0 } of back) {
    const sold = receipt.lines.find((line) => line.id === lineId && line.quantity > 0)
    if (!sold || !Number.isSafeInteger(units) || units <= 0) {
      return refuse('line_quantity_invalid', { field: lineId, details: { line: lineId } })
    }
    const before = unitsBefore + (named.get(lineId) ?? 0)
    named.set(lineId, (named.get(lineId) ?? 0) + units)
    const part = returnedPart({
      quantity: sold.quantity,
      share: sold.shareMinor,
      earned: points(0),
      returnedQuantity: before,
      returning: units,
    })
    if (part.exceeds) return refuse('line_beyond_sold', { field: lineId, details: { line: lineId, left: part.units } })
    lines.push(lineComingBack(receipt, sold, { units, before, shareMinor: part.share }))
  }
  return accept(lines)
}

function lineComingBack(
  { receiptRef, redemptionId, currency }: Receipt,
  { id: lineId, name, sku, priceMinor, priceOriginalMinor, itemId }: ReceiptLine,
  { units, before, shareMinor }: { units: number; before: number; shareMinor: number },
): BasketLine {
  return {
    // No receipt's number has a blank in it, so the two are told apart.
    id: `${receiptRef} ${lineId}-back${before === 0 ? '' : `-${before + 1}`}`,
    name,
    ...(sku === undefined ? {} : { sku }),
    quantity: -units,
    priceMinor,
    ...(priceOriginalMinor === undefined ? {} : { priceOriginalMinor }),
    returnFor: { receiptRef, lineId, redemptionId, shareMinor, currency, ...(itemId === undefined ? {} : { itemId }) },
  }
}
