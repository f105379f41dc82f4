import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { expectAccessible, screenshot } from '../../kit/test/browser.ts'
import {
  expectTargets,
  figure,
  goTo,
  keepPage,
  openCounter,
  panel,
  payByCard,
  receiptShown,
  ringUp,
  setTerminal,
  takeReward,
  toPayment,
} from './counter.ts'
import { mei } from '../../kit/test/people.ts'
import { goods } from './front.ts'

const counter = openCounter()

test('the day’s totals add up to what the server recorded, by tender, and the day is closed', async () => {
  const page = await counter.open()
  const member = await counter.member(10)
  await ringUp(page, [goods.scarf, goods.belt, member])
  await takeReward(page)
  await toPayment(page)
  await page.keyboard.type('4000', { delay: 60 })
  await page.keyboard.press('F2')
  await page.getByText('Paid: Cash').waitFor()
  await payByCard(page, '$60.00')
  const receiptRef = await receiptShown(page)
  await panel(page, 'Sample Member').getByText('Points earned').waitFor()
  await page.getByRole('button', { name: 'Next sale' }).click()
  const refund = await bringBack(page, receiptRef, 'Leather belt')
  await panel(page, 'Sample Member').getByText('Points taken back').waitFor()
  await page.getByRole('button', { name: 'Next sale' }).click()
  await goTo(page, 'Day’s totals')

  const [sold, back] = [await counter.sale(receiptRef), await counter.sale(refund)]
  expect([sold.total, sold.points_earned, back.total]).toEqual([100, 100, -40.91])
  expect(back.items[0]?.returns).toMatchObject([{ points: 40.91, amount: 4.09 }])
  const figures = page.getByRole('main')
  expect(await figure(figures, 'Sold')).toBe('$110.00')
  expect(await figure(figures, 'Paid by rewards')).toBe('-$10.00')
  expect(await figure(figures, 'Taken back')).toBe('-$40.91')
  expect(await figure(figures, 'Rewards given back')).toBe('$4.09')
  expect(await figure(figures, 'Charged')).toBe('$59.09')
  expect(await figure(panel(page, 'How it was paid'), 'Cash')).toBe('-$0.91')
  expect(await figure(panel(page, 'How it was paid'), 'Card')).toBe('$60.00')
  expect(await figure(panel(page, 'Points'), 'Earned')).toBe('100')
  expect(await figure(panel(page, 'Points'), 'Taken back')).toBe('-40.91')
  expect(await counter.balances(member)).toEqual({ rewards: 4.09, points: 59.09 })
  await page.getByRole('button', { name: receiptRef }).waitFor()
  await page.getByRole('button', { name: 'Close the day' }).click()
  await page.getByText('The day is closed. The server has everything.').waitFor()
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-totals')

  await page.getByText('Yesterday').click()
  await page.getByText('Nothing was sold on this day').waitFor()
  await expectAccessible(page)
})

/** One piece of a line comes back, for cash. Returns the number of its receipt. */
async function bringBack(page: Page, receiptRef: string, name: string): Promise<string> {
  await goTo(page, 'Returns')
  await page.getByLabel('Receipt number').fill(receiptRef)
  await page.keyboard.press('Enter')
  await page
    .getByRole('group', { name: `How many of ${name}` })
    .getByRole('button', { name: 'One more' })
    .click()
  await page.getByRole('button', { name: 'Return and pay' }).click()
  await page.getByRole('button', { name: /^Pay out .* in cash$/ }).click()
  return receiptShown(page)
}

test('a day is not closed over a reward that a sale holds: which one, how much and what to do stand there', async () => {
  const page = await counter.open()
  const member = await counter.member(10)
  await ringUp(page, [goods.scarf, member])
  await takeReward(page)
  await goTo(page, 'Day’s totals')
  const ending = panel(page, 'Close the day')
  await ending.getByText(/^Sale .+ still holds a reward: \$10\.00$/).waitFor()
  await ending.getByText('It left the balance of Sample Member', { exact: false }).waitFor()
  await ending.getByRole('button', { name: 'Close the day' }).click()
  await ending.getByText('The day is closed, but what stands above is still open.', { exact: false }).waitFor()
  expect(await page.getByText('The server has everything', { exact: false }).count()).toBe(0)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Give back' }).click()
  await page.getByText('is back with the customer', { exact: false }).waitFor()
  await goTo(page, 'Day’s totals')
  await ending.getByRole('button', { name: 'Close the day' }).click()
  await page.getByText('The day is closed. The server has everything.').waitFor()
})

test('nor over a card of which nobody knows whether it was charged', async () => {
  const page = await counter.open()
  await setTerminal(page, 'No answer, approved')
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.keyboard.press('F3')
  await page.getByText('Nobody knows yet whether the card was charged').waitFor()
  await goTo(page, 'Day’s totals')
  const ending = panel(page, 'Close the day')
  await ending.getByText(/^Nobody knows yet whether the card was charged: \$45\.00 for .+$/).waitFor()
  await ending.getByRole('button', { name: 'Close the day' }).click()
  await ending.getByText('The day is closed, but what stands above is still open.', { exact: false }).waitFor()
  expect(await page.getByText('The server has everything', { exact: false }).count()).toBe(0)
})

test('a refused sale that is undone on the next day: yesterday stays as it was counted, and today says what went back', async () => {
  const page = await counter.open({ staff: mei })
  const context = page.context()
  await keepPage(page)
  await counter.stage.setOffline(context, true)
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.keyboard.press('F2')
  const receiptRef = await receiptShown(page)
  // The server refuses it: its key stands for another sale.
  const other = { external_id: `other-${receiptRef}`, total: 1, transacted_at: '2026-01-05 10:00:00', timezone: 'UTC' }
  const answer = await context.request.post(`${counter.stage.url}/till/api/v3/transactions`, {
    data: { ...other, items: [] },
    headers: { origin: counter.stage.url, 'idempotency-key': `${receiptRef}-sale` },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  await counter.stage.setOffline(context, false)
  await page.getByRole('button', { name: 'Next sale' }).click()
  await goTo(page, 'What waits')
  await panel(page, 'Needs a decision').getByText(receiptRef).waitFor()

  // The next morning begins without the server, which would say what day it is.
  await counter.stage.setOffline(context, true)
  await context.addInitScript(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 86_400_000
  })
  await page.reload()
  await panel(page, 'Needs a decision').getByRole('button', { name: receiptRef }).click()
  await page.getByRole('button', { name: 'Undo this sale' }).click()
  await page.getByRole('button', { name: 'Undo the sale' }).click()
  await page.getByText('It stays in the totals of the day on which it was sold.', { exact: false }).waitFor()
  await page.getByRole('button', { name: '$45.00 given back' }).click()
  await page.getByText('No money has to be given back.').waitFor()
  await goTo(page, 'Day’s totals')
  const figures = page.getByRole('main')
  expect(await figure(figures, 'Given back for sales undone')).toBe('-$45.00')
  expect(await figure(panel(page, 'How it was paid'), 'Cash')).toBe('-$45.00')
  expect(await figure(panel(page, 'How it was paid'), 'Together')).toBe('-$45.00')
  await expectAccessible(page)
  await screenshot(page, 'till-totals-undone')
  await page.getByText('Yesterday').click()
  await page.getByText('undone on a later day').waitFor()
  expect(await figure(panel(page, 'How it was paid'), 'Together')).toBe('$45.00')
})

test('without the server the queue shows each sale, safe on the till; when it is back all are told', async () => {
  const page = await counter.open()
  await keepPage(page)
  await counter.stage.setOffline(page.context(), true)
  const receipts: string[] = []
  for (const thing of [goods.socks, goods.belt]) {
    await ringUp(page, [thing])
    await toPayment(page)
    await page.keyboard.press('F2')
    receipts.push(await receiptShown(page))
    await page.getByRole('button', { name: 'Next sale' }).click()
  }
  await goTo(page, 'What waits')
  for (const receiptRef of receipts) await panel(page, 'Waiting for the server').getByText(receiptRef).waitFor()
  await panel(page, 'Waiting for the server').getByText('The server does not answer').waitFor()
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-queue')
  await counter.stage.setOffline(page.context(), false)
  await panel(page, 'Waiting for the server').getByRole('button', { name: 'Tell the server now' }).click()
  await page.getByText('The server has every sale of this till.').waitFor()
  for (const receiptRef of receipts) expect(await counter.sale(receiptRef)).toMatchObject({ exceptions: [] })
  await page.getByText('Nothing needs a decision.').waitFor()
  await expectAccessible(page)
})
