import { expect, test } from 'vitest'

import { refuseBenefit } from './benefit-limit.ts'

const sale = { saleMinor: 5_000, takenMinor: 0, worthMinor: null } as const

test('a benefit can be used where the POS says nothing, or where something of its sale is left', () => {
  expect(refuseBenefit({ ...sale, saleMinor: null, worthMinor: 9_000 })).toBeNull()
  expect(refuseBenefit(sale)).toBeNull()
  expect(refuseBenefit({ ...sale, takenMinor: 4_999 })).toBeNull()
})

test('a sale of nothing, one that was paid with value already, and one that cannot be read allow no benefit', () => {
  expect(refuseBenefit({ ...sale, saleMinor: 0 })).toEqual({ reason: 'nothing_left' })
  expect(refuseBenefit({ ...sale, takenMinor: 5_000 })).toEqual({ reason: 'nothing_left' })
  expect(refuseBenefit({ ...sale, saleMinor: 'unreadable' })).toEqual({ reason: 'unreadable' })
})

test('a benefit that is worth more than what is left of the sale cannot be used; one of just that much can', () => {
  expect(refuseBenefit({ ...sale, worthMinor: 5_000 })).toBeNull()
  expect(refuseBenefit({ ...sale, worthMinor: 5_001 })).toEqual({ reason: 'worth_more', leftMinor: 5_000 })
  expect(refuseBenefit({ ...sale, takenMinor: 4_000, worthMinor: 2_000 })).toEqual({
    reason: 'worth_more',
    leftMinor: 1_000,
  })
})
