// Whose name a receipt bears: of whoever closed the sale, and not of whoever looks at it.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { done, openStage, pins, scanAll, scarf, type Stage, withCatalogue } from '../../test/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

test('a receipt names who served, also when a colleague opens it, and after the page was loaded again', async () => {
  const browser = await stage.browser('Shift')
  const { runtime } = await stage.open(browser)
  await withCatalogue(runtime)
  const cashier = runtime.getSnapshot().device.staff
  await scanAll(runtime, scarf)
  const { receiptRef } = await done(runtime.paying.takeCash(6500))

  const [staff_id, pin] = pins.supervisor
  expect((await browser.page.post('device/session', { staff_id, pin })).status).toBe(201)
  runtime.setDevice(await stage.device(browser))
  const supervisor = runtime.getSnapshot().device.staff
  expect(supervisor?.number).not.toBe(cashier?.number)
  expect((await done(runtime.receipts.open(receiptRef ?? ''))).staffName).toBe(cashier?.full_name)

  await runtime.close()
  const { runtime: again } = await stage.open(browser)
  expect(again.getSnapshot().device.staff?.number).toBe(supervisor?.number)
  expect((await done(again.receipts.open(receiptRef ?? ''))).staffName).toBe(cashier?.full_name)
})
