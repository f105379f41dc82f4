/**
 * Money is a whole number of its currency's smallest unit: 1995 AUD is $19.95,
 * 1995 JPY is ¥1,995. Decimal numbers exist on the wire only; this file is the
 * one place where they become units and come back.
 */
import { assert } from './assert.ts'

/** ISO 4217 alphabetic code in capitals, such as `AUD`. */
export type CurrencyCode = string

/** An amount in its currency's smallest unit. */
type Money = Readonly<{ minor: number; currency: CurrencyCode }>

/**
 * The largest amount that is accepted, in minor units. A decimal number on the wire holds 15 digits
 * exactly, which this stays under; and ninety such amounts can be added before whole numbers stop being exact.
 */
export const amountMaxMinor = 1e14

// ISO 4217 list one, column "minor unit"; all others have 2. CLF, UYW and the funds codes are not used at tills.
const currenciesOfNoDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const currenciesOfThreeDecimals = 'BHD IQD JOD KWD LYD OMR TND'
const decimalsByCurrency: ReadonlyMap<CurrencyCode, number> = new Map([
  ...currenciesOfNoDecimals.split(' ').map((code) => [code, 0] as const),
  ...currenciesOfThreeDecimals.split(' ').map((code) => [code, 3] as const),
])

/** How many decimals the currency is written with: 0, 2 or 3. */
export function decimalsOf(currency: CurrencyCode): number {
  return decimalsByCurrency.get(currency) ?? 2
}

export function money(minor: number, currency: CurrencyCode): Money {
  assert(Number.isSafeInteger(minor), `money is whole minor units, got ${minor}`)
  return { minor, currency }
}

/**
 * Minor units of an amount as sent (19.95 is 1995), or null where that would need rounding: more
 * decimals than the currency has, not a number, or beyond `amountMaxMinor`.
 */
export function minorFromMajor(major: number, currency: CurrencyCode): number | null {
  const decimals = decimalsOf(currency)
  if (!isWithinBound(major, decimals)) return null
  const text = major.toFixed(decimals)
  return Number(text) === major ? minorFromDigits(text) : null
}

/**
 * Minor units of a receipt's figure, half a unit rounded away from zero as a till prints it. It rounds
 * the decimal that was written: 1.005 is 1.01, though as a binary number it lies just below the half.
 * Null when it is not a number or beyond `amountMaxMinor`.
 */
export function minorRoundedFromMajor(major: number, currency: CurrencyCode): number | null {
  const decimals = decimalsOf(currency)
  if (!isWithinBound(major, decimals)) return null
  const written = Math.abs(major).toString()
  // Below a millionth numbers are written with an exponent; all of that rounds to nothing.
  if (written.includes('e')) return 0
  const [whole = '0', fraction = ''] = written.split('.')
  const digits = fraction.padEnd(decimals + 1, '0')
  const roundsUp = digits.charAt(decimals) >= '5'
  const minor = Number(whole + digits.slice(0, decimals)) + (roundsUp ? 1 : 0)
  return major < 0 ? 0 - minor : minor
}

/** The number that the wire carries: 1995 is 19.95. */
export function majorFromMinor(minor: number, currency: CurrencyCode): number {
  assert(Number.isSafeInteger(minor), `money is whole minor units, got ${minor}`)
  return minor / 10 ** decimalsOf(currency) + 0 // adding 0 turns -0 into 0
}

/** The amount as text with all its decimals and no symbol: `50.00`, `-0.05`, `1995` for yen. */
export function formatMoney(amount: Money): string {
  const decimals = decimalsOf(amount.currency)
  const sign = amount.minor < 0 ? '-' : ''
  const digits = Math.abs(amount.minor)
    .toString()
    .padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`
}

function isWithinBound(major: number, decimals: number): boolean {
  return Number.isFinite(major) && Math.abs(major) * 10 ** decimals <= amountMaxMinor
}

function minorFromDigits(text: string): number {
  return Number(text.replace('.', '')) + 0
}
