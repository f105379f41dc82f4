// Whether leave is still good is told by the server's clock, also to a till whose own is wrong and that was restarted without it.
import { hourMs, instant, type Instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { openMemoryShelf } from '../adapters/memory-shelf.ts'
import { openCounter, openVirtualClock } from '../../test/counter.ts'
import { adaId, morning, openLeaveServer } from '../../test/leave.ts'

/** A till that got its leave, lost the line, and was started again after so many hours with its clock at this. */
async function startAgain(aheadMs: number, hours: number, startsAt?: (now: Instant) => Instant) {
  const clock = openVirtualClock(instant(morning + aheadMs))
  const { server, line } = openLeaveServer(() => instant(clock.now() - aheadMs))
  const shelf = openMemoryShelf()
  const first = await openCounter(server, { clock, shelf })
  await clock.until(first.till.allowances?.refresh(adaId) ?? Promise.resolve(null))
  line.isUp = false
  const now = instant(clock.now() + hours * hourMs)
  clock.set(startsAt?.(now) ?? now)
  const second = await openCounter(server, { clock, shelf, memory: first.memory })
  await second.sell('AWAY')
  const checkout = await second.begin('R-1')
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  const { state, attempts } = checkout.current
  const spentAt = attempts[0]?.allowance?.spentAt
  return { state, hoursSpentAfter: spentAt && Math.round((spentAt - morning) / hourMs) }
}

const days = 24 * hourMs

test.each([
  ['days behind', -3 * days],
  ['days ahead', 3 * days],
  ['right', 0],
])('a clock that is %s: what is good is spent with the server’s time after a restart', async (_, aheadMs) => {
  expect(await startAgain(aheadMs, 11)).toEqual({ state: 'redeemed', hoursSpentAfter: 11 })
})

test.each([
  ['days behind', -3 * days],
  ['days ahead', 3 * days],
  ['right', 0],
])('a clock that is %s: what is over is not spent after a restart', async (_, aheadMs) => {
  expect((await startAgain(aheadMs, 40)).state).toBe('redeeming')
})

test('a clock that shows less than when the server was last heard says nothing: nothing is spent', async () => {
  expect((await startAgain(0, 1, () => instant(morning - hourMs))).state).toBe('redeeming')
})
