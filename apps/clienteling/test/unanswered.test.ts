// A redemption without an answer, and the page that is loaded after it: before the same customer, or before the next one.
import type { Locator, Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'

import { openStage, type ScreenSize } from '../../kit/test/browser.ts'
import {
  ada,
  balanceOf,
  choose,
  enrol,
  expectGoodScreen,
  giveBenefit,
  giveValue,
  injectPos,
  loseAt,
  newCustomer,
  openCounter,
  openPortal,
  prove,
  today,
  withoutPermission,
} from './portal.ts'

const stage = openStage({ at: today })
let adaId: string
beforeAll(async () => {
  await openCounter(stage.shop)
  adaId = await enrol(stage.shop, ada)
  await giveValue(stage.shop, adaId, 40)
})

let profileId: string
beforeEach(async () => {
  profileId = await newCustomer(stage.shop, 40)
})

const missing = (page: Page): Locator => page.getByRole('region', { name: 'An answer is missing' })

/** Bob's redemption of $10 is asked for, and its request or its answer is lost; the network is there again. */
async function withoutAnswer(what: 'requests' | 'answers', size: ScreenSize = 'till'): Promise<Page> {
  const page = await openPortal(stage, { size, at: `/profile/${profileId}?max_redeem=30` })
  const found = await loseAt(page, '**/redeem', what)
  await choose(page, '10.00')
  await page.getByRole('button', { name: 'Redeem $10.00' }).click()
  await missing(page).waitFor()
  await found()
  return page
}

/** The next sale, with another customer, in the same tab. */
const openNextSale = (page: Page) => page.goto(`${stage.url}/clienteling/profile/${adaId}?max_redeem=30`)

/** All that the page asks to be taken. */
function watchTakings(page: Page): string[] {
  const taken: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/redeem')) taken.push(request.url())
  })
  return taken
}

test.each(['till', 'phone'] as const)(
  'the next customer’s sale takes nothing of the one before: it stays in sight, with amount, name and time, on a %s',
  async (size) => {
    const page = await withoutAnswer('requests', size)
    const takings = watchTakings(page)
    const looked = page.waitForResponse((answer) => answer.url().includes(`profiles/${profileId}/redemptions`))
    await openNextSale(page)
    await looked
    await missing(page)
      .getByText(/No answer came when \$10\.00 was to be taken from Bob Babbage’s balance \(.*\d\d:\d\d\)/)
      .waitFor()
    await expectGoodScreen(page, `unanswered-next-${size}`)
    expect([takings, await balanceOf(stage.shop, profileId)]).toEqual([[], 40])
    const kept = await page.evaluate(() => Object.values(sessionStorage).join(' '))
    expect(kept).not.toContain('Babbage')

    await missing(page).getByRole('button', { name: 'Leave it' }).click()
    await page
      .getByText(/was not found, and is not sent again\. Should it still arrive, it stands under “Redeemed lately”/)
      .first()
      .waitFor()
    expect([await missing(page).count(), takings, await balanceOf(stage.shop, profileId)]).toEqual([0, [], 40])
  },
)

test('until it is known it counts for the sale: no more than the rest can be taken', async () => {
  const page = await withoutAnswer('requests')
  await openNextSale(page)
  await missing(page).waitFor()
  await page.getByRole('button', { name: /^Redeem/ }).click()
  await page.getByText('Up to $20.00, what this sale allows. An answer about $10.00 is missing').waitFor()
})

test('somebody who is still here is asked for again by a person, under the same key: taken once', async () => {
  const page = await withoutAnswer('requests')
  await page.reload()
  await missing(page).getByRole('button', { name: 'Ask again' }).click()
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(30)
})

test('what had been taken is found by the next page, and by whoever leaves it: the POS hears of it', async () => {
  const page = await withoutAnswer('answers')
  // The look does not get through at first.
  const found = await loseAt(page, '**/redemptions?**', 'requests')
  await openNextSale(page)
  await missing(page).waitFor()
  const told = await injectPos(page)
  await found()
  await missing(page).getByRole('button', { name: 'Leave it' }).click()
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  expect(await told()).toEqual([['redeemReward_returnConfirmation', profileId, true]])
  expect(await balanceOf(stage.shop, profileId)).toBe(30)
})

test('what is found for the sale before is said to be of that one, and leaves all of the next', async () => {
  const page = await withoutAnswer('answers')
  await openNextSale(page)
  await page.getByText('$10.00 was taken from the balance for an earlier sale').first().waitFor()
  await page.getByRole('button', { name: /^Redeem/ }).click()
  await page.getByText('Up to $30.00, what this sale allows.').waitFor()
  expect(await page.getByText('for this sale already').count()).toBe(0)
})

test.each(['Leave it', 'Ask again'])(
  'value that was put back before its answer was heard is not told as taken: “%s” says that it is back',
  async (choice) => {
    const page = await withoutAnswer('answers')
    const told = await injectPos(page)
    await page.getByRole('button', { name: 'Put back $10.00' }).click()
    await page.getByText('$10.00 is back on the balance.').first().waitFor()
    await missing(page).getByRole('button', { name: choice }).click()
    await page.getByText('$10.00 was taken from the balance and has been put back already.').first().waitFor()
    await expect.poll(() => missing(page).count()).toBe(0)
    expect(await told()).toEqual([['redeemReward_returnConfirmation', profileId, false]])
    expect(await balanceOf(stage.shop, profileId)).toBe(40)
    await page.getByRole('button', { name: /^Redeem/ }).click()
    await page.getByText('Up to $30.00, what this sale allows.').waitFor()
  },
)

test('also a page that is loaded again finds it as put back, and counts nothing', async () => {
  const page = await withoutAnswer('answers')
  await page.getByRole('button', { name: 'Put back $10.00' }).click()
  await page.getByText('$10.00 is back on the balance.').first().waitFor()
  await page.reload()
  await page.getByText('$10.00 was taken from the balance and has been put back already.').first().waitFor()
  await page.getByRole('button', { name: /^Redeem/ }).click()
  await page.getByText('Up to $30.00, what this sale allows.').waitFor()
})

test.each([
  ['of $5', 'less', 'max_redeem=5', 'It is more than may be redeemed for this sale now'],
  ['that is none', 'none', 'type=Zendesk', 'This page stands before no sale'],
])('before a sale %s it cannot be asked for again, only left', async (_sale, picture, query, words) => {
  const page = await withoutAnswer('requests')
  await page.goto(`${stage.url}/clienteling/profile/${profileId}?${query}`)
  await missing(page).getByText(words).waitFor()
  expect(await missing(page).getByRole('button').allInnerTexts()).toEqual(['Leave it'])
  await expectGoodScreen(page, `unanswered-sale-${picture}`)
  await missing(page).getByRole('button', { name: 'Leave it' }).click()
  await missing(page).waitFor({ state: 'detached' })
  expect(await balanceOf(stage.shop, profileId)).toBe(40)
})

test('whoever asks again for the next sale takes it for that one, and it counts there', async () => {
  const page = await withoutAnswer('requests')
  await page.goto(`${stage.url}/clienteling/profile/${profileId}?max_redeem=25`)
  await missing(page).getByRole('button', { name: 'Ask again' }).click()
  await page.getByText('$10.00 was taken from the balance. It can be put back').first().waitFor()
  await page.getByRole('button', { name: /^Redeem/ }).click()
  await page.getByText('Up to $15.00, what this sale allows. $10.00 was taken for this sale already.').waitFor()
})

test('whoever may not redeem asks again with somebody else’s PIN', async () => {
  const page = await withoutAnswer('requests')
  await withoutPermission(page, 'redeem')
  await page.reload()
  await missing(page).getByText('Needs somebody else’s PIN').waitFor()
  await missing(page).getByRole('button', { name: 'Ask again' }).click()
  await prove(page, 'manager')
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
})

test('a customer who was deleted meanwhile is said to be gone, and nothing stays in sight for good', async () => {
  const page = await withoutAnswer('requests')
  expect((await stage.shop.remove(`profiles/${profileId}`)).status).toBeLessThan(300)
  await openNextSale(page)
  await page.getByText('is not there any more: nothing is taken for it.').first().waitFor()
  expect(await missing(page).count()).toBe(0)
})

test('a benefit without an answer is named, and can be left', async () => {
  await giveBenefit(stage.shop, profileId)
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  const found = await loseAt(page, '**/redeem', 'requests')
  await page.getByRole('button', { name: 'Use Free hemming' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Use', exact: true }).click()
  await missing(page)
    .getByText(/“Free hemming” was to be used for Bob Babbage/)
    .waitFor()
  await found()
  await missing(page).getByRole('button', { name: 'Leave it' }).click()
  await page.getByText('The use of “Free hemming” that was begun earlier was not found').first().waitFor()
  await page.getByRole('button', { name: 'Use Free hemming' }).waitFor()
})

test('a browser that is another device by now takes nothing a second time, also where somebody asks again', async () => {
  const page = await withoutAnswer('answers')
  const other = await openPortal(stage)
  await other.getByRole('searchbox').waitFor()
  await page.context().clearCookies()
  await page.context().addCookies(await other.context().cookies())
  const found = await loseAt(page, '**/redemptions?**', 'requests')
  await page.reload()
  await missing(page).waitFor()
  const takings = watchTakings(page)
  await found()
  await missing(page).getByRole('button', { name: 'Ask again' }).click()
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  expect([takings, await balanceOf(stage.shop, profileId)]).toEqual([[], 30])
})
