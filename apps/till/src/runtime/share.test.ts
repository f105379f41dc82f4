import fc from 'fast-check'
import { expect, test } from 'vitest'

import { openPractice, variants } from '../../test/practice.ts'
import { share } from './share.ts'

test('what did not change is the same object, and what did is as it is now', () => {
  const before = { sale: { lines: [{ id: '1' }, { id: '2' }], total: 5 }, tray: [] }
  const after = share(before, { sale: { lines: [{ id: '1' }, { id: '3' }], total: 5 }, tray: [] })
  expect(after).toEqual({ sale: { lines: [{ id: '1' }, { id: '3' }], total: 5 }, tray: [] })
  expect(after.tray).toBe(before.tray)
  expect(after.sale.lines[0]).toBe(before.sale.lines[0])
  expect(share(before, structuredClone(before))).toBe(before)
})

test('sharing never changes what is said', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      expect(share(before, after)).toEqual(after)
      expect(share(after, structuredClone(after))).toBe(after)
    }),
  )
})

test('a snapshot stays the same object until something changes, and its parts longer', async () => {
  const runtime = await openPractice()
  await runtime.scans.submit(variants[0]?.sku ?? '')
  const before = runtime.getSnapshot()
  expect(runtime.getSnapshot()).toBe(before)
  runtime.setDevice({ ...before.device, approval: { permission: 'discount', expires_at: '2026-01-01 00:00:00' } })
  const after = runtime.getSnapshot()
  expect(after).not.toBe(before)
  expect([after.sale, after.queue, after.tray]).toEqual([before.sale, before.queue, before.tray])
  expect(after.sale).toBe(before.sale)
  expect(after.queue).toBe(before.queue)
  await runtime.close()
})
