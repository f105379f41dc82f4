import fc from 'fast-check'
import { expect, test } from 'vitest'
import { points, pointsFromWire, pointsToWire } from './points.ts'

test('points may have up to three decimals', () => {
  expect(pointsFromWire(12.5)).toBe(12_500)
  expect(pointsFromWire(-0.001)).toBe(-1)
  expect(pointsFromWire(880)).toBe(880_000)
  expect(pointsFromWire(1.0005)).toBeNull()
  expect(pointsFromWire(Number.NaN)).toBeNull()
  expect(pointsFromWire(1e12)).toBeNull()
})

test('half a thousandth of a point does not exist', () => {
  expect(() => points(0.5)).toThrow('whole thousandths')
})

test('any points survive the wire and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e14, max: 1e14 }), (thousandths) => {
      expect(pointsFromWire(pointsToWire(points(thousandths)))).toBe(thousandths)
    }),
  )
})
