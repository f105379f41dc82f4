// A sale that is undone, on the real server: where the money, the reward and the points are afterwards, and what is still to be done.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { dayMs, instant } from '@tillside/rules/time'

import { done, openGate, openStage, scanAll, scarf, shirt, type Stage, until } from '../../test/stage.ts'
import type { TillRuntime } from '../runtime/till-runtime.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const isQuiet = (runtime: TillRuntime) =>
  until(runtime, ({ queue }) => queue.waiting.length + queue.refunding.length + queue.undoing.length === 0)

/** A scarf and a shirt with 50.00 of a reward: 50.00 of the 130.00 in cash, the rest by card. */
async function sell(runtime: TillRuntime) {
  const { profileId, card } = await stage.member(50)
  await scanAll(runtime, scarf, shirt, card)
  await until(runtime, ({ member }) => member?.spendableMinor === 5000)
  await done(runtime.selling.redeem(5000))
  await done(runtime.paying.takeCash(5000))
  const { receiptRef } = await done(runtime.paying.takeCard())
  await isQuiet(runtime)
  return { profileId, receiptRef }
}

/** The first line of it, for cash. */
async function bringBack(runtime: TillRuntime, receiptRef: string): Promise<string> {
  const returnable = await done(runtime.returns.find(receiptRef))
  await done(runtime.returns.add(returnable, [{ lineId: '1', units: 1 }]))
  const paid = await done(runtime.paying.payOutCash())
  await isQuiet(runtime)
  return paid.receiptRef
}

const balances = (profileId: string) => stage.counter.balances(profileId)

test('the reward and the points are as before, and each tender is given back once: cash by hand, the card by the terminal', async () => {
  const { runtime } = await stage.openTill('Undone', 'supervisor')
  const { profileId, receiptRef } = await sell(runtime)
  await done(runtime.day.voidSale(receiptRef, 'wrong goods'))
  await isQuiet(runtime)
  expect(await balances(profileId)).toEqual({ rewards: 50, points: 0 })
  expect(runtime.getSnapshot().toGiveBack).toEqual([
    { receiptRef, index: 0, type: 'cash', amountMinor: 5000 },
    { receiptRef, index: 1, type: 'card', amountMinor: 8000 },
  ])
  expect(await done(runtime.day.end())).toMatchObject({ totals: { netMinor: 0, voided: 1 } })
  await done(runtime.paying.giveBack(receiptRef, 0))
  await done(runtime.paying.giveBack(receiptRef, 1))
  expect(await runtime.paying.giveBack(receiptRef, 1)).toMatchObject({ refusal: { code: 'nothing_to_give_back' } })
  expect(runtime.getSnapshot()).toMatchObject({ toGiveBack: [], card: null })
})

test('a sale of which something came back is not undone: its money would be given back twice', async () => {
  const { runtime } = await stage.openTill('Came back', 'supervisor')
  const { profileId, receiptRef } = await sell(runtime)
  await bringBack(runtime, receiptRef)
  const before = await balances(profileId)
  expect(await runtime.day.voidSale(receiptRef, 'late')).toMatchObject({ refusal: { code: 'goods_came_back' } })
  expect([await balances(profileId), runtime.getSnapshot().toGiveBack]).toEqual([before, []])
})

test('nor one of which something came back on another till', async () => {
  const { runtime } = await stage.openTill('Sold here', 'supervisor')
  const { receiptRef } = await sell(runtime)
  const { runtime: other } = await stage.openTill('Came back there', 'supervisor')
  await bringBack(other, receiptRef)
  expect(await runtime.day.voidSale(receiptRef, 'late')).toMatchObject({ refusal: { code: 'goods_came_back' } })
})

test('a sale of the day before is not undone, since its totals stand', async () => {
  const { runtime, browser } = await stage.openTill('Yesterday', 'supervisor')
  const { receiptRef } = await sell(runtime)
  await runtime.close()
  browser.clock = {
    now: () => instant(systemClock.now() + dayMs),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  }
  const { runtime: next, line } = await stage.open(browser)
  line.isCut = true
  expect(await next.day.voidSale(receiptRef, 'late')).toMatchObject({ refusal: { code: 'sale_of_other_day' } })
})

test('without the server the sale is undone on the till, and the day does not say that the server has everything', async () => {
  const { runtime, line } = await stage.openTill('Away', 'supervisor')
  const { profileId, receiptRef } = await sell(runtime)
  line.isCut = true
  await done(runtime.day.voidSale(receiptRef, 'wrong goods'))
  expect(runtime.getSnapshot().queue.undoing).toEqual([receiptRef])
  expect(await done(runtime.day.end())).toMatchObject({ totals: { waiting: 1, voided: 1 } })
  expect(await balances(profileId)).toMatchObject({ rewards: 0 })
  line.isCut = false
  await runtime.day.drain()
  await isQuiet(runtime)
  expect(await balances(profileId)).toEqual({ rewards: 50, points: 0 })
  expect(await done(runtime.day.end())).toMatchObject({ totals: { waiting: 0 } })
})

test('a return that is undone after its share went back: the customer hands the money back, and staff see who has the reward', async () => {
  const { runtime } = await stage.openTill('Return undone', 'supervisor')
  const { receiptRef } = await sell(runtime)
  const back = await bringBack(runtime, receiptRef)
  await done(runtime.day.voidSale(back, 'wrong goods'))
  await isQuiet(runtime)
  const { toGiveBack, queue } = runtime.getSnapshot()
  expect(toGiveBack).toEqual([{ receiptRef: back, index: 0, type: 'cash', amountMinor: -4694 }])
  expect(queue.forStaff).toMatchObject([{ receiptRef: back, codes: ['refund_without_return'] }])
})

test('goods that wait in a basket come back on another till meanwhile: they are not paid out a second time', async () => {
  const { runtime } = await stage.openTill('Slow', 'supervisor')
  const { runtime: other } = await stage.openTill('Quick', 'supervisor')
  const { receiptRef } = await sell(runtime)
  const returnable = await done(runtime.returns.find(receiptRef))
  await done(runtime.returns.add(returnable, [{ lineId: '1', units: 1 }]))
  await bringBack(other, receiptRef)
  expect(await runtime.paying.begin()).toMatchObject({ refusal: { code: 'line_beyond_sold' } })
  expect(await runtime.paying.payOutCash()).toMatchObject({ refusal: { code: 'line_beyond_sold' } })
  expect(runtime.getSnapshot().sale).toMatchObject({ state: 'open', leftMinor: -4694, tenders: [] })
  // What is left of it comes back all the same.
  const [line] = runtime.getSnapshot().sale?.lines ?? []
  await done(runtime.selling.remove(line?.id ?? ''))
  await done(runtime.returns.add(await done(runtime.returns.find(receiptRef)), [{ lineId: '2', units: 1 }]))
  await done(runtime.paying.payOutCash())
})

test('the same goods come back on two tills at once: the one that came second is for staff, and counts no reward', async () => {
  const { runtime } = await stage.openTill('First', 'supervisor')
  const { runtime: other } = await stage.openTill('Second', 'supervisor')
  const { profileId, receiptRef } = await sell(runtime)
  for (const till of [runtime, other]) {
    const returnable = await done(till.returns.find(receiptRef))
    await done(till.returns.add(returnable, [{ lineId: '1', units: 1 }]))
    await done(till.paying.begin())
  }
  await done(runtime.paying.payOutCash())
  await isQuiet(runtime)
  const second = await done(other.paying.payOutCash())
  await isQuiet(other)
  expect((await balances(profileId)).rewards).toBe(18.06)
  expect(other.getSnapshot().queue.forStaff).toMatchObject([
    { receiptRef: second.receiptRef, codes: ['return_exceeds_sale'] },
  ])
  expect([runtime.day.totals().rewardBackMinor, other.day.totals().rewardBackMinor]).toEqual([1806, 0])
})

test('a share that the server will not give back is none that went back', async () => {
  const { runtime, line } = await stage.openTill('Share refused', 'supervisor')
  const { receiptRef } = await sell(runtime)
  const returnable = await done(runtime.returns.find(receiptRef))
  await done(runtime.returns.add(returnable, [{ lineId: '1', units: 1 }]))
  const gate = openGate()
  line.hold = (asked) => (asked.endsWith('/return') ? gate.opened : null)
  const { receiptRef: back } = await done(runtime.paying.payOutCash())
  await until(runtime, ({ queue }) => queue.refunding.length === 1)
  expect(runtime.day.totals().rewardBackMinor).toBe(1806)
  // The whole sale is voided at the office meanwhile, with its reward.
  const { body } = await stage.shop.get(`transactions/external/${receiptRef}`)
  const voided = await stage.shop.put(`transactions/${body.data.id}`, { is_void: true })
  expect(voided.status, JSON.stringify(voided.body)).toBeLessThan(300)
  gate.open()
  const { queue } = await until(runtime, (snapshot) => snapshot.queue.refunding.length === 0)
  expect(queue.forStaff).toMatchObject([{ receiptRef: back }])
  expect(runtime.day.totals().rewardBackMinor).toBe(0)
})
