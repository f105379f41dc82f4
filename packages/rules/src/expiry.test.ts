import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endOfPeriod, type PeriodType, restoredEnd, type Validity } from './expiry.ts'
import { dayMs, formatInstant, hourMs, type Instant, instant, parseUtc, secondMs } from './time.ts'
import { instantToLocal } from './zone.ts'

const zone = 'Australia/Sydney'
const utc = (text: string): Instant => instant(parseUtc(text) ?? Number.NaN)
// Friday, 4 July 2025, 10:00 in Sydney.
const issuedAt = utc('2025-07-04 00:00:00')

/** The last second in which it works, as the store's clocks show it. */
function lastsUntil(validity: Partial<Validity>): string | null {
  const end = endOfPeriod({ issuedAt, period: null, periodType: null, absoluteExpiry: null, zone, ...validity })
  return end === null ? null : instantToLocal(instant(end - secondMs), zone)
}

describe('a reward issued on Friday 4 July in Sydney', () => {
  test.each<[number | null, PeriodType | null, string | null]>([
    [0, 'days', '2025-07-04 23:59:59'],
    [30, null, '2025-08-03 23:59:59'],
    [30, 'days', '2025-08-03 23:59:59'],
    [2, 'weeks', '2025-07-18 23:59:59'],
    [6, 'months', '2026-01-04 23:59:59'],
    [1, 'years', '2026-07-04 23:59:59'],
    [36, 'hours', '2025-07-05 21:59:59'],
    [0, 'absolute_week', '2025-07-06 23:59:59'],
    [1, 'absolute_week', '2025-07-13 23:59:59'],
    [0, 'absolute_month', '2025-07-31 23:59:59'],
    [2, 'absolute_month', '2025-09-30 23:59:59'],
    [null, null, null],
    [null, 'months', null],
    [null, 'hours', null],
    [null, 'absolute_month', null],
    [null, 'absolute_date', null],
  ])('with period %s %s works until %s', (period, periodType, last) => {
    expect(lastsUntil({ period, periodType })).toBe(last)
  })
})

test('a fixed end date holds to its last second, whatever the period', () => {
  const absoluteExpiry = utc('2025-12-31 12:59:59')
  expect(endOfPeriod({ issuedAt, period: 3, periodType: 'absolute_date', absoluteExpiry, zone })).toBe(
    utc('2025-12-31 13:00:00'),
  )
  expect(lastsUntil({ periodType: 'absolute_month', absoluteExpiry })).toBe('2025-12-31 23:59:59')
})

test("the day of issue is the store's, not the server's", () => {
  // 23:30 on 3 July in UTC is already the 4th in Sydney.
  expect(lastsUntil({ issuedAt: utc('2025-07-03 23:30:00'), period: 1 })).toBe('2025-07-05 23:59:59')
})

test('a month after 31 January is 28 February', () => {
  expect(lastsUntil({ issuedAt: utc('2025-01-31 02:00:00'), period: 1, periodType: 'months' })).toBe(
    '2025-02-28 23:59:59',
  )
})

test('a reward that expires today still works at 23:59 in the store, though the server is past midnight', () => {
  const end = endOfPeriod({ issuedAt, period: 0, periodType: 'days', absoluteExpiry: null, zone: 'America/New_York' })
  const lateEvening = utc('2025-07-04 03:59:00')
  expect(end !== null && lateEvening < end).toBe(true)
  expect(end).toBe(utc('2025-07-04 04:00:00'))
})

test('the end of a day on which clocks change is still midnight', () => {
  // Clocks go back on 6 April 2025 in Sydney, and forward on 5 October.
  expect(lastsUntil({ issuedAt: utc('2025-04-05 00:00:00'), period: 1 })).toBe('2025-04-06 23:59:59')
  expect(lastsUntil({ issuedAt: utc('2025-10-04 00:00:00'), period: 1 })).toBe('2025-10-05 23:59:59')
})

test('a period beyond all calendars ends with the year 9999', () => {
  for (const periodType of ['days', 'weeks', 'months', 'years', 'hours', 'absolute_week', 'absolute_month'] as const) {
    const end = endOfPeriod({ issuedAt, period: 1e9, periodType, absoluteExpiry: null, zone: 'America/New_York' })
    expect(end !== null && formatInstant(end)).toBe('9999-12-31 23:59:59')
  }
})

test('a reward that expired between redemption and reversal works to the end of tomorrow', () => {
  const now = utc('2025-07-04 14:05:00') // 5 July, 00:05 in Sydney
  const end = restoredEnd(utc('2025-07-04 14:00:00'), now, zone)
  expect(end).toBe(utc('2025-07-06 14:00:00'))
  expect(restoredEnd(now, now, zone)).toBe(utc('2025-07-06 14:00:00'))
})

test('a reward that has not expired comes back with the end it had', () => {
  const later = utc('2025-07-10 14:00:00')
  expect(restoredEnd(later, issuedAt, zone)).toBe(later)
  expect(restoredEnd(null, issuedAt, zone)).toBeNull()
})

test('any period of days ends at local midnight, that many days on', () => {
  const aZone = fc.constantFrom('Australia/Sydney', 'Europe/London', 'Asia/Kathmandu', 'America/New_York')
  const aMoment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) }).map((ms) => instant(ms))
  fc.assert(
    fc.property(aZone, aMoment, fc.nat(1000), (anyZone, issued, period) => {
      const end = endOfPeriod({ issuedAt: issued, period, periodType: 'days', absoluteExpiry: null, zone: anyZone })
      const length = Number(end) - issued
      expect(instantToLocal(instant(Number(end)), anyZone).slice(11)).toBe('00:00:00')
      expect(length).toBeGreaterThan(period * dayMs - hourMs)
      expect(length).toBeLessThanOrEqual((period + 1) * dayMs + hourMs)
    }),
  )
})
