/**
 * The lines of a sale: what share of a redemption each carries, what each was charged, and what comes back
 * when units of it do. Computed once, when the sale is recorded; a return uses what was stored.
 */
import { allocate, allocateOverLines, type LineShares } from '@tillside/money/allocate'
import { points, type Points } from '@tillside/money/points'
import { shareOfUnits, unitSharesOf } from '@tillside/money/units'

/** Prices are per unit, all amounts in minor units. */
export type SaleLine = Readonly<{
  /** Whole; negative where goods come back. */
  quantity: number
  priceCurrent: number
  priceSell: number
  /** Before any discount; left out or null where the till does not say. */
  priceOriginal?: number | null
  /** The sum of the discounts that were sent with the line. */
  discountTotal: number
  /** False for what a reward may not pay, such as gift cards. */
  eligible: boolean
  /** Of a line that comes back: what it was sold as took something off the others, as a promotion does. */
  returnsDiscount?: boolean
}>

/** A line of a sale of which something came back. */
export type KeptLine = SaleLine &
  Readonly<{
    /** Its share of the redemption, as stored. */
    share: number
    /** What of that came back. */
    returnedShare: number
    /** Units that can still come back. */
    unitsLeft: number
  }>

type ReturningLine = Readonly<{
  quantity: number
  /** The line's stored share of the redemption, in minor units. */
  share: number
  /** What the line earned, as stored. */
  earned: Points
  returnedQuantity: number
  returning: number
}>

/** What comes back with some units of a line; `exceeds` when more were asked than are left. */
type ReturnedPart = Readonly<{ units: number; exceeds: boolean; share: number; earned: Points }>

/**
 * The redemption's share of each line. Where the sold lines' discounts already add up to the redemption, and none is more
 * than its line or sits on one that a reward may not pay, the till did the spreading and the receipt is a fact: those are
 * the shares. Otherwise it is spread in proportion to price_current × quantity of the eligible lines; what they cannot
 * hold is reported, for staff to look at.
 */
export function spreadRedemption(lines: readonly SaleLine[], redemptionTotal: number): LineShares {
  const sent = lines.map((line) => (line.quantity > 0 ? line.discountTotal : 0))
  const fits = sent.every((share, index) => share >= 0 && share <= roomOf(lines[index]))
  if (fits && sum(sent) === redemptionTotal) return { shares: sent, unallocated: 0 }
  const weights = lines.map((line) => ({ amount: line.priceCurrent * line.quantity, eligible: line.eligible }))
  return allocateOverLines(redemptionTotal, weights)
}

/**
 * The shares once something of the sale came back: they stand as they were stored, whatever happens to prices. Only the share of
 * what can come back no more, of a line that was taken off the receipt or turned out to have had fewer units, goes to the
 * lines of which something is left, as far as they have room. `goneShares` came back of lines that are gone.
 */
export function keepShares(lines: readonly KeptLine[], redemptionTotal: number, goneShares: number): LineShares {
  const kept = lines.map((line) => (line.unitsLeft > 0 ? line.share : Math.min(line.share, line.returnedShare)))
  const homeless = Math.max(0, redemptionTotal - goneShares - sum(kept))
  const rooms = lines.map((line, index) => ({
    amount: line.priceCurrent * line.unitsLeft - ((kept[index] ?? 0) - line.returnedShare),
    eligible: line.eligible && line.unitsLeft > 0,
  }))
  const { shares, unallocated } = allocateOverLines(homeless, rooms)
  return { shares: shares.map((share, index) => share + (kept[index] ?? 0)), unallocated }
}

/**
 * What each line was charged, which is what it earns on. Tills disagree on whether price_sell already has the redemption
 * taken off, so the total decides:
 *
 * 1. price_sell × quantity, if the lines add up to the total;
 * 2. that less the share of the redemption, if those add up to it;
 * 3. otherwise the total is the truth: returned lines keep price_sell × quantity, and the sold ones share the rest (at
 *    least 0) in proportion to theirs; to price_current × quantity where all of theirs are 0, and to units if those are too.
 *
 * A line that was sold for less than nothing is a discount on the others: where 1 or 2 has one, it is 3 all the same, so
 * that together the sold lines never earn on more than was charged.
 */
export function chargedPerLine(lines: readonly SaleLine[], shares: readonly number[], total: number): number[] {
  const sold = lines.map(soldFor)
  const isPlain = (amounts: readonly number[]): boolean =>
    sum(amounts) === total && amounts.every((amount, index) => amount >= 0 || isReturned(lines[index]))
  if (isPlain(sold)) return sold
  const lessShares = sold.map((amount, index) => amount - (shares[index] ?? 0))
  if (isPlain(lessShares)) return lessShares

  const onlySold = (amounts: readonly number[]): number[] =>
    amounts.map((amount, index) => (isReturned(lines[index]) ? 0 : Math.max(0, amount)))
  const toShare = Math.max(0, total - sum(sold.filter((_, index) => isReturned(lines[index]))))
  const weights = [
    onlySold(sold),
    onlySold(lines.map((line) => line.priceCurrent * line.quantity)),
    onlySold(lines.map((line) => line.quantity)),
  ].find((candidate) => sum(candidate) > 0)
  const charged = weights === undefined ? sold.map(() => 0) : allocate(toShare, weights)
  return charged.map((amount, index) => (isReturned(lines[index]) ? (sold[index] ?? 0) : amount))
}

/**
 * The share and the points that come back with the next units of a line, cut per unit so that any steps that return the
 * whole line give back exactly what it carried and take back exactly what it earned. Capped at the units that are left.
 */
export function returnedPart(line: ReturningLine): ReturnedPart {
  const { quantity, share, earned, returnedQuantity, returning } = line
  const left = Math.max(0, quantity - returnedQuantity)
  const units = Math.min(returning, left)
  const exceeds = returning > left
  if (units === 0) return { units, exceeds, share: 0, earned: points(0) }
  return {
    units,
    exceeds,
    share: shareOfUnits(unitSharesOf(share, quantity), returnedQuantity, units),
    earned: points(shareOfUnits(unitSharesOf(earned, quantity), returnedQuantity, units)),
  }
}

const isReturned = (line: SaleLine | undefined): boolean => (line?.quantity ?? 0) < 0

/** The most that a line can carry: its price before the reward, which some tills have taken off price_current already. */
function roomOf(line: SaleLine | undefined): number {
  if (!line?.eligible || line.quantity <= 0) return 0
  return Math.max(line.priceCurrent, line.priceSell, line.priceOriginal ?? 0) * line.quantity
}

/**
 * Some tills send a returned line with a negative price beside its negative quantity: it comes back all the same. A discount
 * that comes back is paid.
 */
function soldFor({ priceSell, quantity, returnsDiscount = false }: SaleLine): number {
  const amount = priceSell * quantity
  if (quantity < 0) return (returnsDiscount ? 1 : -1) * Math.abs(amount) + 0 // adding 0 turns -0 into 0
  return amount + 0
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
