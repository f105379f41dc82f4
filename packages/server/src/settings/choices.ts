// What a tenant may choose, each with what it is until somebody chooses, and what it may be.
import { parseEarnRate, parseRate, type ExchangeRate } from '@tillside/rules/points'

import type { SettingRow } from './store.ts'

/** A setting that may be changed. Settings are kept as text; `read` gives null for what is not allowed. */
interface Choice<T> {
  readonly handle: string
  readonly fallback: string
  /** What it may be, for whoever sent something else. */
  readonly allowed: string
  readonly read: (text: string) => T | null
}

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number | null => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    return value >= min && value <= max ? value : null
  }

const whole = (handle: string, fallback: number, min: number, max: number): Choice<number> => ({
  handle,
  fallback: String(fallback),
  allowed: `a whole number from ${min} to ${max}`,
  read: wholeNumber(min, max),
})

/** Points for each 1.00 charged; zero earns nothing. */
export const earnRate: Choice<ExchangeRate> = {
  handle: 'points.earn_rate',
  fallback: '1',
  allowed: 'a decimal number, 0 or more',
  read: parseEarnRate,
}

/** Money for each point. */
export const exchangeRate: Choice<ExchangeRate> = {
  handle: 'points.exchange_rate',
  fallback: '0.01',
  allowed: 'a decimal number above 0',
  read: parseRate,
}

const hoursPerYear = 8_760

/** A redemption that no sale has named after this time is listed as unmatched, for staff to look at. */
export const unmatchedAfterHours = whole('redemptions.unmatched_after_hours', 24, 1, hoursPerYear)

export const choices: readonly Choice<unknown>[] = [earnRate, exchangeRate, unmatchedAfterHours]

/** What a tenant has chosen, or what it is until then. */
export function chosen<T>(rows: readonly SettingRow[], choice: Choice<T>): T {
  const text = rows.find((row) => row.handle === choice.handle)?.value ?? choice.fallback
  const value = choice.read(text)
  if (value === null) throw new Error(`the setting ${choice.handle} is not ${choice.allowed}`)
  return value
}
