// How much one sale may take, however often somebody presses, and whose reward is put back.
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'

import { openStage } from '../../kit/test/browser.ts'
import {
  balanceOf,
  bob,
  enrol,
  expectGoodScreen,
  giveBenefit,
  giveValue,
  injectPos,
  newCustomer,
  openCounter,
  openPortal,
  prove,
  redeem,
  sell,
  today,
  withoutPermission,
} from './portal.ts'

const stage = openStage({ at: today })
beforeAll(() => openCounter(stage.shop))

let profileId: string
beforeEach(async () => {
  profileId = await newCustomer(stage.shop, 120)
})

const openPad = (page: Page): Promise<void> => page.getByRole('button', { name: /^Redeem/ }).click()
const confirm = (page: Page) => page.getByRole('dialog').getByRole('button', { name: /^Redeem \$/ })
const cancel = (page: Page): Promise<void> => page.getByRole('button', { name: 'Cancel' }).click()

test('a sale of $50 is paid with $50 of value once, however often somebody presses Redeem, reload included', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=50` })
  await redeem(page, '20.00')
  await openPad(page)
  await page.getByText('Up to $30.00, what this sale allows. $20.00 was taken for this sale already.').waitFor()
  await expectGoodScreen(page, 'redeem-more')
  await cancel(page)
  await redeem(page, '30.00')
  await page.reload()
  await openPad(page)
  await page
    .getByText('This sale has nothing left to pay with rewards. $50.00 was taken for this sale already.')
    .waitFor()
  expect(await confirm(page).isDisabled()).toBe(true)
  await cancel(page)
  await page.getByRole('button', { name: 'Put back $20.00' }).click()
  await page.getByText('$20.00 is back on the balance.').first().waitFor()
  await openPad(page)
  await page.getByText('Up to $20.00, what this sale allows.').waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(90)
})

test('value of two customers pays for one sale together, and a new opening starts at nothing', async () => {
  const other = await enrol(stage.shop, { ...bob, first_name: 'Cora', email: 'cora@example.com' })
  await giveValue(stage.shop, other, 120)
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=50` })
  await redeem(page, '40.00')
  await page.getByRole('link', { name: 'Find a customer' }).click()
  await page.getByRole('searchbox').fill('cora@')
  await page.getByRole('link', { name: /Cora Babbage/ }).click()
  await openPad(page)
  await page.getByText('Up to $10.00, what this sale allows. $40.00 was taken for this sale already.').waitFor()
  await page.goto(`${stage.url}/clienteling/profile/${other}?max_redeem=50`)
  await openPad(page)
  await page.getByText('Up to $50.00, what this sale allows.').waitFor()
  expect(await page.getByText('for this sale already').count()).toBe(0)
})

test('the shop’s own caps are for the sale as well', async () => {
  await stage.shop.put('settings/redeem.amount_max', { value: '30' })
  await stage.shop.put('settings/redeem.percent_max', { value: '40' })
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=100` })
  await redeem(page, '20.00')
  await openPad(page)
  await page.getByText('Up to $10.00, the most for one sale. $20.00 was taken for this sale already.').waitFor()
  await stage.shop.put('settings/redeem.amount_max', { value: '' })
  await page.reload()
  await openPad(page)
  await page
    .getByText('Up to $20.00, the share of this sale that rewards may pay. $20.00 was taken for this sale already.')
    .waitFor()
  await stage.shop.put('settings/redeem.percent_max', { value: '' })
})

test('the shop’s caps are for value: a benefit takes nothing of them, and something of the sale', async () => {
  await giveBenefit(stage.shop, profileId, { name: 'Shirt day', value: 25 })
  await stage.shop.put('settings/redeem.amount_max', { value: '30' })
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=60` })
  await page.getByRole('button', { name: 'Use Shirt day' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Use', exact: true }).click()
  await page.getByText('“Shirt day” was used').first().waitFor()
  await redeem(page, '10.00')
  await openPad(page)
  await page.getByText('Up to $20.00, the most for one sale. $10.00 was taken for this sale already.').waitFor()
  await cancel(page)
  await stage.shop.put('settings/redeem.amount_max', { value: '' })
  await page.reload()
  await openPad(page)
  await page.getByText('Up to $25.00, what this sale allows. $35.00 was taken for this sale already.').waitFor()
})

test('whoever goes back from the next sale stands before the one before it, with what that one took', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=50` })
  await redeem(page, '50.00')
  await page.goto(`${stage.url}/clienteling/profile/${profileId}?max_redeem=60`)
  await openPad(page)
  await page.getByText('Up to $60.00, what this sale allows.').waitFor()
  await cancel(page)
  await page.goBack()
  await openPad(page)
  await page.getByText('This sale has nothing left to pay with rewards. $50.00 was taken').waitFor()
  expect(await confirm(page).isDisabled()).toBe(true)
})

/** The portal in a window of its own, which a page of the shop has opened; and what that page says to it. */
async function openFromPos(at: string): Promise<{ page: Page; allow: (most: number) => Promise<void> }> {
  const pos = await openPortal(stage)
  const [page] = await Promise.all([
    pos.context().waitForEvent('page'),
    pos.evaluate((address) => {
      Object.assign(window, { portal: window.open(address) })
    }, `${stage.url}/clienteling${at}`),
  ])
  const allow = (most: number): Promise<void> =>
    pos.evaluate((amount) => {
      const { portal } = window as unknown as { portal: Window }
      portal.postMessage({ source: 'pos', name: 'setMaxRedeem', args: [amount] }, '*')
    }, most)
  return { page, allow }
}

test('a total that the POS lowers while somebody’s PIN is awaited counts: nothing is taken, and it is said why', async () => {
  await giveBenefit(stage.shop, profileId, { name: 'Coat day', value: 40 })
  const { page, allow } = await openFromPos(`/profile/${profileId}?max_redeem=50`)
  await withoutPermission(page, 'redeem')
  await page.reload()
  await openPad(page)
  await confirm(page).click()
  await page.getByRole('dialog', { name: 'Somebody has to approve this' }).waitFor()
  await allow(45)
  await prove(page, 'manager')
  await page
    .getByText(
      'Nothing was taken. The POS lowered what its sale allows meanwhile, and $50.00 is more than that. Up to $45.00',
    )
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Use Coat day' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Use', exact: true }).click()
  await page.getByRole('dialog', { name: 'Somebody has to approve this' }).waitFor()
  await allow(30)
  await prove(page, 'manager')
  await page.getByText('“Coat day” was not used. Cannot be used: it is worth $40.00').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(120)
  expect((await stage.shop.get(`profiles/${profileId}/redemptions`)).body.data).toEqual([])
})

test.each([
  ['0', /Cannot be used: nothing of this sale is left to pay/],
  ['lots', /cannot be read, so nothing can be redeemed/],
])('a sale of %s lets no benefit be used, and says why', async (most, words) => {
  await giveBenefit(stage.shop, profileId)
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=${most}` })
  await page.getByText(words).waitFor()
  expect(await page.getByRole('button', { name: 'Use Free hemming' }).isDisabled()).toBe(true)
})

test('a benefit that is worth money is held to what is left of the sale, and counts for it', async () => {
  await giveBenefit(stage.shop, profileId, { name: 'Coat day', value: 60 })
  await giveBenefit(stage.shop, profileId, { name: 'Shirt day', value: 25 })
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=50` })
  await page.getByText('Cannot be used: it is worth $60.00, and $50.00 of this sale is left to pay.').waitFor()
  expect(await page.getByRole('button', { name: 'Use Coat day' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Use Shirt day' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Use', exact: true }).click()
  await page.getByText('“Shirt day” was used').first().waitFor()
  await openPad(page)
  await page.getByText('Up to $25.00, what this sale allows. $25.00 was taken for this sale already.').waitFor()
  await cancel(page)
  await redeem(page, '25.00')
  await page.getByText('Cannot be used: nothing of this sale is left to pay. $50.00 was taken').waitFor()
  await expectGoodScreen(page, 'benefit-refused')
})

test('the POS hears that a reward is gone only where it was of its sale', async () => {
  const at = `/profile/${profileId}?terminalId=T3`
  const first = await openPortal(stage, { at })
  await redeem(first, '10.00')
  const told = await injectPos(first)
  await first.getByRole('button', { name: 'Put back $10.00' }).click()
  await first.getByText('$10.00 is back on the balance.').first().waitFor()
  expect(await told()).toEqual([['redeemReward_returnConfirmation', profileId, false]])

  // Of this till, before the portal was opened anew for the same sale.
  await redeem(first, '20.00')
  await first.goto(`${stage.url}/clienteling${at}`)
  const toldAnew = await injectPos(first)
  await first.getByRole('button', { name: 'Put back $20.00' }).click()
  await first.getByText('$20.00 is back on the balance.').first().waitFor()
  expect(await toldAnew()).toEqual([['redeemReward_returnConfirmation', profileId, false]])

  // Of this till, and of a sale that is over.
  await redeem(first, '30.00')
  const { body } = await stage.shop.get(`profiles/${profileId}/redemptions?filter[type]=redeem&sort=-id`)
  await sell(stage.shop, profileId, 'S-OVER', 30, { redemption_id: body.data[0].id })
  await first.goto(`${stage.url}/clienteling${at}`)
  const toldOfSold = await injectPos(first)
  await first.getByRole('button', { name: 'Put back $30.00' }).click()
  await first.getByText('$30.00 is back on the balance. It was not of this sale').first().waitFor()
  expect(await toldOfSold()).toEqual([])

  // Of another till.
  await redeem(first, '40.00')
  const second = await openPortal(stage, { at: `/profile/${profileId}?terminalId=T4` })
  const toldOther = await injectPos(second)
  await second.getByRole('button', { name: 'Put back $40.00' }).click()
  await second.getByText('$40.00 is back on the balance. It was not of this sale').first().waitFor()
  expect(await toldOther()).toEqual([])
  // All of it is back, beside what the sale earned.
  expect(await balanceOf(stage.shop, profileId)).toBe(120.3)
})
