import fc from 'fast-check'
import { expect, test } from 'vitest'

import { dayMs, type Instant, instant } from '@tillside/rules/time'
import { openMemoryRecords } from '../runtime/records.ts'
import { checkCharacter, readReceiptNumber, receiptBarcode, receiptNumber } from './number.ts'
import { nextReceiptNumber } from './numbering.ts'

const noon = instant(Date.UTC(2026, 11, 1, 2))

test('a receipt is numbered by till, day and place, with a character that checks them', () => {
  expect(receiptNumber(14, '261201', 7)).toBe(`14-261201-0007-${checkCharacter('142612010007')}`)
  expect(receiptBarcode('14-261201-0007-K')).toBe('R14-261201-0007-K')
})

test('a number is read as it was printed, and as a scanner of another keyboard sends it', () => {
  const printed = receiptNumber(14, '261201', 7)
  for (const sent of [
    printed,
    ` ${printed.toLowerCase()} `,
    printed.replaceAll('-', 'ß'),
    printed.replaceAll('-', '/'),
  ]) {
    expect(readReceiptNumber(sent)).toEqual({ ok: true, value: printed })
  }
})

test('one wrong figure, or two that were swapped, is noticed', () => {
  const anyNumber = fc.tuple(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 99_999 }))
  fc.assert(
    fc.property(anyNumber, fc.nat(), fc.nat(9), ([till, serial], place, digit) => {
      const printed = receiptNumber(till, '261201', serial)
      const figures = printed
        .split('')
        .flatMap((sign, index) => (/\d/.test(sign) && index < printed.length - 2 ? [index] : []))
      const at = figures[place % figures.length] ?? 0
      fc.pre(printed[at] !== String(digit))
      expect(readReceiptNumber(printed.slice(0, at) + digit + printed.slice(at + 1)).ok).toBe(false)
      const next = figures.find((index) => index > at)
      fc.pre(next === at + 1 && printed[at] !== printed[next])
      const swapped = printed.slice(0, at) + printed[next] + printed[at] + printed.slice(at + 2)
      expect(readReceiptNumber(swapped).ok).toBe(false)
    }),
  )
})

test('half a number is not read as another', () => {
  const printed = receiptNumber(14, '261201', 7)
  for (let length = 0; length < printed.length; length += 1) {
    expect(readReceiptNumber(printed.slice(0, length)).ok).toBe(false)
  }
})

test('numbers never repeat, though the clock jumps back and ahead by days', async () => {
  const steps = fc.array(fc.integer({ min: -3 * dayMs, max: 3 * dayMs }), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(steps, async (jumps) => {
      const records = openMemoryRecords()
      let now: Instant = noon
      const seen = new Set<string>()
      for (const jump of jumps) {
        now = instant(now + jump)
        seen.add(await nextReceiptNumber({ records, till: 14, timezone: 'Australia/Sydney', now: () => now }))
      }
      expect(seen.size).toBe(jumps.length)
    }),
  )
})

test('on the day after its first a till counts from 1', async () => {
  const records = openMemoryRecords()
  const at = (now: Instant) => nextReceiptNumber({ records, till: 14, timezone: 'Australia/Sydney', now: () => now })
  await at(noon)
  expect(await at(instant(noon + dayMs))).toMatch(/^14-261202-0001-/)
  expect(await at(instant(noon + dayMs))).toMatch(/^14-261202-0002-/)
})

test('a till whose memory was wiped does not give out the numbers of this morning again', async () => {
  const ask = (records: ReturnType<typeof openMemoryRecords>, now: Instant) =>
    nextReceiptNumber({ records, till: 14, timezone: 'Australia/Sydney', now: () => now })
  const before = openMemoryRecords()
  const morning = new Set<string>()
  for (let sale = 0; sale < 50; sale += 1) morning.add(await ask(before, instant(noon + sale * 30_000)))
  const after = openMemoryRecords()
  for (let sale = 50; sale < 100; sale += 1)
    expect(morning).not.toContain(await ask(after, instant(noon + sale * 30_000)))
})
