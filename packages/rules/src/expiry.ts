/**
 * When something stops working. An end is exclusive: the first moment in which it no longer
 * works, fixed when it is issued, at the end of a local day, so that "valid until the 30th"
 * holds until the store's clocks show midnight. The wire prints the second before.
 */
import { addDays, addMonths, endOfMonth, endOfWeek, type LocalDay } from './days.ts'
import { hourMs, type Instant, instant, secondMs } from './time.ts'
import { endOfLocalDay, localDayOf } from './zone.ts'

/** The reference's `period_type`; without one, days are meant. */
export type PeriodType =
  | 'hours'
  | 'days'
  | 'weeks'
  | 'months'
  | 'years'
  | 'absolute_date'
  | 'absolute_week'
  | 'absolute_month'

export type Validity = Readonly<{
  issuedAt: Instant
  /** How many of the period type, whole and not negative; null is "does not expire". */
  period: number | null
  periodType: PeriodType | null
  /** The last second in which it works, as `absolute_expiry` says it; used by the absolute types. */
  absoluteExpiry: Instant | null
  zone: string
}>

/**
 * The exclusive end of something issued now, or null where it never ends.
 *
 * - days, weeks, months, years: the end of the local day reached by adding the period to the local day of issue; 0 ends
 *   with that same day. A day that the month reached does not have becomes its last (31 January and a month: 28 February).
 * - hours: exactly so many hours later, with no rounding to a day.
 * - absolute_date: the second after `absoluteExpiry`, whatever the period.
 * - absolute_week, absolute_month: the end of the local week (its Sunday) or month that lies `period` weeks or months
 *   after the one of issue; 0 is the current one. Without a period `absoluteExpiry` holds, if there is one.
 */
export function endOfPeriod(validity: Validity): Instant | null {
  const { issuedAt, period, periodType, zone } = validity
  if (periodType === 'absolute_date') return endOfAbsolute(validity)
  if (period === null) return periodType?.startsWith('absolute_') === true ? endOfAbsolute(validity) : null
  if (periodType === 'hours') return instant(issuedAt + Math.min(period, hoursMax) * hourMs)
  const lastDay = lastDayOf(localDayOf(issuedAt, zone), period, periodType ?? 'days')
  return endOfLocalDay(lastDay, zone)
}

/**
 * The end of a reward that a reversal puts back. Had it expired since it was redeemed, it works to the end of the next
 * local day: the customer loses nothing by a payment that failed at midnight. Otherwise its end is unchanged.
 */
export function restoredEnd(endsAt: Instant | null, now: Instant, zone: string): Instant | null {
  if (endsAt === null || endsAt > now) return endsAt
  return endOfLocalDay(addDays(localDayOf(now, zone), 1), zone)
}

/** Ten thousand years: beyond them a moment has no date any more. */
const hoursMax = 10_000 * 366 * 24

type CalendarPeriodType = Exclude<PeriodType, 'hours' | 'absolute_date'>

function lastDayOf(issueDay: LocalDay, period: number, periodType: CalendarPeriodType): LocalDay {
  switch (periodType) {
    case 'days':
      return addDays(issueDay, period)
    case 'weeks':
      return addDays(issueDay, period * 7)
    case 'months':
      return addMonths(issueDay, period)
    case 'years':
      return addMonths(issueDay, period * 12)
    case 'absolute_week':
      return endOfWeek(addDays(issueDay, period * 7))
    case 'absolute_month':
      return endOfMonth(addMonths(issueDay, period))
  }
}

function endOfAbsolute({ absoluteExpiry }: Validity): Instant | null {
  return absoluteExpiry === null ? null : instant(absoluteExpiry + secondMs)
}
