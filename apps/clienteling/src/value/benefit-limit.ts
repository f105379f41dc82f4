// Whether a benefit may be used for the sale at the POS: not where nothing of the sale is left to be paid with value, nor where the
// benefit is worth more than what is left. All in minor units.

interface BenefitQuestion {
  /** What the POS allows for its sale; null when it says nothing, or what it said could not be read. */
  readonly saleMinor: number | 'unreadable' | null
  /** What was taken for this sale before and not put back. */
  readonly takenMinor: number
  /** Null where nobody said what the benefit is worth. */
  readonly worthMinor: number | null
}

type BenefitRefusal =
  | { readonly reason: 'unreadable' | 'nothing_left' }
  | { readonly reason: 'worth_more'; readonly leftMinor: number }

/** Why it cannot be used; null: it can. */
export function refuseBenefit({ saleMinor, takenMinor, worthMinor }: BenefitQuestion): BenefitRefusal | null {
  if (saleMinor === null) return null
  if (saleMinor === 'unreadable') return { reason: 'unreadable' }
  const leftMinor = saleMinor - takenMinor
  if (leftMinor <= 0) return { reason: 'nothing_left' }
  return worthMinor !== null && worthMinor > leftMinor ? { reason: 'worth_more', leftMinor } : null
}
