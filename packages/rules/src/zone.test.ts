import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { formatInstant, hourMs, instant, minuteMs, parseUtc } from './time.ts'
import { endOfLocalDay, instantToLocal, isTimeZone, localDayOf, localToInstant } from './zone.ts'

const utc = (text: string): number | null => parseUtc(text)

// Worked cases from the field.
test.each([
  { zone: 'Australia/Sydney', lastDay: '2025-04-06', endsAt: '2025-04-06T14:00:00Z', note: '25-hour day' },
  { zone: 'Australia/Sydney', lastDay: '2025-10-05', endsAt: '2025-10-05T13:00:00Z', note: '23-hour day' },
  { zone: 'Australia/Brisbane', lastDay: '2025-10-05', endsAt: '2025-10-05T14:00:00Z', note: 'no daylight saving' },
  { zone: 'Asia/Kathmandu', lastDay: '2025-06-30', endsAt: '2025-06-30T18:15:00Z', note: 'quarter-hour zone' },
  { zone: 'Europe/London', lastDay: '2025-03-30', endsAt: '2025-03-30T23:00:00Z', note: 'clocks go forward' },
])('$lastDay ends in $zone at $endsAt ($note)', ({ zone, lastDay, endsAt }) => {
  const end = endOfLocalDay(lastDay, zone)
  expect(end).toBe(utc(endsAt))
  expect(localDayOf(instant(end - 1), zone)).toBe(lastDay)
  expect(localDayOf(end, zone)).not.toBe(lastDay)
})

test('a day whose next midnight is skipped ends when the clocks have moved on', () => {
  // São Paulo's clocks went from 23:59:59 on 3 November 2018 to 01:00:00 on the 4th.
  expect(endOfLocalDay('2018-11-03', 'America/Sao_Paulo')).toBe(utc('2018-11-04 03:00:00'))
})

test('a sale in Melbourne at half past eight in summer was made the evening before in UTC', () => {
  const moment = localToInstant('2024-12-05 08:30:00', 'Australia/Melbourne')
  expect(moment).toBe(utc('2024-12-04 21:30:00'))
})

test('a time that happens twice is the first, one that is skipped moves on by what was skipped', () => {
  expect(localToInstant('2025-04-06 02:30:00', 'Australia/Sydney')).toBe(utc('2025-04-05 15:30:00'))
  expect(localToInstant('2025-10-05 02:30:00', 'Australia/Sydney')).toBe(utc('2025-10-04 16:30:00'))
})

test('an offset in the text wins over the zone', () => {
  expect(localToInstant('2025-07-04T12:00:00+02:00', 'Australia/Sydney')).toBe(utc('2025-07-04 10:00:00'))
  expect(localToInstant('2025-07-04T12:00:00Z', 'Australia/Sydney')).toBe(utc('2025-07-04 12:00:00'))
})

test('what is no date is no moment, in any zone', () => {
  expect(localToInstant('2025-02-30 10:00:00', 'Australia/Sydney')).toBeNull()
})

test('zones are IANA names', () => {
  expect(['Australia/Sydney', 'UTC', 'US/Eastern', 'Australia/Sydney'].map(isTimeZone)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['+10:00', 'Sydney', '', 'Australia/Atlantis'].map(isTimeZone)).toEqual([false, false, false, false])
  expect(() => instantToLocal(instant(0), 'Australia/Atlantis')).toThrow('not a time zone')
})

const aZone = fc.constantFrom(
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'Europe/London',
)
const anyMs = fc.integer({ min: Date.UTC(1920, 0, 1), max: Date.UTC(2120, 0, 1) })

/** Moments close to a change of clocks, where mistakes live. */
const aMomentNearAChange = fc
  .tuple(aZone, anyMs, fc.integer({ min: -3 * 60, max: 3 * 60 }), fc.constantFrom(-1, 0, 1))
  .map(([zone, ms, minutes, by]) => {
    const change = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    return { zone, ms: (change?.epochMilliseconds ?? ms) + minutes * minuteMs + by }
  })
const aMoment = fc.oneof(aMomentNearAChange, fc.record({ zone: aZone, ms: anyMs }))

test('clocks read the same as Temporal at any moment, whatever was asked before', () => {
  fc.assert(
    fc.property(aMoment, ({ zone, ms }) => {
      const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime()
      const text = local.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString().replace('T', ' ')
      expect(instantToLocal(instant(ms), zone)).toBe(text.length === 16 ? `${text}:00` : text)
    }),
    { numRuns: 500 },
  )
})

test('local times mean the same as to Temporal, also when repeated or skipped', () => {
  fc.assert(
    fc.property(aMoment, fc.integer({ min: -26, max: 26 }), ({ zone, ms }, hours) => {
      const text = formatInstant(instant(Number(localToInstant(formatInstant(instant(ms)), zone)) + hours * hourMs))
      const clock = Temporal.PlainDateTime.from(text.replace(' ', 'T'))
      expect(localToInstant(text, zone)).toBe(clock.toZonedDateTime(zone).epochMilliseconds)
    }),
    { numRuns: 500 },
  )
})

test('rendering a moment in local time stays quick once its zone is known', () => {
  const start = utc('2025-01-01') ?? 0
  const startedAt = performance.now()
  for (let hour = 0; hour < 10_000; hour += 1) instantToLocal(instant(start + hour * hourMs), 'Australia/Sydney')
  // Measured at 2 µs each; a hundred times that means that the offsets are computed anew.
  expect(performance.now() - startedAt).toBeLessThan(2000)
})
