// What loyalty makes of the lines of a sale: each line's share of the redemption, what it was charged and
// what it earned. Pure; the store writes what comes out.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { pointsMax } from '@tillside/money/points'
import { unitSharesOf } from '@tillside/money/units'
import { type ExchangeRate, earnedPoints } from '@tillside/rules/points'
import { chargedPerLine, type KeptLine, keepShares, spreadRedemption } from '@tillside/rules/sales'

import type { LineBooking, LineFacts } from './store.ts'

/** Goods of these types carry value themselves; a reward is not spread over them. */
const ineligibleProductTypes = new Set(['gift', 'voucher'])

interface BookableLine extends LineFacts {
  readonly productType: string | null
  /** It comes back, and what it was sold as took something off the others. */
  readonly returnsDiscount: boolean
  /** Its share of the redemption as stored, and what of it came back. */
  readonly share: number
  readonly returnedShare: number
  readonly returnedQuantity: number
}

/**
 * Where the shares come from: spread over the lines, as they were stored (once something came back), or none, while the sale
 * applies nothing. Shares that came back are remembered even then, should the sale name its redemption again.
 */
export type Sharing = 'spread' | 'kept' | 'none' | 'remembered'

export interface Booking {
  readonly lines: readonly LineBooking[]
  /** Of a sale without lines: what the whole of it earned. */
  readonly pointsWithoutLines: number
  /** What the redemption is worth beyond the lines that could carry it. */
  readonly unallocatedMinor: number
}

interface BookingQuestion {
  readonly lines: readonly BookableLine[]
  readonly totalMinor: number
  readonly sharing: Sharing
  /** What the sale applies of its redemption. */
  readonly redemptionMinor: number
  /** What of that came back of lines that are gone. */
  readonly goneShares: number
  /** Null when this sale earns nothing: nobody to earn, voided, or in a foreign currency. */
  readonly earnRate: ExchangeRate | null
  readonly currency: string
}

function discountTotal(line: LineFacts, currency: string): number {
  const amounts = (line.discounts ?? []) as { amount: number }[]
  return amounts.reduce((sum, { amount }) => sum + (minorRoundedFromMajor(amount, currency) ?? 0), 0)
}

/** A line that was voided at the till carries nothing and cost nothing. */
const toSaleLine = (line: BookableLine, currency: string): KeptLine => ({
  quantity: line.is_void ? 0 : line.quantity,
  priceCurrent: line.price_current_minor,
  priceSell: line.price_sell_minor,
  priceOriginal: line.price_original_minor,
  discountTotal: line.is_void ? 0 : discountTotal(line, currency),
  eligible: !line.is_void && !ineligibleProductTypes.has(line.productType ?? ''),
  returnsDiscount: line.returnsDiscount,
  share: line.share,
  returnedShare: line.returnedShare,
  unitsLeft: line.is_void ? 0 : Math.max(0, line.quantity - line.returnedQuantity),
})

function earned(chargedMinor: number, { earnRate, currency, lines }: BookingQuestion): number {
  if (earnRate === null) return 0
  return Math.min(earnedPoints(chargedMinor, earnRate, currency), Math.floor(pointsMax / Math.max(1, lines.length)))
}

function lineBooking(line: BookableLine, share: number, charged: number, question: BookingQuestion): LineBooking {
  const { unitShare, unitsWithOneMore } =
    line.quantity > 0 ? unitSharesOf(share, line.quantity) : { unitShare: 0, unitsWithOneMore: 0 }
  return {
    charged_minor: charged,
    share_minor: line.quantity > 0 ? share : 0,
    share_unit_minor: unitShare,
    share_units_more: unitsWithOneMore,
    points_earned: line.quantity > 0 && !line.is_void ? earned(charged, question) : 0,
  }
}

interface Shares {
  /** What is stored. */
  readonly shares: readonly number[]
  /** What the lines were charged less. */
  readonly applied: readonly number[]
  readonly unallocated: number
}

function shareOut(lines: readonly KeptLine[], { sharing, redemptionMinor, goneShares }: BookingQuestion): Shares {
  const none = lines.map(() => 0)
  if (sharing === 'none') return { shares: none, applied: none, unallocated: 0 }
  if (sharing === 'remembered') return { shares: lines.map((line) => line.share), applied: none, unallocated: 0 }
  const { shares, unallocated } =
    sharing === 'kept' ? keepShares(lines, redemptionMinor, goneShares) : spreadRedemption(lines, redemptionMinor)
  return { shares, applied: shares, unallocated }
}

export function bookLines(question: BookingQuestion): Booking {
  const { lines, totalMinor, currency } = question
  const saleLines = lines.map((line) => toSaleLine(line, currency))
  const { shares, applied, unallocated } = shareOut(saleLines, question)
  const charged = chargedPerLine(saleLines, applied, totalMinor)
  return {
    lines: lines.map((line, index) => lineBooking(line, shares[index] ?? 0, charged[index] ?? 0, question)),
    pointsWithoutLines: lines.length === 0 ? earned(totalMinor, question) : 0,
    unallocatedMinor: unallocated,
  }
}
