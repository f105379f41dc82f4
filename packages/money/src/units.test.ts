import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareOfUnits, unitSharesOf } from './units.ts'

test('a dollar off three shirts is 34, 33 and 33 cents', () => {
  const shares = unitSharesOf(100, 3)
  expect(shares).toEqual({ unitShare: 33, unitsWithOneMore: 1 })
  expect([0, 1, 2].map((returned) => shareOfUnits(shares, returned, 1))).toEqual([34, 33, 33])
  expect(shareOfUnits(shares, 1, 2)).toBe(66)
})

test('a line that carried nothing gives back nothing', () => {
  expect(shareOfUnits(unitSharesOf(0, 4), 0, 4)).toBe(0)
})

test('units are whole', () => {
  expect(() => unitSharesOf(100, 0)).toThrow('whole units')
  expect(() => unitSharesOf(-1, 1)).toThrow('not negative')
})

test('returning all units in any steps gives back exactly the share of the line', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.nat(1e14), steps, (share, returns) => {
      const quantity = returns.reduce((sum, units) => sum + units, 0)
      fc.pre(quantity > 0)
      const shares = unitSharesOf(share, quantity)
      let returned = 0
      let back = 0
      for (const units of returns) {
        const part = shareOfUnits(shares, returned, units)
        expect(part).toBeGreaterThanOrEqual(shares.unitShare * units)
        expect(part).toBeLessThanOrEqual((shares.unitShare + 1) * units)
        back += part
        returned += units
      }
      expect(back).toBe(share)
    }),
  )
})
