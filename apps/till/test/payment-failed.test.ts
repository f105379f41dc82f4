import { expect, test } from 'vitest'

import { expectAccessible, screenshot } from '../../kit/test/browser.ts'
import {
  expectTargets,
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

test('the card is declined and the customer leaves: the reward comes back before the cashier’s eyes, and the cash is given back once', async () => {
  const page = await counter.open()
  const member = await counter.member(40)
  await setTerminal(page, 'Decline')
  await ringUp(page, [goods.scarf, member])
  await takeReward(page)
  expect(await counter.balances(member)).toMatchObject({ rewards: 0 })
  await toPayment(page)
  await page.keyboard.type('1000', { delay: 60 })
  await page.keyboard.press('F2')
  await page.getByText('Paid: Cash').waitFor()
  await payByCard(page, '$15.00')
  await page.getByText('Card declined: $15.00 was not charged').waitFor()
  await page.getByText('The reward of $40.00 is still used for this sale.').waitFor()
  await page.getByRole('button', { name: 'Stop the payment and give the reward back' }).click()

  await page.getByRole('heading', { name: 'Back with Sample Member' }).waitFor()
  await page.getByText('Sample Member can spend $40.00.').waitFor()
  expect(await counter.balances(member)).toMatchObject({ rewards: 40 })
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-payment-failed')
  await page.getByRole('button', { name: '$10.00 given back' }).click()
  await page.getByText('No money has to be given back.').waitFor()
  expect(await page.getByRole('button', { name: /given back$/ }).count()).toBe(0)
  // The basket is as it was, and is sold without the reward.
  await page.getByRole('button', { name: 'Try the payment again' }).click()
  await page.getByRole('button', { name: 'Cash $65.00', exact: true }).click()
  const sale = await counter.sale(await receiptShown(page))
  expect(sale).toMatchObject({ total: 65, exceptions: [] })
  expect(await counter.balances(member)).toMatchObject({ rewards: 40, points: 65 })
})

test('the server does not answer: the reward is on its way back, and is back as soon as it does', async () => {
  const page = await counter.open()
  const member = await counter.member(20)
  await ringUp(page, [goods.belt, member])
  await takeReward(page)
  await toPayment(page)
  await counter.stage.setOffline(page.context(), true)
  await page.getByRole('button', { name: 'Stop the payment and give the reward back' }).click()
  await page.getByRole('heading', { name: 'On its way back to Sample Member' }).waitFor()
  await page.getByText('The server does not answer just now.').waitFor()
  expect(await counter.balances(member)).toMatchObject({ rewards: 0 })
  await expectAccessible(page)
  // The customer does not wait for the server: the payment is tried without the reward, and stopped again.
  await page.getByRole('button', { name: 'Try the payment again' }).click()
  await page.getByRole('button', { name: 'Cash $45.00', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Stop the payment', exact: true }).last().click()
  await page.getByRole('heading', { name: 'Sell' }).waitFor({ state: 'attached' })
  await panel(page, 'Total').getByRole('button', { name: /^Pay/ }).click()
  await page.getByRole('heading', { name: 'On its way back to Sample Member' }).waitFor()
  await counter.stage.setOffline(page.context(), false)
  await page.getByRole('heading', { name: 'Back with Sample Member' }).waitFor()
  expect(await counter.balances(member)).toMatchObject({ rewards: 20 })
  await page.getByRole('button', { name: 'Cancel the sale' }).click()
  await page.getByRole('heading', { name: 'Sell' }).waitFor({ state: 'attached' })
})

test('money that was paid by card goes back to the card', async () => {
  const page = await counter.open()
  await ringUp(page, [goods.shirt])
  await toPayment(page)
  await page.keyboard.type('5000', { delay: 60 })
  await page.keyboard.press('F3')
  await page.getByText('Paid: Card').waitFor()
  await page.getByRole('button', { name: 'Stop the payment' }).last().click()
  await page.getByText('No reward was used').waitFor()
  await page.getByRole('button', { name: 'Give $50.00 back to the card' }).click()
  await page.getByText('No money has to be given back.').waitFor()
  await panel(page, 'What now?').getByRole('button', { name: 'Back to the sale' }).click()
  await page.getByRole('heading', { name: 'Sell' }).waitFor({ state: 'attached' })
})

test('the page is opened anew with money still to be given back: it says where the reward is, and no payment begins under the finger that gives back', async () => {
  const page = await counter.open()
  const member = await counter.member(20)
  await ringUp(page, [goods.shirt, member])
  await takeReward(page)
  await toPayment(page)
  await page.keyboard.type('3000', { delay: 60 })
  await page.keyboard.press('F2')
  await page.getByText('Paid: Cash').waitFor()
  await page.getByRole('button', { name: 'Stop the payment and give the reward back' }).click()
  await page.getByRole('heading', { name: 'Back with Sample Member' }).waitFor()
  await page.reload()
  await page.getByText('what was used for this sale is back with the customer').waitFor()
  await page.getByRole('button', { name: '$30.00 given back' }).dblclick()
  await page.getByText('No money has to be given back.').waitFor()
  await page.getByRole('heading', { name: 'The payment was stopped' }).waitFor()
})

test('a payment that is stopped before anything was taken is over: the basket can be changed, and what is scanned is added', async () => {
  const page = await counter.open()
  await ringUp(page, [goods.shirt])
  await toPayment(page)
  await page.getByRole('button', { name: 'Stop the payment' }).last().click()
  await page.getByRole('heading', { name: 'Sell' }).waitFor({ state: 'attached' })
  await ringUp(page, [goods.scarf])
  expect(await page.getByRole('button', { name: 'Go on with the payment' }).count()).toBe(0)
})
