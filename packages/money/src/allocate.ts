/**
 * The one place where an amount is cut into shares. Largest remainder: each share
 * is its proportion rounded down; the odd units left over go to the largest
 * remainders, among equals to the earlier line. Shares always add up, and the same
 * input always gives the same shares, so that they can be stored and never recomputed.
 */
import { assert } from './assert.ts'

/** A line as the spreading of an amount sees it: its amount in minor units, and whether it may carry a share. */
export type AllocationLine = Readonly<{ amount: number; eligible: boolean }>

/** Shares, one per line, and what found no line to sit on. In minor units. */
export type LineShares = Readonly<{ shares: number[]; unallocated: number }>

/**
 * Spreads an amount in proportion to the weights; both are whole and not negative.
 * With no weight at all there is nothing to spread over: then only zero can be allocated.
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  assert(isWholeNotNegative(amountMinor), `an amount to allocate is whole and not negative, got ${amountMinor}`)
  assert(weights.every(isWholeNotNegative), 'weights are whole and not negative')
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0)
  assert(weightSum > 0 || amountMinor === 0, `${amountMinor} has no line to go to`)
  if (amountMinor === 0) return weights.map(() => 0)

  // A product is at most amount × sum: where that is exact as a number, all of them are.
  const isExact = Number.isSafeInteger(weightSum) && Number.isSafeInteger(amountMinor * weightSum)
  const parts = isExact ? partsAsNumbers(amountMinor, weights, weightSum) : partsAsBigInts(amountMinor, weights)
  const oddUnits = amountMinor - parts.reduce((sum, part) => sum + part.share, 0)
  // The sort is stable, so among equal remainders the earlier line stays first.
  const byRemainder = parts.toSorted((a, b) => compare(b.remainder, a.remainder))
  for (const part of byRemainder.slice(0, oddUnits)) part.share += 1
  return parts.map((part) => part.share)
}

/**
 * Spreads an amount over sale lines: never more than the eligible lines hold, never more than a line
 * itself, nothing on a line that is zero, returned (negative) or not eligible.
 */
export function allocateOverLines(amount: number, lines: readonly AllocationLine[]): LineShares {
  const weights = lines.map((line) => (line.eligible ? Math.max(0, line.amount) : 0))
  const eligibleSubtotal = weights.reduce((sum, weight) => sum + weight, 0)
  const allocated = Math.min(amount, eligibleSubtotal)
  return { shares: allocate(allocated, weights), unallocated: amount - allocated }
}

type Part = { share: number; remainder: number | bigint }

function partsAsNumbers(amount: number, weights: readonly number[], weightSum: number): Part[] {
  return weights.map((weight) => {
    const product = amount * weight
    const remainder = product % weightSum
    return { share: (product - remainder) / weightSum, remainder }
  })
}

function partsAsBigInts(amount: number, weights: readonly number[]): Part[] {
  const exactAmount = BigInt(amount)
  const weightSum = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  return weights.map((weight) => {
    const product = exactAmount * BigInt(weight)
    return { share: Number(product / weightSum), remainder: product % weightSum }
  })
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isWholeNotNegative(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
