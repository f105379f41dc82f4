// From when until when something works. Ends are kept as the first moment in which it no longer does; the wire
// shows the second before.
import { addDays } from '@tillside/rules/days'
import { endOfPeriod, type PeriodType, restoredEnd } from '@tillside/rules/expiry'
import { dayMs, instant, type Instant, parseUtc, secondMs } from '@tillside/rules/time'
import { instantToLocal, localToInstant } from '@tillside/rules/zone'

import { refuseField } from './values.ts'

/** A zone, or null where a kind's datetimes are UTC and come back as they were sent. */
export type InputZone = string | null

/** The last moment that prints; a programme's "never" stops there. */
const endMax = instant(Date.UTC(9999, 11, 31, 23, 59, 59) + secondMs)

/** A datetime that the contract has checked. */
export function readMoment(text: string, zone: InputZone): Instant {
  const moment = zone === null ? parseUtc(text) : localToInstant(text, zone)
  if (moment === null) throw new Error(`a datetime passed the contract and is none: ${text}`)
  return moment
}

/** A datetime in UTC that may be left out or null. */
export const readMomentOrNull = (text: string | null | undefined): Instant | null | undefined =>
  typeof text === 'string' ? readMoment(text, null) : text

/** The end of what works up to and including the datetime that was sent. */
export const readEnd = (text: string, zone: InputZone): Instant => afterSecond(readMoment(text, zone))

const afterSecond = (last: Instant): Instant => instant(last + secondMs)

export interface Period {
  readonly period: number | null
  readonly period_type: string | null
  readonly absolute_expiry: Instant | null
}

/** The end of something issued from a definition, at the end of a day of the zone. */
export function defaultEnd(
  { period, period_type, absolute_expiry }: Period,
  issuedAt: Instant,
  zone: string,
): Instant | null {
  return endOfPeriod({
    issuedAt,
    period,
    periodType: period_type as PeriodType | null,
    absoluteExpiry: absolute_expiry,
    zone,
  })
}

/** `absolute_date` without a date would never end, which nobody means by it. */
export function requireExpiry(period: Pick<Period, 'period_type' | 'absolute_expiry'>, field: string): void {
  if (period.period_type === 'absolute_date' && period.absolute_expiry === null) {
    refuseField(field, 'is required when the period ends on an absolute date')
  }
}

/** The end of what a return makes: a fresh period, never ending before the original would have. */
export function returnedEnd(
  original: { readonly ends_at: Instant | null; readonly timezone: string },
  fresh: Instant | null,
  now: Instant,
): Instant | null {
  const kept = restoredEnd(original.ends_at, now, original.timezone)
  // Without a period of its own the definition has nothing to say, and what had an end keeps one.
  if (fresh === null || kept === null) return kept
  return instant(Math.max(fresh, kept))
}

/** Days later by the calendar of the zone, at the same time of day. What never ends stays so. */
export function extendedEnd(endsAt: Instant | null, days: number, zone: InputZone): Instant | null {
  if (endsAt === null) return null
  if (zone === null) return earlier(endsAt + days * dayMs)
  const [day = '', time = ''] = instantToLocal(instant(endsAt - secondMs), zone).split(' ')
  const last = localToInstant(`${addDays(day, days)} ${time}`, zone)
  return last === null ? endsAt : earlier(last + secondMs)
}

const earlier = (ms: number): Instant => instant(Math.min(ms, endMax))

export const isEnded = (endsAt: Instant | null, now: Instant): boolean => endsAt !== null && endsAt <= now
