// How much may be redeemed, and what bounds it: the balance, the sale at the POS, or what the retailer allows. However often it is
// redeemed for one sale, all of it together stays within the bounds of the sale. All in minor units.
import type { Taken } from '../requests/opening.ts'

export interface LimitQuestion {
  readonly balanceMinor: number
  /** What the POS allows for its sale; null when it says nothing, or what it said could not be read. */
  readonly saleMinor: number | 'unreadable' | null
  /** What was taken for this sale before and not put back. */
  readonly taken: Taken
  /** The retailer's cap for one sale. */
  readonly amountMaxMinor: number | null
  /** The retailer's cap as a part of the sale, of 100. */
  readonly percentMax: number | null
  /** Amounts are whole multiples of it. */
  readonly stepMinor: number | null
}

type LimitReason = 'balance' | 'sale' | 'amount_max' | 'percent_max' | 'unreadable'

interface RedeemLimit {
  /** The most that can be chosen: a multiple of the step. */
  readonly maxMinor: number
  /** What keeps it from being more. */
  readonly reason: LimitReason
}

const percent = 100

/** The part of the sale that may be paid by rewards, rounded down. Nothing is known of it where the POS does not say its total. */
function percentOf(saleMinor: LimitQuestion['saleMinor'], percentMax: number | null): number | null {
  if (typeof saleMinor !== 'number' || percentMax === null) return null
  // Percents may have decimals: counted in hundredths, so that no float decides about a cent.
  return Math.floor((saleMinor * Math.round(percentMax * percent)) / percent / percent)
}

/** The smallest of the bounds; among equal ones the first, since the customer's own balance explains itself best. */
export function redeemLimit(question: LimitQuestion): RedeemLimit {
  const { balanceMinor, saleMinor, taken, amountMaxMinor, percentMax, stepMinor } = question
  if (saleMinor === 'unreadable') return { maxMinor: 0, reason: 'unreadable' }
  // These are of the whole sale; the balance is what is there now. The retailer's caps are for value, as at the till: a benefit pays
  // for a part of the sale, and takes nothing of what may be paid by rewards.
  const less = (most: number | null, minor: number): number | null => (most === null ? null : Math.max(0, most - minor))
  const { valueMinor, benefitMinor } = taken
  const bounds: readonly (readonly [LimitReason, number | null])[] = [
    ['balance', Math.max(0, balanceMinor)],
    ['sale', less(saleMinor, valueMinor + benefitMinor)],
    ['amount_max', less(amountMaxMinor, valueMinor)],
    ['percent_max', less(percentOf(saleMinor, percentMax), valueMinor)],
  ]
  let least: RedeemLimit = { maxMinor: Number.POSITIVE_INFINITY, reason: 'balance' }
  for (const [reason, bound] of bounds) {
    if (bound !== null && bound < least.maxMinor) least = { maxMinor: bound, reason }
  }
  const step = stepMinor === null || stepMinor <= 0 ? 1 : stepMinor
  return { ...least, maxMinor: least.maxMinor - (least.maxMinor % step) }
}
