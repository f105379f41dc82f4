import { expect, test } from 'vitest'
import { addDays, addMonths, endOfMonth, endOfWeek } from './days.ts'

test('a day is added over month, year and leap day', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01')
  expect(addDays('2025-07-04', 0)).toBe('2025-07-04')
})

test('a month after the 31st is the last day of the next month', () => {
  expect(addMonths('2025-01-31', 1)).toBe('2025-02-28')
  expect(addMonths('2024-02-29', 12)).toBe('2025-02-28')
  expect(addMonths('2025-12-15', 1)).toBe('2026-01-15')
})

test('a week ends on Sunday', () => {
  expect(endOfWeek('2025-07-04')).toBe('2025-07-06')
  expect(endOfWeek('2025-07-06')).toBe('2025-07-06')
  expect(endOfWeek('2025-07-07')).toBe('2025-07-13')
})

test('a month ends on its last day', () => {
  expect(endOfMonth('2024-02-10')).toBe('2024-02-29')
  expect(endOfMonth('2025-12-31')).toBe('2025-12-31')
})

test('never is the last day of the year 9999', () => {
  expect(addDays('2025-07-04', 1e9)).toBe('9999-12-31')
  expect(addMonths('2025-07-04', 1e9)).toBe('9999-12-31')
})
