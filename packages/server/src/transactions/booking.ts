// What loyalty makes of the lines of a sale: each line's share of the redemption, what it was charged and
// what it earned. Pure; the store writes what comes out.
import { minorRoundedFromMajor } from '@tillside/money/money'
import { pointsMax } from '@tillside/money/points'
import { unitSharesOf } from '@tillside/money/units'
import { type ExchangeRate, earnedPoints } from '@tillside/rules/points'
import { chargedPerLine, type SaleLine, spreadRedemption } from '@tillside/rules/sales'

import type { LineBooking, LineFacts } from './store.ts'

/** Goods of these types carry value themselves; a reward is not spread over them. */
const ineligibleProductTypes = new Set(['gift', 'voucher'])

/** What was earned on what was charged. */
interface EarnedBefore {
  readonly charged_minor: number
  readonly points_earned: number
}

interface BookableLine extends LineFacts {
  readonly productType: string | null
  /** What the line had earned before it was changed, on terms that still hold. */
  readonly earnedBefore: EarnedBefore | null
  /** Its share, when units of it came back already and nothing about it changes. */
  readonly shareKept: number | null
}

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
  /** Units came back of lines of this sale, also of lines that are gone: then its total says nothing of what was kept. */
  readonly hasReturnedLines: boolean
  readonly redemptionMinor: number
  /** Null when this sale earns nothing: nobody to earn, voided, or in a foreign currency. */
  readonly earnRate: ExchangeRate | null
  /** Of a sale without lines: what the whole of it had earned before. */
  readonly earnedBefore: EarnedBefore | null
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
  priceOriginal: line.price_original_minor,
  discountTotal: line.is_void ? 0 : discountTotal(line, currency),
  eligible: !line.is_void && !ineligibleProductTypes.has(line.productType ?? ''),
  shareKept: line.shareKept,
})

/** What is charged as before has earned as before: a rate that changed since is for what is sold from then on. */
function earned(
  chargedMinor: number,
  before: EarnedBefore | null,
  { earnRate, currency, lines }: BookingQuestion,
): number {
  if (earnRate === null) return 0
  if (before?.charged_minor === chargedMinor) return before.points_earned
  return Math.min(earnedPoints(chargedMinor, earnRate, currency), Math.floor(pointsMax / Math.max(1, lines.length)))
}

function lineBooking(line: BookableLine, share: number, charged: number, question: BookingQuestion): LineBooking {
  const { unitShare, unitsWithOneMore } =
    line.quantity > 0 ? unitSharesOf(share, line.quantity) : { unitShare: 0, unitsWithOneMore: 0 }
  return {
    charged_minor: charged,
    share_minor: share,
    share_unit_minor: unitShare,
    share_units_more: unitsWithOneMore,
    points_earned: line.quantity > 0 && !line.is_void ? earned(charged, line.earnedBefore, question) : 0,
  }
}

export function bookLines(question: BookingQuestion): Booking {
  const { lines, totalMinor, redemptionMinor, currency } = question
  if (lines.length === 0) {
    return {
      lines: [],
      pointsWithoutLines: question.hasReturnedLines ? 0 : earned(totalMinor, question.earnedBefore, question),
      unallocatedMinor: redemptionMinor,
    }
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
