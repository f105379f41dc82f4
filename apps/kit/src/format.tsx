// Figures as the reader's language writes them. Amounts are whole minor units until the last moment; moments are instants,
// shown in the shop's zone whatever the till's own clock believes.
import { decimalsOf } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import { type Language, useLanguage } from './i18n.tsx'

/** A formatter costs a millisecond to make, and a basket of 200 lines asks for hundreds. */
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>()

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const found = (kept.get(key) as T | undefined) ?? make()
  kept.set(key, found)
  return found
}

export interface Format {
  /** `$19.95` of 1995 minor units. */
  money(minor: number, currency: string): string
  /** The same without the currency, for columns that name it once: `19.95`. */
  amount(minor: number, currency: string): string
  /** `$`, as it stands beside amounts. */
  symbol(currency: string): string
  /** Points, with up to three decimals. */
  points(points: number): string
  number(value: number): string
  /** `4 Jul 2025` */
  date(at: Instant, timeZone: string): string
  /** `11:15` */
  time(at: Instant, timeZone: string): string
  /** `4 Jul 2025, 11:15` */
  dateTime(at: Instant, timeZone: string): string
}

/** Digits are put together as text: a division could turn 1995 into 19.949999. */
function decimalText(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${minor < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`
}

/** English is that of most of the world: the day comes before the month. */
const localeOf = (language: Language): string => (language === 'en' ? 'en-AU' : language)

export function formatFor(language: Language): Format {
  const locale = localeOf(language)
  const numbers = (key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    keep(`${locale} ${key}`, () => new Intl.NumberFormat(locale, options))
  const dates = (timeZone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    keep(`${locale} ${timeZone} ${key}`, () => new Intl.DateTimeFormat(locale, { ...options, timeZone }))
  const written = (formatter: Intl.NumberFormat, minor: number, currency: string): string =>
    formatter.format(decimalText(minor, decimalsOf(currency)) as Intl.StringNumericLiteral)
  return {
    money: (minor, currency) =>
      written(numbers(currency, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }), minor, currency),
    amount: (minor, currency) => {
      const decimals = decimalsOf(currency)
      const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
      return written(numbers(`amount ${decimals}`, options), minor, currency)
    },
    symbol: (currency) => {
      const parts = numbers(currency, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
      return parts.find(({ type }) => type === 'currency')?.value ?? currency
    },
    points: (points) => numbers('points', { maximumFractionDigits: 3 }).format(points),
    number: (value) => numbers('number', {}).format(value),
    date: (at, timeZone) => dates(timeZone, 'date', { dateStyle: 'medium' }).format(at),
    time: (at, timeZone) => dates(timeZone, 'time', { timeStyle: 'short', hourCycle: 'h23' }).format(at),
    dateTime: (at, timeZone) =>
      dates(timeZone, 'both', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(at),
  }
}

/** Figures in the language of now. */
export const useFormat = (): Format => formatFor(useLanguage())
