import fc from 'fast-check'
import { expect, test } from 'vitest'

import { changeOf, suggestCash, takeCash } from './cash.ts'

const minor = fc.integer({ min: 1, max: 1_000_000 })

test('50.00 for 34.50 gives 15.50 back', () => {
  const tender = { type: 'cash', amountMinor: 3450, givenMinor: 5000 }
  expect(takeCash(3450, 5000, 'AUD')).toEqual({ ok: true, value: tender })
  expect(changeOf([{ type: 'card', amountMinor: 1000 }, tender])).toBe(1550)
})

test('what is no money is refused', () => {
  for (const given of [0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e15]) {
    expect(takeCash(3450, given, 'AUD')).toMatchObject({ ok: false, refusal: { code: 'cash_invalid' } })
  }
  expect(takeCash(0, 100, 'AUD')).toMatchObject({ ok: false, refusal: { code: 'nothing_left' } })
})

test('an amount that nobody hands over, such as a code that was typed for one, is refused', () => {
  const typed = 9_520_000_000
  for (const currency of ['AUD', 'EUR', 'JPY']) {
    expect(takeCash(6500, typed, currency)).toMatchObject({ ok: false, refusal: { code: 'cash_invalid' } })
  }
  expect(takeCash(6500, 1_000_000, 'AUD')).toMatchObject({ ok: true })
  expect(takeCash(98_000, 1_000_000, 'JPY')).toMatchObject({ ok: true })
  // However much is due, it can be paid.
  expect(takeCash(typed, typed, 'AUD')).toMatchObject({ ok: true, value: { amountMinor: typed, givenMinor: typed } })
})

test('what is handed over is what pays and what goes back, and nobody gets change from less than is due', () => {
  fc.assert(
    fc.property(minor, minor, (left, given) => {
      const taken = takeCash(left, given, 'AUD')
      if (!taken.ok) throw new Error(taken.refusal.code)
      const tender = taken.value
      const changeMinor = changeOf([tender])
      expect(tender.amountMinor + changeMinor).toBe(given)
      expect(tender.amountMinor).toBeLessThanOrEqual(left)
      expect(changeMinor === 0 || tender.amountMinor === left).toBe(true)
    }),
  )
})

test('split over any notes, the tenders add up to what is due', () => {
  fc.assert(
    fc.property(minor, fc.array(minor, { maxLength: 20 }), (due, notes) => {
      let left = due
      let inDrawer = 0
      for (const note of [...notes, due]) {
        const taken = takeCash(left, note, 'AUD')
        if (!taken.ok) break
        left -= taken.value.amountMinor
        inDrawer += note - changeOf([taken.value])
      }
      expect([left, inDrawer]).toEqual([0, due])
    }),
  )
})

test('notes are suggested that a customer could hand over', () => {
  expect(suggestCash(3450, 'AUD')).toEqual([3450, 3500, 4000, 5000])
  expect(suggestCash(2000, 'EUR')).toEqual([2000, 5000, 10_000, 20_000])
  expect(suggestCash(3450, 'JPY')).toEqual([3450, 4000, 5000, 10_000])
  expect(suggestCash(0, 'AUD')).toEqual([])
  fc.assert(
    fc.property(minor, (left) => {
      for (const suggestion of suggestCash(left, 'AUD')) expect(suggestion).toBeGreaterThanOrEqual(left)
    }),
  )
})
