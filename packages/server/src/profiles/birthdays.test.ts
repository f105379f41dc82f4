import { expect, test } from 'vitest'

import { birthdayOf, checkBirth } from './birthdays.ts'

const born = (day: number | null, month: number | null, year: number | null = null) => ({
  birth_day: day,
  birth_month: month,
  birth_year: year,
})

test('a birthday that is over comes again next year', () => {
  expect(birthdayOf(born(3, 7, 1990), '2025-07-04')).toEqual({
    birth_date: '1990-07-03',
    next_birthday: '2026-07-03',
    birth_days: 364,
    birth_days_past: 1,
  })
})

test('on the day itself it is neither ahead nor past', () => {
  expect(birthdayOf(born(4, 7), '2025-07-04')).toEqual({
    birth_date: null,
    next_birthday: '2025-07-04',
    birth_days: 0,
    birth_days_past: 0,
  })
})

test('who was born on the 29th of February has a birthday in every February', () => {
  expect(birthdayOf(born(29, 2, 1996), '2025-02-01').next_birthday).toBe('2025-02-28')
  expect(birthdayOf(born(29, 2, 1996), '2025-03-01')).toMatchObject({ next_birthday: '2026-02-28', birth_days_past: 1 })
  expect(birthdayOf(born(29, 2, 1996), '2027-12-31')).toMatchObject({ next_birthday: '2028-02-29', birth_days: 60 })
})

test('without a day and a month there is no birthday', () => {
  const none = { birth_date: null, next_birthday: null, birth_days: null, birth_days_past: null }
  expect(birthdayOf(born(null, null, 1990), '2025-07-04')).toEqual(none)
})

test.each([
  { birth: born(31, 2), field: 'birth_day' },
  { birth: born(29, 2, 2025), field: 'birth_day' },
  { birth: born(31, 4, 1990), field: 'birth_day' },
  { birth: born(5, null), field: 'birth_month' },
  { birth: born(null, 5), field: 'birth_day' },
  { birth: born(5, 7, 2025), field: 'birth_year' },
  { birth: born(null, null, 2026), field: 'birth_year' },
])('$birth is refused on $field', ({ birth, field }) => {
  expect(checkBirth(birth, '2025-07-04')).toMatchObject({ ok: false, refusal: { code: 'validation_failed', field } })
})

test.each([born(29, 2), born(29, 2, 2024), born(4, 7, 2025), born(null, null, 2025), born(null, null)])(
  '%o can be',
  (birth) => {
    expect(checkBirth(birth, '2025-07-04').ok).toBe(true)
  },
)
