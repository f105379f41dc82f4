import { expect, test } from 'vitest'

import { instant, minuteMs, parseUtc, secondMs } from '@tillside/rules/time'

import { benefitNamesOf, type Redemption, standingOf, takings } from './standing.ts'

const created_at = '2025-07-04 01:15:00'
const at = parseUtc(created_at) ?? instant(0)

test('a redemption can be put back for ten minutes by the server’s clock, and then only late', () => {
  const standing = (ms: number) => standingOf({ state: 'open', created_at }, instant(at + ms))
  expect(standing(0)).toEqual({ kind: 'fresh', until: at + 10 * minuteMs })
  expect(standing(10 * minuteMs - secondMs).kind).toBe('fresh')
  expect(standing(10 * minuteMs).kind).toBe('late')
})

test('a redemption that a sale applied can be put back as well; one that came back cannot', () => {
  const standing = (state: Redemption['state']) => standingOf({ state, created_at }, at).kind
  expect([standing('applied'), standing('reversed'), standing('returned')]).toEqual(['fresh', 'reversed', 'returned'])
})

test('benefits are named, and reversals are not takings', () => {
  const item = { type: 'benefit', type_attributes: { definition: { name: 'Free hemming' } } }
  const items = [item, { type: 'reward', type_attributes: {} }, { ...item, type_attributes: null }]
  expect(benefitNamesOf({ items: items as unknown as Redemption['items'] })).toEqual(['Free hemming'])
  const rows = [{ type: 'redeem' }, { type: 'reversal' }, { type: 'return' }] as unknown as Redemption[]
  expect(takings(rows)).toEqual([{ type: 'redeem' }])
})
