import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, instant, parseUtc } from './time.ts'

const noon = instant(Date.UTC(2025, 6, 4, 12, 0, 0))

test.each([
  '2025-07-04 12:00:00',
  '2025-07-04T12:00:00Z',
  '2025-07-04T12:00:00',
  '2025-07-04T12:00Z',
  '2025-07-04T22:00:00+10:00',
  '2025-07-04T22:00:00+1000',
  '2025-07-04T08:30:00-03:30',
  '2025-07-04 12:00:00.000',
  '2025-07-04T12:00:00.000000Z',
])('%s is noon of 4 July 2025 in UTC', (text) => {
  expect(parseUtc(text)).toBe(noon)
})

test('a date alone is its first moment, fractions are cut to milliseconds', () => {
  expect(parseUtc('2025-07-04')).toBe(Date.UTC(2025, 6, 4))
  expect(parseUtc('2025-07-04T12:00:00.1239999Z')).toBe(noon + 123)
  expect(parseUtc('2025-07-04T12:00:00.5Z')).toBe(noon + 500)
})

test.each([
  '2025-02-30',
  '2025-02-29 10:00:00',
  '2025-13-01',
  '2025-00-10',
  '2025-01-00',
  '2025-07-04 24:00:00',
  '2025-07-04 25:00:00',
  '2025-07-04 12:60:00',
  '2025-07-04 12:00:60',
  '2025-07-04T12:00:00+19:00',
  '2025-07-04T12:00:00+10:75',
  '1899-12-31 00:00:00',
  '0000-00-00 00:00:00',
  '10000-01-01',
  '2025-7-4',
  '04/07/2025',
  ' 2025-07-04',
  '2025-07-04 12:00:00 ',
  '2025-07-04 12:00:00\n',
  'yesterday',
  '',
])('"%s" is no moment', (text) => {
  expect(parseUtc(text)).toBeNull()
})

test('29 February exists in leap years', () => {
  expect(parseUtc('2024-02-29')).toBe(Date.UTC(2024, 1, 29))
  expect(parseUtc('2000-02-29')).not.toBeNull()
  expect(parseUtc('1900-02-29')).toBeNull()
})

test('the wire has whole seconds', () => {
  expect(formatInstant(instant(noon + 999))).toBe('2025-07-04 12:00:00')
})

test('what ends after the year 9999 prints as its last second', () => {
  expect(formatInstant(instant(Date.UTC(10_000, 0, 1, 5)))).toBe('9999-12-31 23:59:59')
})

test('half a millisecond is not a moment', () => {
  expect(() => instant(0.5)).toThrow('whole milliseconds')
})

test('any moment survives the wire, to the second', () => {
  const seconds = fc.integer({ min: Date.UTC(1900, 0, 1) / 1000, max: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000 })
  fc.assert(
    fc.property(seconds, (second) => {
      const moment = instant(second * 1000)
      expect(parseUtc(formatInstant(moment))).toBe(moment)
    }),
  )
})
