// Reads money and points of a request into the units that are kept. Where that would need rounding the field
// is refused by name, and nothing was changed.
import { decimalsOf, minorFromMajor } from '@tillside/money/money'
import { pointsFromWire } from '@tillside/money/points'

import { RequestRefused } from '../http/errors.ts'

export function refuseField(field: string, words: string): never {
  throw new RequestRefused('validation_failed', { [field]: [`The ${field} field ${words}.`] })
}

/** Money as minor units. */
export function readMinor(major: number, field: string, currency: string): number {
  const minor = minorFromMajor(major, currency)
  return minor ?? refuseField(field, `may have at most ${decimalsOf(currency)} decimals`)
}

/** Points as thousandths. */
export function readThousandths(sent: number, field: string): number {
  return pointsFromWire(sent) ?? refuseField(field, 'may have at most 3 decimals')
}

/** An optional amount that may also be null: undefined when it was left out. */
export const readMinorOrNull = (
  major: number | null | undefined,
  field: string,
  currency: string,
): number | null | undefined => (typeof major === 'number' ? readMinor(major, field, currency) : major)
