// Figures of a receipt in minor units, and how large they may be.
import { decimalsOf, majorFromMinor, minorRoundedFromMajor } from '@tillside/money/money'

import { RequestRefused } from '../http/errors.ts'

/** The largest amount of one line, and of a receipt whichever way its lines are added up: all sums stay exact. */
const lineMinorMax = 1e12
const receiptMinorMax = 1e13

/** Refuses malformed input where it is read, before anything has been written. */
export function refuseField(field: string, words: string): never {
  throw new RequestRefused('validation_failed', { [field]: [`The ${field} field ${words}.`] })
}

/** Figures of a receipt are facts: more decimals than the currency has are rounded, never refused. */
export function receiptAmount(major: number, currency: string, field: string): number {
  return minorRoundedFromMajor(major, currency) ?? refuseField(field, 'is larger than a receipt can be')
}

export function receiptTotal(major: number, currency: string): number {
  const minor = receiptAmount(major, currency, 'total')
  return Math.abs(minor) > receiptMinorMax ? refuseField('total', 'is larger than a receipt can be') : minor
}

/** A figure as it was stored in one currency, in the minor units of another: the receipt shows the same digits. */
export function inCurrency<Minor extends number | null>(minor: Minor, was: string, is: string): Minor {
  if (minor === null || decimalsOf(was) === decimalsOf(is)) return minor
  return receiptAmount(majorFromMinor(minor, was), is, 'currency') as Minor
}

interface PricedLine {
  readonly quantity: number
  readonly price_current_minor: number
  readonly price_sell_minor: number
}

const sizeOf = (line: PricedLine): number =>
  Math.max(Math.abs(line.price_current_minor), Math.abs(line.price_sell_minor)) * Math.max(1, Math.abs(line.quantity))

export function assertLineSize(line: PricedLine, field: string): void {
  if (sizeOf(line) > lineMinorMax) refuseField(field, 'is larger than a line can be')
}

export function assertReceiptSize(lines: readonly PricedLine[]): void {
  const size = lines.reduce((sum, line) => sum + sizeOf(line), 0)
  if (size > receiptMinorMax) refuseField('items', 'together is larger than a receipt can be')
}
