// Birthdays: which ones exist, and how far away the next one is. Pure; the day comes from the caller.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { type LocalDay } from '@tillside/rules/days'
import { dayMs, daysInMonth } from '@tillside/rules/time'

import type { ProfileColumns } from './row.ts'

type Birth = Pick<ProfileColumns, 'birth_day' | 'birth_month' | 'birth_year'>

/** A year with a 29th of February, for those who do not tell theirs. */
const leapYear = 2000

const twoDigits = (count: number): string => String(count).padStart(2, '0')
const dayOf = (year: number, month: number, day: number): LocalDay =>
  `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`

const invalid = (field: keyof Birth, words: string) =>
  refuse('validation_failed', { field, words: `The ${field} field ${words}.` })

/** Day and month come together and must exist; nobody is born after today. */
export function checkBirth(birth: Birth, today: LocalDay): Outcome<undefined, 'validation_failed'> {
  const { birth_day: day, birth_month: month, birth_year: year } = birth
  if (day === null && month !== null) return invalid('birth_day', 'is required beside birth_month')
  if (month === null && day !== null) return invalid('birth_month', 'is required beside birth_day')
  if (day !== null && month !== null && day > daysInMonth(year ?? leapYear, month))
    return invalid('birth_day', 'must be a day that its month has')
  if (year !== null && dayOf(year, month ?? 1, day ?? 1) > today)
    return invalid('birth_year', 'must not put the birthday into the future')
  return accept(undefined)
}

/** Somebody born on the 29th of February has a birthday in every February: on its last day. */
function birthdayIn(year: number, month: number, day: number): LocalDay {
  return dayOf(year, month, Math.min(day, daysInMonth(year, month)))
}

const daysBetween = (from: LocalDay, to: LocalDay): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

interface Birthday {
  birth_date: LocalDay | null
  next_birthday: LocalDay | null
  birth_days: number | null
  birth_days_past: number | null
}

/** What is derived from the date of birth, as of a day. */
export function birthdayOf(birth: Birth, today: LocalDay): Birthday {
  const { birth_day: day, birth_month: month, birth_year: year } = birth
  if (day === null || month === null)
    return { birth_date: null, next_birthday: null, birth_days: null, birth_days_past: null }
  const thisYear = Number(today.slice(0, 4))
  const birthday = birthdayIn(thisYear, month, day)
  const next = birthday >= today ? birthday : birthdayIn(thisYear + 1, month, day)
  const last = birthday <= today ? birthday : birthdayIn(thisYear - 1, month, day)
  return {
    birth_date: year === null ? null : dayOf(year, month, day),
    next_birthday: next,
    birth_days: daysBetween(today, next),
    birth_days_past: daysBetween(last, today),
  }
}
