/**
 * A line of three shirts carries one share; a return may bring back one shirt. So
 * the share is also cut per unit, once, when the sale is stored: the first units
 * carry one minor unit more where it does not divide. Returns go through the units
 * in order, hence any steps that return them all give back exactly the line's share.
 */
import { assert } from './assert.ts'

/** What each unit of a line carries; the first `unitsWithOneMore` units carry one more. */
type UnitShares = Readonly<{ unitShare: number; unitsWithOneMore: number }>

/** Cuts a line's share (minor units, or thousandths of a point) over its units. Neither is negative. */
export function unitSharesOf(share: number, quantity: number): UnitShares {
  assert(Number.isSafeInteger(share) && share >= 0, `a share is whole and not negative, got ${share}`)
  assert(Number.isSafeInteger(quantity) && quantity > 0, `a line has whole units, got ${quantity}`)
  const unitsWithOneMore = share % quantity
  return { unitShare: (share - unitsWithOneMore) / quantity, unitsWithOneMore }
}

/** The share that comes back with the next `returning` units, after `alreadyReturned` came back before. */
export function shareOfUnits(unitShares: UnitShares, alreadyReturned: number, returning: number): number {
  assert(alreadyReturned >= 0 && returning >= 0, 'units that come back are counted from zero')
  const { unitShare, unitsWithOneMore } = unitShares
  const oneMore = Math.min(alreadyReturned + returning, unitsWithOneMore) - Math.min(alreadyReturned, unitsWithOneMore)
  return unitShare * returning + oneMore
}
