/**
 * Calendar days, written `YYYY-MM-DD`, with no zone: adding to a day is the same
 * everywhere on earth. A sum beyond the year 9999 stops at its last day, since a
 * programme may call a hundred thousand weeks "never".
 */
import { dayMs, daysInMonth } from './time.ts'

/** A day on a calendar, such as `2025-04-06`. */
export type LocalDay = string

const lastDay: LocalDay = '9999-12-31'
const yearMax = 9999
const daysMax = 10_000 * 366

export function addDays(day: LocalDay, days: number): LocalDay {
  const ms = Date.parse(day) + Math.min(days, daysMax) * dayMs
  return ms > Date.parse(lastDay) ? lastDay : dayOf(ms)
}

/** The same day of a later month; the 31st becomes the last day where that month is shorter. */
export function addMonths(day: LocalDay, months: number): LocalDay {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number)
  const monthsFromZero = year * 12 + (month - 1) + months
  const endYear = Math.floor(monthsFromZero / 12)
  if (endYear > yearMax) return lastDay
  const endMonth = (monthsFromZero % 12) + 1
  return dayOf(Date.UTC(endYear, endMonth - 1, Math.min(dayOfMonth, daysInMonth(endYear, endMonth))))
}

/** The Sunday that ends the day's week: weeks run from Monday, as ISO 8601 has them. */
export function endOfWeek(day: LocalDay): LocalDay {
  const daysSinceSunday = new Date(Date.parse(day)).getUTCDay()
  return addDays(day, (7 - daysSinceSunday) % 7)
}

export function endOfMonth(day: LocalDay): LocalDay {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return dayOf(Date.UTC(year, month - 1, daysInMonth(year, month)))
}

function dayOf(ms: number): LocalDay {
  return new Date(ms).toISOString().slice(0, 10)
}
