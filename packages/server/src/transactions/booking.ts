// What loyalty makes of the lines of a sale: each line's share of the redemption, what it was charged and
// what it earned. Pure; the store writes what comes out.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { unitSharesOf } from '@tillside/money/units'
import { type ExchangeRate, earnedPoints } from '@tillside/rules/points'
import { chargedPerLine, type SaleLine, spreadRedemption } from '@tillside/rules/sales'

import type { LineBooking, LineFacts } from './store.ts'

/** Goods of these types carry value themselves; a reward is not spread over them. */
const ineligibleProductTypes = new Set(['gift', 'voucher'])

export interface BookableLine extends LineFacts {
  readonly productType: string | null
}

export interface Booking {
  readonly lines: readonly LineBooking[]
  /** Of a sale without lines: what the whole of it earned. */
  readonly pointsWithoutLines: number
  /** What the redemption is worth beyond the lines that could carry it. */
  readonly unallocatedMinor: number
}

interface Question {
  readonly lines: readonly BookableLine[]
  readonly totalMinor: number
  readonly redemptionMinor: number
  /** Null when this sale earns nothing: nobody to earn, voided, or in a foreign currency. */
  readonly earnRate: ExchangeRate | null
  readonly currency: string
}

function discountTotal(line: LineFacts, currency: string): number {
  const amounts = (line.discounts ?? []) as { amount: number }[]
  return amounts.reduce((sum, { amount }) => sum + (minorRoundedFromMajor(amount, currency) ?? 0), 0)
}

/** A line that was voided at the till carries nothing and cost nothing. */
const toSaleLine = (line: BookableLine, currency: string): SaleLine => ({
  quantity: line.is_void ? 0 : line.quantity,
  priceCurrent: line.price_current_minor,
  priceSell: line.price_sell_minor,
  discountTotal: line.is_void ? 0 : discountTotal(line, currency),
  eligible: !line.is_void && !ineligibleProductTypes.has(line.productType ?? ''),
})

const earned = (chargedMinor: number, { earnRate, currency }: Question): number =>
  earnRate === null || chargedMinor <= 0 ? 0 : earnedPoints(chargedMinor, earnRate, currency)

function lineBooking(line: LineFacts, share: number, charged: number, question: Question): LineBooking {
  const { unitShare, unitsWithOneMore } = line.quantity > 0 ? unitSharesOf(share, line.quantity) : { unitShare: 0, unitsWithOneMore: 0 }
  return {
    charged_minor: charged,
    share_minor: share,
    share_unit_minor: unitShare,
    share_units_more: unitsWithOneMore,
    points_earned: line.quantity > 0 && !line.is_void ? earned(charged, question) : 0,
  }
}

export function bookLines(question: Question): Booking {
  const { lines, totalMinor, redemptionMinor, currency } = question
  if (lines.length === 0) {
    return { lines: [], pointsWithoutLines: earned(totalMinor, question), unallocatedMinor: redemptionMinor }
  }
  const saleLines = lines.map((line) => toSaleLine(line, currency))
  const { shares, unallocated } = spreadRedemption(saleLines, redemptionMinor)
  const charged = chargedPerLine(saleLines, shares, totalMinor)
  return {
    lines: lines.map((line, index) => lineBooking(line, shares[index] ?? 0, charged[index] ?? 0, question)),
    pointsWithoutLines: 0,
    unallocatedMinor: unallocated,
  }
}

