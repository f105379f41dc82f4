// What the till does with leave that is over: it is ended once, never comes back, and is not forgotten before.
import { hourMs, instant } from '@tillside/rules/time'
import { expect, test } from 'vitest'

import { openMemoryShelf } from '../adapters/memory-shelf.ts'
import { no, openCounter, openVirtualClock } from '../../test/counter.ts'
import { adaId, morning, openLeaveServer } from '../../test/leave.ts'
import type { Allowances } from './allowances.ts'

async function openTill() {
  const clock = openVirtualClock(morning)
  const shop = openLeaveServer(() => clock.now())
  const shelf = openMemoryShelf()
  const counter = await openCounter(shop.server, { clock, shelf })
  return { ...shop, counter, clock, shelf, allowances: counter.till.allowances as Allowances }
}
type Opened = Awaited<ReturnType<typeof openTill>>

async function spendWithoutServer({ counter, clock, line }: Opened, receiptRef: string) {
  line.isUp = false
  await counter.sell(`${receiptRef}-away`)
  const checkout = await counter.begin(receiptRef)
  await clock.until(checkout.redeem({ amountMinor: 500 }))
  return checkout
}

test('leave that is ended while its answer is still on the way does not come back, and nothing is spent from it (R11)', async () => {
  const till = await openTill()
  const { clock, allowances, line, granted } = till
  await clock.until(allowances.refresh(adaId))
  // The card is scanned again and the answer is lost; meanwhile the day ends.
  line.losesNext = '/allowances'
  const again = allowances.refresh(adaId)
  await clock.until(Promise.all([again, allowances.finish()]))
  expect(granted.map(({ isReported }) => isReported)).toEqual([true])
  expect(allowances.find(adaId)).toBeUndefined()
  expect((await spendWithoutServer(till, 'R-1')).current.state).toBe('redeeming')
})

test('leave that was asked for while the last one was being ended is kept, and is ended in its turn', async () => {
  const { clock, allowances, line, granted } = await openTill()
  await clock.until(allowances.refresh(adaId))
  line.losesNext = '/report'
  const ending = allowances.finish()
  const [, next] = await clock.until(Promise.all([ending, allowances.refresh(adaId)]))
  expect([next?.id, allowances.find(adaId)?.allowance.id]).toEqual(['a2', 'a2'])
  expect(await clock.until(allowances.finish())).toEqual([])
  expect(granted.map(({ isReported }) => isReported)).toEqual([true, true])
})

test('leave with a spend that is still to be reported is not forgotten over the next: each gets its last report (R11)', async () => {
  const till = await openTill()
  const { counter, clock, allowances, line, reports } = till
  await clock.until(allowances.refresh(adaId))
  const checkout = await spendWithoutServer(till, 'R-1')
  await counter.pay(checkout, 500)
  // Two days later the line is back, and the card is scanned before the backlog has gone.
  clock.set(instant(clock.now() + 48 * hourMs))
  line.isUp = true
  expect((await clock.until(allowances.refresh(adaId)))?.id).toBe('a2')
  await clock.until(counter.till.drain())
  expect(await clock.until(allowances.finish())).toEqual([])
  expect(reports).toEqual(['a1 1', 'a1 0 last', 'a2 0 last'])
})

test('the end of the day says which leave has to wait for the report of a spend', async () => {
  const till = await openTill()
  const { counter, clock, allowances, line, reports } = till
  await clock.until(allowances.refresh(adaId))
  const checkout = await spendWithoutServer(till, 'R-1')
  line.isUp = true
  expect((await clock.until(allowances.finish())).map(({ id }) => id)).toEqual(['a1'])
  expect(reports).toEqual([])
  await counter.pay(checkout, 500)
  await clock.until(counter.till.drain())
  expect(await clock.until(allowances.finish())).toEqual([])
  expect(reports).toEqual(['a1 1', 'a1 0 last'])
})

test.each([
  ['offline_off', null],
  ['offline_ceiling_reached', null],
  ['device_taken', 'device_taken'],
])('leave that is refused with %s: only what somebody has to mend is an error', async (code, thrown) => {
  const { till, clock } = await openCounter(() => no(422, code), { shelf: openMemoryShelf() })
  const asked = clock.until(till.allowances?.refresh(adaId) ?? Promise.reject(new Error('none')))
  expect(await asked.catch((error: { code: string }) => error.code)).toBe(thrown)
})

test('a shelf of another version is forgotten, and the same leave is handed out again', async () => {
  const { clock, counter, shelf, allowances, server } = await openTill()
  await clock.until(allowances.refresh(adaId))
  await shelf.write(
    JSON.stringify({ allowances: [null, {}, { id: 'a1', signature: 's' }], serverTime: 'noon', heard: {} }),
  )
  const second = await openCounter(server, { clock, shelf, memory: counter.memory })
  const reopened = second.till.allowances as Allowances
  expect(reopened.find(adaId)).toBeUndefined()
  await clock.until(reopened.refresh(adaId))
  expect(reopened.find(adaId)?.allowance.id).toBe('a1')
})
