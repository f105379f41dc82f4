import { expect, test } from 'vitest'
import { decideUse, type UsableBenefit } from './benefits.ts'
import { instant } from './time.ts'

const now = instant(1_000_000)
const usable: UsableBenefit = { issuedAt: now, endsAt: null, remaining: 2, globalRemaining: null }

test('a benefit works from its first moment to the one before its end', () => {
  expect(decideUse(usable, 2, now).ok).toBe(true)
  expect(decideUse({ ...usable, endsAt: instant(now + 1) }, 1, now).ok).toBe(true)
})

test.each<[string, Partial<UsableBenefit>, number]>([
  ['benefit_expired', { endsAt: now }, 1],
  ['benefit_not_yet_valid', { issuedAt: instant(now + 1) }, 1],
  ['benefit_used_up', { remaining: 0 }, 1],
  ['benefit_used_up', {}, 3],
  ['benefit_sold_out', { globalRemaining: 0 }, 1],
  ['benefit_sold_out', { globalRemaining: 1 }, 2],
  // A limit that was lowered below what is used leaves nothing.
  ['benefit_sold_out', { globalRemaining: -1 }, 1],
])('%s is said for %o when %i are asked for', (code, differing, count) => {
  expect(decideUse({ ...usable, ...differing }, count, now)).toMatchObject({ ok: false, refusal: { code } })
})
