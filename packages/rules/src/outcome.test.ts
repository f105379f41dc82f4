import { expect, test } from 'vitest'
import { accept, refuse } from './outcome.ts'

test('an accepted request carries its value, a refused one its code and what to read out', () => {
  expect(accept(5)).toEqual({ ok: true, value: 5 })
  expect(refuse('balance_short', { field: 'amount', details: { available: 3 } })).toEqual({
    ok: false,
    refusal: { code: 'balance_short', field: 'amount', details: { available: 3 } },
  })
  expect(refuse('already_reversed')).toEqual({ ok: false, refusal: { code: 'already_reversed' } })
})
