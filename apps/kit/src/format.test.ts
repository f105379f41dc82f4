import { instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { formatFor } from './format.tsx'

/** Without the blanks that cannot break, which a reader does not see. */
const seen = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test('money is written as the reader’s language writes it, to the cent, however large', () => {
  expect(formatFor('en').money(199_5, 'AUD')).toBe('$19.95')
  expect(seen(formatFor('de').money(123_450, 'EUR'))).toBe('1.234,50 €')
  expect(formatFor('ja').money(1_995, 'JPY')).toBe('￥1,995')
  expect(formatFor('en').money(9_007_199_254_740_991, 'AUD')).toBe('$90,071,992,547,409.91')
  expect(formatFor('en').money(-5, 'AUD')).toBe('-$0.05')
})

test('an amount without its currency keeps the currency’s decimals', () => {
  expect(formatFor('en').amount(5, 'AUD')).toBe('0.05')
  expect(formatFor('en').amount(5, 'JPY')).toBe('5')
  expect(formatFor('de').amount(1_234_567, 'KWD')).toBe('1.234,567')
})

test('a time is the shop’s, whatever the zone of the till', () => {
  const at = instant(Date.UTC(2025, 6, 4, 1, 15))
  expect(formatFor('en').date(at, 'Australia/Sydney')).toMatch(/^4 Jul/)
  expect(formatFor('de').time(at, 'Europe/Berlin')).toBe('03:15')
})
