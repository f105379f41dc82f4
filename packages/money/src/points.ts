/**
 * Points may be decimal on the wire (12.5); inside they are whole thousandths
 * of a point, so that sums are exact and a point is never mistaken for a cent.
 */
import { assert } from './assert.ts'

/** Thousandths of a point: 12 500 is 12.5 points. */
export type Points = number & { readonly __unit: 'points' }

const thousandthsPerPoint = 1000
const decimalsMax = 3
/** In thousandths; the same bound as for amounts: it keeps the decimal on the wire and sums of many rows exact. */
export const pointsMax = 1e14

export function points(thousandths: number): Points {
  assert(Number.isSafeInteger(thousandths), `points are whole thousandths, got ${thousandths}`)
  return thousandths as Points
}

/** Points as sent, or null with more than three decimals, beyond the bound or not a number. */
export function pointsFromWire(sent: number): Points | null {
  if (!Number.isFinite(sent) || Math.abs(sent) * thousandthsPerPoint > pointsMax) return null
  const text = sent.toFixed(decimalsMax)
  return Number(text) === sent ? points(Number(text.replace('.', '')) + 0) : null
}

/** The number that the wire carries: 12 500 thousandths are 12.5. */
export function pointsToWire(amount: Points): number {
  return amount / thousandthsPerPoint + 0 // adding 0 turns -0 into 0
}
