import { expect, test } from 'vitest'

import { readMobile, readPhone } from './phones.ts'

// Worked cases from the field.
test.each([
  { region: 'AU', typed: '0412 345 678', e164: '+61412345678' },
  { region: 'AU', typed: '412345678', e164: '+61412345678' },
  { region: 'AU', typed: '(02) 3661 8300', e164: '+61236618300' },
  { region: 'AU', typed: '0411', e164: null },
  { region: 'NZ', typed: '021 123 4567', e164: '+64211234567' },
  { region: 'GB', typed: '07912 345678', e164: '+447912345678' },
  { region: 'AU', typed: '0412–345–678', e164: '+61412345678' },
  { region: 'AU', typed: '\u202A+61 412 345 678\u202C', e164: '+61412345678' },
  { region: 'AU', typed: '0061 412 345 678', e164: '+61412345678' },
  { region: 'JP', typed: '０９０－１２３４－５６７８', e164: '+819012345678' },
  { region: 'JP', typed: '０９０ー１２３４ー５６７８', e164: '+819012345678' },
])('$typed typed in $region is $e164', ({ region, typed, e164 }) => {
  expect(readPhone(typed, region)).toBe(e164)
})

test('a number with a country code is the same everywhere', () => {
  for (const region of ['AU', 'NZ', 'US']) expect(readPhone('+44 7912 345678', region)).toBe('+447912345678')
})

test('a number inside other words, or with an extension, is no number', () => {
  for (const typed of ['', 'call 0412 345 678', '0412 345 678 ext 5', 'smith', '+', '٠', '\u{1F4DE}']) {
    expect(readPhone(typed, 'AU'), typed).toBeNull()
  }
})

test('a mobile number is also told as it is dialled in its country', () => {
  expect(readMobile('+61 404 000 321', 'NZ')).toEqual({
    mobile_phone: '+61404000321',
    mobile_phone_country: 61,
    mobile_phone_national: '404000321',
    mobile_phone_national_prefix: '0404000321',
  })
})
