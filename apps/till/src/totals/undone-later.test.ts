// A sale that the server refused, undone on a later day: what each day's drawer and slip add up to.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { dayMs, instant } from '@tillside/rules/time'

import {
  type Browser,
  done,
  openStage,
  scanAll,
  scarf,
  shirt,
  type Stage,
  until,
  withCatalogue,
} from '../../test/stage.ts'
import type { TillRuntime } from '../runtime/till-runtime.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** A scarf and a shirt for 50.00 in cash and 130.00 by card, which the server refuses: its key stands for another sale. */
async function sellRefused(runtime: TillRuntime, browser: Browser): Promise<string> {
  await scanAll(runtime, scarf, shirt)
  const { receiptRef } = await done(runtime.paying.takeCash(5000))
  const other = {
    external_id: `other-${receiptRef}`,
    total: 1,
    transacted_at: '2026-01-05 10:00:00',
    timezone: 'UTC',
    items: [],
  }
  const headers = { 'idempotency-key': `${receiptRef}-sale` }
  const { status, body } = await browser.page.post('transactions', other, { headers })
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  await done(runtime.paying.takeCard())
  await until(runtime, ({ queue }) => queue.forStaff.some((item) => item.receiptRef === receiptRef))
  return receiptRef
}

/** The till on the next morning, which begins without the server. */
async function openNextDay(browser: Browser): Promise<TillRuntime> {
  browser.clock = {
    now: () => instant(systemClock.now() + dayMs),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  }
  return (await stage.open(browser, { isCut: true })).runtime
}

const asSold = {
  receipts: 1,
  voided: 0,
  netMinor: 18_000,
  givenBackMinor: 0,
  tenders: [
    { type: 'card', count: 1, amountMinor: 13_000 },
    { type: 'cash', count: 1, amountMinor: 5000 },
  ],
}

test('what was sold stays in the totals of its day, and what goes back is in those of the day on which it goes back', async () => {
  const browser = await stage.browser('Refused', 'supervisor')
  const { runtime } = await stage.open(browser)
  await withCatalogue(runtime)
  const monday = runtime.day.today()
  const receiptRef = await sellRefused(runtime, browser)
  expect(runtime.day.totals(monday)).toMatchObject(asSold)
  await runtime.close()

  const next = await openNextDay(browser)
  await done(next.day.voidSale(receiptRef, 'wrong customer'))
  expect(next.day.totals(monday)).toMatchObject(asSold)
  expect(next.day.receipts(monday)).toMatchObject([{ receiptRef, status: 'voidLater' }])
  // Nothing has left the drawer yet.
  expect(next.day.totals()).toMatchObject({ receipts: 0, netMinor: 0, givenBackMinor: 0, tenders: [] })
  await done(next.paying.giveBack(receiptRef, 0))
  await done(next.paying.giveBack(receiptRef, 1))
  const tuesday = {
    receipts: 0,
    voided: 0,
    netMinor: 0,
    givenBackMinor: 18_000,
    tenders: [
      { type: 'card', count: 1, amountMinor: -13_000 },
      { type: 'cash', count: 1, amountMinor: -5000 },
    ],
  }
  expect(next.day.totals()).toMatchObject(tuesday)
  expect(next.day.totals(monday)).toMatchObject(asSold)
  await next.close()
  // Also after the page was loaded again.
  const again = await openNextDay(browser)
  expect(again.day.totals()).toMatchObject(tuesday)
  expect(again.day.totals(monday)).toMatchObject(asSold)
})

test('undone on its own day it is in no total, before and after its money went back', async () => {
  const browser = await stage.browser('Refused today', 'supervisor')
  const { runtime } = await stage.open(browser)
  await withCatalogue(runtime)
  const receiptRef = await sellRefused(runtime, browser)
  await done(runtime.day.voidSale(receiptRef, 'wrong customer'))
  const undone = { receipts: 0, voided: 1, netMinor: 0, givenBackMinor: 0, tenders: [] }
  expect(runtime.day.totals()).toMatchObject(undone)
  await done(runtime.paying.giveBack(receiptRef, 0))
  expect(runtime.day.totals()).toMatchObject(undone)
})
