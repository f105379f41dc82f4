import { expect, test } from 'vitest'

import { expectAccessible, screenshot, screenSizes } from '../../kit/test/browser.ts'
import {
  expectTargets,
  figure,
  openCounter,
  panel,
  payByCard,
  receiptShown,
  ringUp,
  setTerminal,
  takeReward,
  toPayment,
} from './counter.ts'
import { goods } from './front.ts'

const counter = openCounter()
const everything = Object.values(goods)

test('50.00 of rewards over 65, 115, 25 and 45, the rest in cash: the change stands there, and the shares are 13, 23, 5 and 9', async () => {
  const page = await counter.open()
  const member = await counter.member(50)
  await ringUp(page, [...everything, member])
  await takeReward(page)
  await toPayment(page)
  expect(await figure(panel(page, 'This sale'), 'Left to pay')).toBe('$200.00')
  await page.getByLabel('Amount').pressSequentially('25000', { delay: 60 })
  expect(await page.getByLabel('Amount').inputValue()).toBe('250.00')
  await page.getByText('Change $50.00').waitFor()
  await expectTargets(page)
  await expectAccessible(page)
  await page.setViewportSize(screenSizes.phone)
  await expectTargets(page)
  await page.setViewportSize(screenSizes.till)
  await page.getByRole('button', { name: 'Cash $250.00', exact: true }).click()

  const receiptRef = await receiptShown(page)
  await page.getByRole('region', { name: 'Change' }).getByText('$50.00').waitFor()
  await panel(page, 'Sample Member').getByText('Points earned').waitFor()
  const sale = await counter.sale(receiptRef)
  expect(sale.total).toBe(200)
  expect(sale.items.map(({ redemption_share }) => redemption_share)).toEqual([13, 23, 5, 9])
  expect(sale.payments).toMatchObject([{ type: 'cash', amount: 200 }])
  expect(sale.exceptions).toEqual([])
  const { points, rewards } = await counter.balances(member)
  expect({ points, rewards }).toEqual({ points: sale.points_earned, rewards: 0 })
  expect(await figure(panel(page, 'Sample Member'), 'Points earned')).toBe(String(points))
})

test('the note that a customer hands over is one touch, and gives the change', async () => {
  const page = await counter.open()
  await ringUp(page, [goods.socks, goods.belt])
  await toPayment(page)
  const notes = page.getByRole('group', { name: 'Likely notes' })
  expect(await notes.getByRole('button').allInnerTexts()).toEqual([
    '$70.00\nExact',
    '$80.00\n$10.00 change',
    '$100.00\n$30.00 change',
    '$200.00\n$130.00 change',
  ])
  await screenshot(page, 'till-pay')
  await notes.getByRole('button', { name: 'Cash $100.00, change $30.00' }).click()
  await page.getByRole('region', { name: 'Change' }).getByText('$30.00').waitFor()
  expect((await counter.sale(await receiptShown(page))).total).toBe(70)
})

test('split: 100.00 in cash and the rest by card, all by keyboard', async () => {
  const page = await counter.open()
  await ringUp(page, [goods.scarf, goods.shirt])
  await toPayment(page)
  await page.keyboard.type('10000', { delay: 60 })
  await page.getByText('Leaves $80.00').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Paid: Cash').waitFor()
  expect(await figure(panel(page, 'This sale'), 'Left to pay')).toBe('$80.00')
  await payByCard(page, '$80.00')
  await page.getByText('Waiting for the card').waitFor()
  const { payments } = await counter.sale(await receiptShown(page))
  expect(payments).toMatchObject([
    { type: 'cash', amount: 100 },
    { type: 'card', amount: 80 },
  ])
})

test('a reward that pays for everything leaves nothing to pay', async () => {
  const page = await counter.open()
  const member = await counter.member(70)
  await ringUp(page, [goods.scarf, member])
  await takeReward(page)
  await toPayment(page)
  await page.getByText('Nothing is left to pay.').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Finish the sale' }).click()
  expect(await counter.sale(await receiptShown(page))).toMatchObject({ total: 0 })
  expect(await counter.balances(member)).toMatchObject({ rewards: 5 })
})

test('the terminal does not answer: nothing else can be done, it is asked, and the card was charged once', async () => {
  const page = await counter.open()
  await setTerminal(page, 'No answer, approved')
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.getByRole('button', { name: 'Card $45.00', exact: true }).click()
  await page.getByText('Nobody knows yet whether the card was charged').waitFor()
  expect(await page.getByRole('button', { name: /^Cash/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Stop the payment' }).last().isDisabled()).toBe(true)
  await expectAccessible(page)
  await screenshot(page, 'till-card-unclear')
  // The page dies; the till asks the terminal before anything else, and closes the sale.
  await page.reload()
  const { payments } = await counter.sale(await receiptShown(page))
  expect(payments).toMatchObject([{ type: 'card', amount: 45 }])
})

test('the terminal does not answer, and had declined: nothing was charged, and cash pays', async () => {
  const page = await counter.open()
  await setTerminal(page, 'No answer, declined')
  await ringUp(page, [goods.belt])
  await toPayment(page)
  await page.keyboard.press('F3')
  await page.getByRole('button', { name: 'Ask the terminal' }).click()
  await page.getByText('Card declined: $45.00 was not charged').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('F2')
  expect((await counter.sale(await receiptShown(page))).payments).toMatchObject([{ type: 'cash', amount: 45 }])
})

test('without a basket the payment says what to do', async () => {
  const page = await counter.open()
  await page.goto(`${counter.stage.url}/till/pay`)
  await page.getByText('Nothing to pay').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Back to the sale' }).last().click()
  await page.getByRole('heading', { name: 'Sell' }).waitFor({ state: 'attached' })
})
