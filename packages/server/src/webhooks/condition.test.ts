import { expect, test } from 'vitest'

import { isTooLong, judge } from './condition.ts'

const payload = {
  first_name: 'Ada',
  point_balance: 880,
  flattened_tags: ['vip'],
  profile: { email: 'ada@example.com' },
  items: [{ price: 10 }, { price: 40 }],
}

const met = (condition: Record<string, unknown>): boolean => judge(condition, payload).isMet

test('no condition is always met', () => {
  expect(judge(null, payload)).toEqual({ isMet: true, error: null })
})

test('a condition looks at the payload by its fields', () => {
  expect(met({ '==': [{ var: 'first_name' }, 'Ada'] })).toBe(true)
  expect(met({ '>': [{ var: 'point_balance' }, 1000] })).toBe(false)
  expect(met({ in: ['vip', { var: 'flattened_tags' }] })).toBe(true)
  expect(met({ some: [{ var: 'items' }, { '>=': [{ var: 'price' }, 40] }] })).toBe(true)
  expect(met({ '!': [{ var: 'nothing.there' }] })).toBe(true)
})

test('not_in is known: test addresses can be left out', () => {
  expect(met({ and: [{ not_in: ['@test.com', { var: 'profile.email' }] }] })).toBe(true)
  expect(met({ and: [{ not_in: ['@example.com', { var: 'profile.email' }] }] })).toBe(false)
  expect(met({ not_in: ['vip', { var: 'flattened_tags' }] })).toBe(false)
})

test('what is no JSON Logic is not met, and says why', () => {
  expect(judge({ test: 123 }, payload)).toEqual({ isMet: false, error: 'Unknown Operator: test' })
  expect(judge({ '==': [1, 1], '!=': [1, 1] }, payload)).toMatchObject({ isMet: false, error: expect.any(String) })
})

test('why a condition failed says nothing of the payload', () => {
  for (const condition of [
    { throw: { var: 'first_name' } },
    { throw: { cat: ['Unknown Operator', { var: 'first_name' }] } },
    { pipe: [{ var: 'first_name' }] },
  ])
    expect(JSON.stringify(judge(condition, payload)), JSON.stringify(condition)).not.toContain('Ada')
  expect(judge({ throw: { var: 'first_name' } }, payload)).toEqual({ isMet: false, error: 'it cannot be worked out' })
})

test('what is not in the payload itself cannot be reached', () => {
  for (const name of ['constructor', '__proto__', 'constructor.constructor', 'first_name.constructor', 'toString'])
    expect(met({ var: name }), name).toBe(false)
})

test('a condition that would never end is stopped', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index)
  const nested = { map: [hundred, { map: [hundred, { map: [hundred, { '+': [{ var: '' }, 1] }] }] }] }
  expect(judge({ '!!': [nested] }, payload)).toEqual({ isMet: false, error: 'it takes more than 10000 steps' })
})

test('nor does one fill the memory', () => {
  const sixty = Array.from({ length: 60 }, () => 1)
  const doubled = (operator: string, start: unknown) => ({
    reduce: [sixty, { [operator]: [{ var: 'accumulator' }, { var: 'accumulator' }] }, start],
  })
  for (const [bomb, error] of [
    [doubled('cat', 'aaaaaaaaaa'), 'it makes a text of more than 10000 characters'],
    [doubled('merge', [1, 2, 3, 4]), 'it makes a list of more than 5000 entries'],
  ] as const)
    expect(judge({ '!!': [bomb] }, payload)).toEqual({ isMet: false, error })
  const inVain = { try: [doubled('cat', 'aaaaaaaaaa'), doubled('cat', 'aaaaaaaaaa'), 'yes'] }
  expect(judge({ '==': [inVain, 'yes'] }, payload).isMet).toBe(true)
})

test('a condition longer than 16 KiB is too long', () => {
  expect(isTooLong({ in: ['x', 'y'.repeat(16_000)] })).toBe(false)
  expect(isTooLong({ in: ['x', 'y'.repeat(17_000)] })).toBe(true)
})
