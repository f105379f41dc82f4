import { expect, test } from 'vitest'

import { expectAccessible, screenshot } from '../../kit/test/browser.ts'
import {
  expectTargets,
  figure,
  goTo,
  keepPage,
  openCounter,
  panel,
  receiptShown,
  ringUp,
  scanUntil,
  takeReward,
  toPayment,
} from './counter.ts'
import { goods } from './front.ts'

const counter = openCounter()
const everything = Object.values(goods)

/** Sells all four with 50.00 of a reward, on a till of its own. */
async function sell() {
  const page = await counter.open()
  const member = await counter.member(50)
  await ringUp(page, [...everything, member])
  await takeReward(page)
  await toPayment(page)
  await page.keyboard.press('F2')
  const receiptRef = await receiptShown(page)
  await panel(page, 'Sample Member').getByText('Points earned').waitFor()
  await page.getByRole('button', { name: 'Next sale' }).click()
  return { page, member, receiptRef }
}

test('by the receipt of another till: the shares and the points are shown before anybody confirms, and the server does just that', async () => {
  const { member, receiptRef } = await sell()
  expect(await counter.balances(member)).toEqual({ rewards: 0, points: 200 })
  const page = await counter.open()
  await scanUntil(page, `R${receiptRef}`, page.getByText(`By receipt ${receiptRef}`))
  for (const share of ['$13.00', '$23.00', '$5.00', '$9.00']) {
    await page.getByText(`${share} of it was paid by a reward`).waitFor()
  }
  const worth = panel(page, 'The customer gets')
  expect(await worth.getByRole('button', { name: 'Return and pay' }).isDisabled()).toBe(true)
  await page.getByRole('group', { name: 'How many of Linen shirt' }).getByRole('button', { name: 'One more' }).click()
  expect(await figure(worth, 'Money')).toBe('$92.00')
  expect(await figure(worth, 'As a reward')).toBe('$23.00')
  expect(await figure(worth, 'Points')).toBe('-92')
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-returns')
  await worth.getByRole('button', { name: 'Return and pay' }).click()
  await page.getByRole('button', { name: 'Pay out $92.00 in cash' }).click()
  await receiptShown(page)
  await expect.poll(() => counter.balances(member)).toEqual({ rewards: 23, points: 108 })

  // The rest of it: the shirt is gone from what can come back.
  await page.getByRole('button', { name: 'Next sale' }).click()
  await scanUntil(page, `R${receiptRef}`, page.getByText(`By receipt ${receiptRef}`))
  await page.getByText('All came back').waitFor()
  await page.getByRole('button', { name: 'Everything' }).click()
  expect(await figure(worth, 'As a reward')).toBe('$27.00')
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Back to the card: $108.00' }).click()
  await receiptShown(page)
  await expect.poll(() => counter.balances(member)).toEqual({ rewards: 50, points: 0 })
})

test('an exchange is one basket: the scarf comes back, a shirt goes out, the customer pays the difference', async () => {
  const { page, member, receiptRef } = await sell()
  await goTo(page, 'Returns')
  await page.getByLabel('Receipt number').fill(receiptRef.toLowerCase())
  await page.getByRole('button', { name: 'Find the receipt' }).click()
  await page.getByRole('group', { name: 'How many of Silk scarf' }).getByRole('button', { name: 'One more' }).click()
  await page.getByRole('button', { name: 'Exchange for other goods' }).click()
  await panel(page, 'Goods')
    .getByRole('button', { name: /^Linen shirt/ })
    .click()
  await toPayment(page)
  // 115.00 less the 52.00 that were charged for the scarf.
  await page.getByRole('button', { name: 'Cash $63.00', exact: true }).click()
  const sale = await counter.sale(await receiptShown(page))
  expect(sale).toMatchObject({ total: 63, exceptions: [] })
  await expect.poll(() => counter.balances(member)).toEqual({ rewards: 13, points: 263 })
})

test('goods that came back on another till while they stood in the basket are not paid out again, and the cashier is told', async () => {
  const { page, receiptRef } = await sell()
  const other = await counter.open()
  for (const till of [page, other]) {
    await goTo(till, 'Returns')
    await till.getByLabel('Receipt number').fill(receiptRef)
    await till.keyboard.press('Enter')
    await till.getByRole('group', { name: 'How many of Silk scarf' }).getByRole('button', { name: 'One more' }).click()
    await till.getByRole('button', { name: 'Exchange for other goods' }).click()
    await panel(till, 'Total').getByText('$52.00').first().waitFor()
  }
  await toPayment(other)
  await other.getByRole('button', { name: 'Pay out $52.00 in cash' }).click()
  const back = await counter.sale(await receiptShown(other))
  expect(back).toMatchObject({ total: -52, exceptions: [] })
  await toPayment(page)
  await page.getByText('More than that cannot come back').waitFor()
  await page.getByRole('button', { name: 'Pay out $52.00 in cash' }).click()
  await page.getByText('More than that cannot come back').waitFor()
  await page.getByRole('button', { name: 'Stop the payment' }).last().click()
  await page.getByRole('heading', { name: 'Sell' }).waitFor({ state: 'attached' })
})

test('a receipt that nobody knows yet changes nothing, and says why it may be so', async () => {
  const page = await counter.open({ path: '/till/returns' })
  await page.getByLabel('Receipt number').waitFor()
  await expectAccessible(page)
  await page.getByLabel('Receipt number').fill('99-261201-0001-0')
  await page.keyboard.press('Enter')
  await page.getByText('Nobody knows receipt 99-261201-0001-0 yet').waitFor()
  await page.getByText('the customer’s reward and points are as they were').waitFor()
  await expectAccessible(page)
})

test('a sale of this till that is not recorded yet comes back all the same; one of another till waits for the server', async () => {
  const other = await sell()
  const page = await counter.open()
  await keepPage(page)
  await counter.stage.setOffline(page.context(), true)
  await ringUp(page, [goods.socks])
  await toPayment(page)
  await page.keyboard.press('F2')
  const receiptRef = await receiptShown(page)
  await page.getByText('This sale is safe on the till.').waitFor()
  await page.getByRole('button', { name: 'Next sale' }).click()

  await scanUntil(
    page,
    `R${other.receiptRef}`,
    page.getByRole('status').getByText('The server does not answer').first(),
  )
  await page.keyboard.press('Escape')
  await scanUntil(page, `R${receiptRef}`, page.getByText(`By receipt ${receiptRef}`))
  await page.getByText('This sale is not recorded yet').waitFor()
  await page.getByRole('button', { name: 'Everything' }).click()
  expect(await figure(panel(page, 'The customer gets'), 'Money')).toBe('$25.00')
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Pay out $25.00 in cash' }).click()
  const back = await receiptShown(page)
  await counter.stage.setOffline(page.context(), false)
  await page.getByText('This sale is safe on the till.').waitFor({ state: 'detached' })
  expect(await counter.sale(back)).toMatchObject({ total: -25, exceptions: [] })
})
