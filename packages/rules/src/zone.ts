/**
 * Local time: the one file that knows about zones and pulls in Temporal. A zone is
 * an IANA name such as `Australia/Sydney`. Every moment rendered in local time asks
 * for an offset, and computing one takes some 20 µs: the stretch of time over which an
 * offset holds is kept per zone, so that the next question is a comparison.
 */
import { assert } from '@tillside/money/assert'
import { Temporal } from 'temporal-polyfill'
import type { LocalDay } from './days.ts'
import { dayMs, formatInstant, hourMs, type Instant, instant, readDateTime } from './time.ts'

/** `offsetMs` holds from `startsAt` up to, not including, `endsAt`. */
type OffsetSpan = Readonly<{ startsAt: number; endsAt: number; offsetMs: number }>

// There are some 600 names; other spellings (`utc`, `UTC`) must not let a caller fill memory.
const zoneNamesMax = 2000
const spansPerZoneMax = 64
/** Clocks of one zone never moved further at once: Samoa skipped a whole day. */
const shiftMsMax = dayMs + hourMs

// Memory, not state: what is kept here is the same whoever asks and whenever.
const validityByName = new Map<string, boolean>()
const spansByZone = new Map<string, OffsetSpan[]>()

/** Whether the name is in the IANA list. A bare offset such as `+10:00` is not a zone: it knows no daylight saving. */
export function isTimeZone(name: string): boolean {
  const known = validityByName.get(name)
  if (known !== undefined) return known
  if (validityByName.size >= zoneNamesMax) validityByName.clear()
  const isValid = isKnownToTheRuntime(name)
  validityByName.set(name, isValid)
  return isValid
}

/**
 * The moment at which the zone's clocks show the text, in any form that `parseUtc` reads; an offset written in the text
 * wins over the zone. A time that happens twice is the first of the two, and one that daylight saving skips moves on by
 * what was skipped ("compatible" in RFC 5545's sense). Null where the text is no date.
 */
export function localToInstant(text: string, zone: string): Instant | null {
  const written = readDateTime(text)
  if (written === null) return null
  if (written.offsetMs !== null) return instant(written.clockMs - written.offsetMs)
  return instant(clockToMs(written.clockMs, zone))
}

/** What the zone's clocks show at a moment, as `YYYY-MM-DD HH:mm:ss`. */
export function instantToLocal(moment: Instant, zone: string): string {
  return formatInstant(instant(moment + spanAt(moment, zone).offsetMs))
}

/** The calendar day that a moment falls on in the zone. */
export function localDayOf(moment: Instant, zone: string): LocalDay {
  return instantToLocal(moment, zone).slice(0, 10)
}

/**
 * The first moment of the day after, which is the first in which something that is good on that day no longer works.
 * Days have 23, 24 or 25 hours, and some start at 01:00: hence never "plus 24 hours".
 */
export function endOfLocalDay(day: LocalDay, zone: string): Instant {
  const nextDay = Temporal.PlainDate.from(day).add({ days: 1 })
  return instant(nextDay.toZonedDateTime(zone).epochMilliseconds)
}

/** Local clock figures to a moment; when they are repeated or skipped, Temporal decides. */
function clockToMs(clockMs: number, zone: string): number {
  // Far enough from the span's ends only its own offset can have shown these figures.
  const span = spanAt(clockMs, zone)
  const ms = clockMs - span.offsetMs
  const isUnambiguous = ms - span.startsAt >= shiftMsMax && span.endsAt - ms > shiftMsMax
  if (isUnambiguous) return ms
  const clock = Temporal.Instant.fromEpochMilliseconds(clockMs).toZonedDateTimeISO('UTC').toPlainDateTime()
  return clock.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

function spanAt(ms: number, zone: string): OffsetSpan {
  const spans = spansByZone.get(zone) ?? []
  for (const span of spans) {
    if (ms >= span.startsAt && ms < span.endsAt) return span
  }
  assert(isTimeZone(zone), `not a time zone: ${zone}`)
  const found = findSpan(ms, zone)
  if (spansByZone.size >= zoneNamesMax) spansByZone.clear()
  if (spans.length >= spansPerZoneMax) spans.shift()
  spans.push(found)
  spansByZone.set(zone, spans)
  return found
}

function findSpan(ms: number, zone: string): OffsetSpan {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
  // `previous` looks strictly before, so ask from a millisecond later: the moment itself may be a transition.
  const startsAt = local.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
  const endsAt = local.getTimeZoneTransition('next')
  return {
    startsAt: startsAt?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    endsAt: endsAt?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: local.offsetNanoseconds / 1e6,
  }
}

function isKnownToTheRuntime(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
