// What a customer has used, on its way back before the cashier's eyes: a benefit that takes nothing off the balance, and value
// that the server will not put back.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { expectAccessible, screenshot, screenSizes } from '../../kit/test/browser.ts'
import { giveBenefit } from './benefit.ts'
import {
  expectTargets,
  goTo,
  type Member,
  openCounter,
  panel,
  receiptShown,
  ringUp,
  scanUntil,
  setTerminal,
  takeReward,
  toPayment,
} from './counter.ts'
import { goods } from './front.ts'

const counter = openCounter()
const hemming = 'Free hemming'

async function withBenefit(): Promise<Member> {
  const member = await counter.member(0)
  await giveBenefit(counter.stage.shop, member.profileId, hemming)
  return member
}

const benefitOf = (page: Page) => panel(page, 'Customer').getByRole('button', { name: hemming })

/** Scans the card, and touches the benefit. */
async function chooseBenefit(page: Page, member: Member): Promise<void> {
  await scanUntil(page, member.card, benefitOf(page))
  await benefitOf(page).click()
  await panel(page, 'Customer').getByRole('button', { name: hemming, pressed: true }).waitFor()
}

async function usesLeft({ profileId }: Member): Promise<number> {
  const { body } = await counter.stage.shop.get(`profiles/${profileId}/benefits`)
  return body.data.length === 0 ? 0 : body.data[0].redemptions_remaining
}

test('a benefit alone is named wherever it stands: used, kept with a declined card, and back with the customer when the payment is stopped', async () => {
  const page = await counter.open()
  const member = await withBenefit()
  await setTerminal(page, 'Decline')
  await ringUp(page, [goods.scarf])
  await chooseBenefit(page, member)
  await toPayment(page)
  expect(await usesLeft(member)).toBe(0)
  await panel(page, 'This sale').getByText('Benefit used').waitFor()
  await page.keyboard.press('F3')
  await page.getByText('Free hemming is still used for this sale.').waitFor()
  await page.getByRole('button', { name: 'Stop the payment and give back: Free hemming' }).click()
  await page.getByRole('heading', { name: 'Back with Sample Member' }).waitFor()
  await page.getByRole('region', { name: 'Back with Sample Member' }).getByText(hemming).waitFor()
  expect(await usesLeft(member)).toBe(1)
  expect(await page.getByText('No reward was used').count()).toBe(0)
  await expectAccessible(page)
  await screenshot(page, 'till-benefit-back')
  // Without being chosen again it is not used again.
  await page.getByRole('button', { name: 'Try the payment again' }).click()
  await page.getByRole('button', { name: 'Cash $65.00', exact: true }).click()
  await counter.sale(await receiptShown(page))
  expect(await usesLeft(member)).toBe(1)
})

test('the server does not answer while a benefit goes back: it is on its way by its name, also on a page that is opened anew', async () => {
  const page = await counter.open()
  const member = await withBenefit()
  await ringUp(page, [goods.belt])
  await chooseBenefit(page, member)
  await toPayment(page)
  await counter.stage.setOffline(page.context(), true)
  await page.getByRole('button', { name: 'Stop the payment and give back: Free hemming' }).click()
  const onItsWay = page.getByRole('region', { name: 'On its way back to Sample Member' })
  await onItsWay.getByText(hemming).waitFor()
  await panel(page, 'What now?').getByRole('button', { name: 'Back to the sale' }).click()
  await panel(page, 'Customer').getByText('Free hemming is coming back').waitFor()
  await panel(page, 'Total').getByRole('button', { name: /^Pay/ }).click()
  await onItsWay.getByText(hemming).waitFor()
  await counter.stage.setOffline(page.context(), false)
  await page.getByRole('heading', { name: 'Back with Sample Member' }).waitFor()
  expect(await usesLeft(member)).toBe(1)
})

test('a benefit that was chosen is still chosen on a page that is opened anew, and on its receipt, also where that is opened again', async () => {
  const page = await counter.open()
  const member = await withBenefit()
  await ringUp(page, [goods.belt])
  await chooseBenefit(page, member)
  await toPayment(page)
  await page.getByRole('button', { name: 'Stop the payment and give back: Free hemming' }).click()
  await page.getByRole('heading', { name: 'Back with Sample Member' }).waitFor()
  await panel(page, 'What now?').getByRole('button', { name: 'Back to the sale' }).click()
  await benefitOf(page).click()
  await page.reload()
  // The page that died has not forgotten what was chosen.
  await panel(page, 'Customer').getByRole('button', { name: hemming, pressed: true }).waitFor()
  await toPayment(page)
  await page.getByRole('button', { name: 'Cash $45.00', exact: true }).click()
  const receiptRef = await receiptShown(page)
  await page.getByRole('article').getByText(hemming).waitFor()
  await counter.sale(receiptRef)
  await page.reload()
  await page.getByRole('article').getByText(hemming).waitFor()
})

test('a benefit that is given back on the sale screen is named, and the payment does not take it again', async () => {
  const page = await counter.open()
  const member = await counter.member(10)
  await giveBenefit(counter.stage.shop, member.profileId, hemming)
  await ringUp(page, [goods.belt])
  await chooseBenefit(page, member)
  await page.keyboard.press('F4')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount to use').fill('0')
  await dialog.getByRole('button', { name: 'Use the benefits' }).click()
  await panel(page, 'Customer').getByText('Free hemming used', { exact: true }).waitFor()
  expect(await usesLeft(member)).toBe(0)
  await panel(page, 'Customer').getByRole('button', { name: 'Give back' }).click()
  await page.getByText('Free hemming is on its way back to the customer').first().waitFor()
  await panel(page, 'Customer').getByRole('button', { name: hemming, pressed: false }).waitFor()
  await toPayment(page)
  await page.getByRole('button', { name: 'Cash $45.00', exact: true }).click()
  await counter.sale(await receiptShown(page))
  expect([await usesLeft(member), await counter.balances(member)]).toMatchObject([1, { rewards: 10 }])
})

test('the server will not put the reward back: nobody is told that it is back, and the cashier sees where it is and who has to look', async () => {
  const page = await counter.open()
  const member = await counter.member(30)
  await ringUp(page, [goods.shirt, member])
  await takeReward(page)
  await toPayment(page)
  await page.keyboard.type('2000', { delay: 60 })
  await page.keyboard.press('F2')
  await page.getByText('Paid: Cash').waitFor()
  // As where somebody has set it aside for something else meanwhile.
  await counter.stage.shop.sql`
    update redemption set is_reserve = true, hold_expires_at = now() + interval '1 hour' where profile_id = ${member.profileId}`
  await page.getByRole('button', { name: 'Stop the payment and give the reward back' }).click()
  const title = '$30.00 could not be given back to Sample Member'
  const listed = page.getByRole('region', { name: title })
  await listed.getByText('Somebody has to look', { exact: false }).waitFor()
  expect(await page.getByText('can be used at once').count()).toBe(0)
  expect(await counter.balances(member)).toMatchObject({ rewards: 0 })
  await expectAccessible(page)
  await expectTargets(page)
  await screenshot(page, 'till-not-given-back')
  await page.setViewportSize(screenSizes.phone)
  await expectTargets(page)
  await page.setViewportSize(screenSizes.till)
  // Opened anew it does not say that it is back either, and the money is still to be given.
  await page.reload()
  await listed.waitFor()
  await page.getByRole('button', { name: '$20.00 given back' }).click()
  await page.getByText('No money has to be given back.').waitFor()
  await page.getByRole('button', { name: 'Try the payment again' }).click()
  await page.getByText(title).waitFor()
  await page.getByRole('button', { name: 'Cash $115.00', exact: true }).click()
  await counter.sale(await receiptShown(page))
  await page.getByRole('button', { name: 'Next sale' }).click()
  await goTo(page, 'What waits')
  await panel(page, 'Needs a decision').getByText('$30.00 could not be given back to Sample Member').waitFor()
  await expectAccessible(page)
})

test('on the sale screen a reward that the server will not put back stands as that, with the way to those who look', async () => {
  const page = await counter.open()
  const member = await counter.member(30)
  await ringUp(page, [goods.shirt, member])
  await takeReward(page)
  await counter.stage.shop.sql`
    update redemption set is_reserve = true, hold_expires_at = now() + interval '1 hour' where profile_id = ${member.profileId}`
  await page.getByRole('button', { name: 'Give back' }).click()
  await panel(page, 'Customer').getByText('$30.00 could not be given back to Sample Member').waitFor()
  expect(await page.getByText('is back with the customer').count()).toBe(0)
  await expectAccessible(page)
  await panel(page, 'Customer').getByRole('link', { name: 'See what waits' }).click()
  await panel(page, 'Needs a decision').getByText('$30.00 could not be given back to Sample Member').waitFor()
})
