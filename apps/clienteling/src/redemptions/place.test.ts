import { expect, test } from 'vitest'

import { isOfTill } from './place.ts'

const here = { device: 'Counter 3', terminal: 'T3' }
const meta = { source: 'clienteling', device: 'Counter 3', terminal: 'T3' }
const open = { state: 'open', meta } as const

test('a redemption that was made at this till is of its sale as long as no sale names it', () => {
  expect(isOfTill(open, here)).toBe(true)
  expect((['applied', 'unmatched', 'held'] as const).map((state) => isOfTill({ ...open, state }, here))).toEqual([
    false,
    false,
    false,
  ])
})

test('one of another device, of another till, or of something that is no portal is not', () => {
  const others = [{ device: 'Counter 4' }, { terminal: 'T4' }, { source: 'till' }]
  expect(others.map((other) => isOfTill({ ...open, meta: { ...meta, ...other } }, here))).toEqual([false, false, false])
  expect(isOfTill({ ...open, meta: null }, here)).toBe(false)
})

test('where the address names no till, it is one that names none either', () => {
  const nowhere = { device: 'Counter 3', terminal: null }
  expect(isOfTill(open, nowhere)).toBe(false)
  expect(isOfTill({ ...open, meta: { source: 'clienteling', device: 'Counter 3' } }, nowhere)).toBe(true)
})
