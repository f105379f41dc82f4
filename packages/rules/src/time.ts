/**
 * A moment is a number of milliseconds in UTC; on the wire it is the text
 * `YYYY-MM-DD HH:mm:ss`. Zones are another matter, in `zone.ts`, so that this
 * file stays small and fast wherever it is bundled.
 */
import { assert } from '@tillside/money/assert'

/** Milliseconds since 1970-01-01 00:00:00 UTC. */
export type Instant = number & { readonly __unit: 'instant' }

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** A redemption is undone as if it never was only this soon after it was made (Omneo: "within the last 10 minutes"). */
export const reversalWindowMs = 10 * minuteMs

/** Date and time as written, before a zone gives them a meaning. */
type WrittenDateTime = Readonly<{
  /** The clock's figures, read as if they were UTC. */
  clockMs: number
  /** What was written behind them, such as `+10:00`; null when nothing was. */
  offsetMs: number | null
}>

// What the wire's format can print: four digits of year. JavaScript's own bound is far beyond.
const yearMin = 1900
const lastPrintable = Date.UTC(9999, 11, 31, 23, 59, 59)
const instantMaxMs = 8.64e15

const dateTimePattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/

export function instant(ms: number): Instant {
  assert(Number.isSafeInteger(ms) && Math.abs(ms) <= instantMaxMs, `an instant is whole milliseconds, got ${ms}`)
  return ms as Instant
}

/**
 * The wire's `YYYY-MM-DD HH:mm:ss` in UTC, fractions of a second dropped. What ends beyond the year 9999 (a shop's
 * "never", in a zone west of Greenwich) prints as that year's last second.
 */
export function formatInstant(moment: Instant): string {
  const text = new Date(Math.min(moment, lastPrintable)).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`
}

/**
 * The moment that a text names: `YYYY-MM-DD HH:mm:ss` or `YYYY-MM-DD` in UTC, or ISO 8601 with its own offset. Null for
 * anything else, for dates that do not exist, and outside the years 1900 to 9999.
 */
export function parseUtc(text: string): Instant | null {
  const written = readDateTime(text)
  return written === null ? null : instant(written.clockMs - (written.offsetMs ?? 0))
}

/** Reads the figures and the offset without deciding on a zone; null where `parseUtc` is null. */
export function readDateTime(text: string): WrittenDateTime | null {
  const match = dateTimePattern.exec(text)
  if (match === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match
  if (!isDate(Number(year), Number(month), Number(day))) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const offsetMs = offset === undefined ? null : readOffset(offset)
  if (Number.isNaN(offsetMs)) return null
  const millisecond = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const clockMs = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    millisecond,
  )
  return { clockMs, offsetMs }
}

/** How many days the month has; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < yearMin || month < 1 || month > 12 || day < 1) return false
  return day <= 28 || day <= daysInMonth(year, month)
}

/** Milliseconds east of UTC, or NaN: no zone was ever further from UTC than 16 hours. */
function readOffset(text: string): number {
  if (text === 'Z') return 0
  const hours = Number(text.slice(1, 3))
  const minutes = text.length > 3 ? Number(text.slice(-2)) : 0
  if (hours > 16 || minutes > 59) return Number.NaN
  const ms = hours * hourMs + minutes * minuteMs
  return text.startsWith('-') ? -ms : ms
}
