/**
 * What points are worth and what a sale earns. Rates are exact fractions, never binary
 * decimals: 0.01 has no exact one, and a balance must not lose a cent to it.
 * All rounding favours what the programme promised: value rounds down, cost rounds up.
 */
import { amountMaxMinor, type CurrencyCode, decimalsOf, money } from '@tillside/money/money'
import { points, type Points, pointsMax } from '@tillside/money/points'

/**
 * An exact rate: money per point (`points.exchange_rate`, 0.01 means that 100 points are 1.00), or, for earning,
 * points per 1.00 of money.
 */
export type ExchangeRate = Readonly<{ numerator: bigint; denominator: bigint }>

const thousandthsPerPoint = 1000n
const ratePattern = /^(\d{1,3})(?:\.(\d{1,6}))?$/

/** A rate from its decimal text, above zero, below 1000, with up to six decimals; null for anything else. */
export function parseRate(text: string): ExchangeRate | null {
  const rate = parseEarnRate(text)
  return rate?.numerator === 0n ? null : rate
}

/** The same, but it may be zero: then sales earn nothing. */
export function parseEarnRate(text: string): ExchangeRate | null {
  const match = ratePattern.exec(text)
  if (match === null) return null
  const [, whole = '', fraction = ''] = match
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) }
}

/** A rate as the text that it is read from, to be kept. */
export function rateText({ numerator, denominator }: ExchangeRate): string {
  const decimals = denominator.toString().length - 1
  const digits = numerator.toString().padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/**
 * What points are worth in minor units, rounded down; a debt is worth less than nothing. Never more than the largest
 * amount that we count, however rich the rate.
 */
export function pointsValueMinor(amount: Points, rate: ExchangeRate, currency: CurrencyCode): number {
  const value = BigInt(amount) * rate.numerator * minorPerMajor(currency)
  const worth = Number(floorDivide(value, rate.denominator * thousandthsPerPoint))
  return money(Math.min(worth, amountMaxMinor), currency).minor
}

/** The fewest points, to the thousandth, that are worth an amount of minor units. */
export function pointsForMinor(minor: number, rate: ExchangeRate, currency: CurrencyCode): Points {
  const cost = BigInt(minor) * rate.denominator * thousandthsPerPoint
  return points(Number(-floorDivide(-cost, rate.numerator * minorPerMajor(currency))))
}

/**
 * What a line earns: its charge times the rate, rounded half up to the thousandth of a point, once per line. A line that
 * was free or came back earns nothing; a return takes back what was stored, not what would be computed today. Never more
 * than `pointsMax`, whatever the rate: a receipt is recorded even where its points are beyond counting.
 */
export function earnedPoints(chargedMinor: number, earnRate: ExchangeRate, currency: CurrencyCode): Points {
  if (chargedMinor <= 0) return points(0)
  const earned = BigInt(chargedMinor) * earnRate.numerator * thousandthsPerPoint
  const whole = earnRate.denominator * minorPerMajor(currency)
  const rounded = (2n * earned + whole) / (2n * whole)
  return points(rounded > BigInt(pointsMax) ? pointsMax : Number(rounded))
}

function minorPerMajor(currency: CurrencyCode): bigint {
  return 10n ** BigInt(decimalsOf(currency))
}

/** Division that rounds towards minus infinity; BigInt's own rounds towards zero. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor !== 0n && dividend < 0n ? quotient - 1n : quotient
}
