// What a basket could use and would earn, before anything is taken. The server decides with the same rules; this is what
// the cashier tells the customer meanwhile.
import { allocateOverLines } from '@tillside/money/allocate'
import { earnedPoints, type ExchangeRate } from '@tillside/rules/points'

import { type Basket, basketTotal, eligibleLines, lineTotal, redeemableMax } from './basket.ts'

/** The retailer's rules for using rewards, which the server's redemption never sees. */
export interface Caps {
  /** The most of one sale, in minor units. */
  readonly amountMaxMinor?: number
  /** The most of what is due, in hundredths. */
  readonly percentMax?: number
  /** Rewards are used in steps of this many minor units. */
  readonly stepMinor?: number
}

export interface QuoteRequest {
  readonly basket: Basket
  /** What the customer could spend now; null when nobody is attached. */
  readonly combinedMinor: number | null
  /** Points per 1.00 charged. */
  readonly earnRate: ExchangeRate
  readonly caps: Caps
  /** What the customer thinks of using; left out: the most. */
  readonly wishedMinor?: number
}

export interface Quote {
  /** What the basket costs before a reward. */
  readonly totalMinor: number
  /** The most that this customer can use on this basket. */
  readonly redeemableMinor: number
  /** What is used in this quote, and each line's share of it. */
  readonly rewardMinor: number
  readonly shares: readonly number[]
  /** What would be left to pay. */
  readonly dueMinor: number
  /** What the sale would earn, in thousandths of a point. */
  readonly points: number
}

function mostOf({ basket, combinedMinor, caps }: QuoteRequest): number {
  const byBasket = redeemableMax(basket)
  const byShare = Math.floor((Math.max(0, basketTotal(basket)) * (caps.percentMax ?? 100)) / 100)
  const most = Math.min(byBasket, byShare, caps.amountMaxMinor ?? Infinity, Math.max(0, combinedMinor ?? 0))
  return most - (most % (caps.stepMinor ?? 1))
}

export function quote(request: QuoteRequest): Quote {
  const { basket, earnRate, wishedMinor } = request
  const redeemableMinor = mostOf(request)
  const rewardMinor = Math.max(0, Math.min(wishedMinor ?? redeemableMinor, redeemableMinor))
  const { shares } = allocateOverLines(rewardMinor, eligibleLines(basket))
  const totalMinor = basketTotal(basket)
  const charged = basket.lines.map((line, index) => lineTotal(line) - (shares[index] ?? 0))
  const points = charged.reduce((sum, minor) => sum + earnedPoints(minor, earnRate, basket.currency), 0)
  return { totalMinor, redeemableMinor, rewardMinor, shares, dueMinor: totalMinor - rewardMinor, points }
}
