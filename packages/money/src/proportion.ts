import { assert } from './assert.ts'

/**
 * `amount × part / whole`, rounded down, exact at any size. The differences of
 * such floors over a growing `part` add up to the floor of the last one, which is
 * how value is cut into steps that lose nothing. All three are whole and not negative.
 */
export function floorOfPart(amount: number, part: number, whole: number): number {
  assert(amount >= 0 && part >= 0 && whole > 0, `no part ${part} of ${whole} of ${amount}`)
  const product = amount * part
  // Exact: taking off the remainder first leaves a product that divides without rest.
  if (Number.isSafeInteger(product)) return (product - (product % whole)) / whole
  return Number((BigInt(amount) * BigInt(part)) / BigInt(whole))
}
