import { beforeAll, beforeEach, expect, test } from 'vitest'

import { formatInstant, instant, minuteMs } from '@tillside/rules/time'

import { openStage, screenSizes, type ScreenSize } from '../../kit/test/browser.ts'
import { tom } from '../../kit/test/people.ts'
import {
  balanceOf,
  choose,
  expectGoodScreen,
  giveBenefit,
  injectPos,
  loseAt,
  newCustomer,
  openCounter,
  openPortal,
  prove,
  today,
} from './portal.ts'

const stage = openStage({ at: today })
beforeAll(() => openCounter(stage.shop))

/** A customer of this test alone. */
let profileId: string
beforeEach(async () => {
  profileId = await newCustomer(stage.shop, 40)
})

const sizes = Object.keys(screenSizes) as ScreenSize[]

const redemptionsOf = async (): Promise<{ type: string; meta: Record<string, string>; location: { name: string } }[]> =>
  (await stage.shop.get(`profiles/${profileId}/redemptions?sort=id`)).body.data

test.each(sizes)(
  'value is taken for the sale, the POS hears of it, and it is put back within ten minutes, on a %s',
  async (size) => {
    const at = `/profile/${profileId}?max_redeem=100&terminalId=T3&staffId=2207&storeId=14`
    const page = await openPortal(stage, { size, at })
    const told = await injectPos(page)
    await choose(page, '10.00')
    await expectGoodScreen(page, `redeem-${size}`)
    await page.getByRole('button', { name: 'Redeem $10.00' }).click()
    await page.getByText('$10.00 was taken from the balance').first().waitFor()
    expect(await balanceOf(stage.shop, profileId)).toBe(30)
    expect(await told()).toEqual([['redeemReward_returnConfirmation', profileId, true]])
    const [redemption] = await redemptionsOf()
    expect(redemption).toMatchObject({
      location: { name: 'Carlton' },
      meta: { source: 'clienteling', staff_id: '2207', signed_in: '2208', terminal: 'T3' },
    })
    const putBack = page.getByRole('button', { name: 'Put back $10.00' })
    expect(await page.getByRole('timer').innerText()).toMatch(/(10:00|9:\d\d)/)
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expectGoodScreen(page, `redeemed-${size}`)
    await putBack.click()
    await page.getByText('$10.00 is back on the balance.').first().waitFor()
    expect(await balanceOf(stage.shop, profileId)).toBe(40)
    expect((await told()).at(-1)).toEqual(['redeemReward_returnConfirmation', profileId, false])
    await page.getByText('Was put back').waitFor()
  },
)

test('no more can be chosen than the POS allows, and a most that cannot be read allows nothing', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=12.50` })
  await page.getByRole('button', { name: /^Redeem/ }).click()
  await page.getByText('Up to $12.50, what this sale allows.').waitFor()
  await page.getByRole('dialog').getByRole('textbox').fill('20.00')
  await page.getByRole('button', { name: 'Redeem $12.50' }).click()
  await page.getByText('$12.50 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(27.5)
  const odd = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=lots` })
  await odd.getByRole('button', { name: /^Redeem/ }).click()
  await odd.getByText(/cannot be read, so nothing can be redeemed/).waitFor()
})

test('a double tap takes the value once', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await injectPos(page)
  await choose(page, '10.00')
  await page.getByRole('button', { name: 'Redeem $10.00' }).dblclick()
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(30)
})

test('what was taken cannot be taken again by the same choice, however long the new balance takes to come', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await choose(page, '10.00')
  let letGo = (): void => {}
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(`**/profiles/${profileId}**`, async (route) => {
    if (route.request().method() === 'GET') await isLetGo
    await route.continue()
  })
  const redeem = page.getByRole('button', { name: 'Redeem $10.00' })
  await redeem.click()
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  await redeem.dispatchEvent('click')
  letGo()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Put back $10.00' }).waitFor()
  expect([await balanceOf(stage.shop, profileId), (await redemptionsOf()).length]).toEqual([30, 1])
})

test('when the answer is lost the screen says so, and a reload looks for what was taken and finds it: once', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  // It arrives and is done; what the server says does not come back.
  const found = await loseAt(page, '**/redeem', 'answers')
  await choose(page, '10.00')
  await page.getByRole('button', { name: 'Redeem $10.00' }).click()
  await page.getByRole('region', { name: 'An answer is missing' }).waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(30)
  const missing = page.getByRole('region', { name: 'An answer is missing' })
  await missing.getByText(/\$10\.00 was to be taken from Bob Babbage’s balance \(.*\d\d:\d\d\)/).waitFor()
  await expectGoodScreen(page, 'unanswered')
  await found()
  await page.reload()
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(30)
  expect((await redemptionsOf()).length).toBe(1)
  expect(await page.getByRole('region', { name: 'An answer is missing' }).count()).toBe(0)
})

test('an ask that is not answered a second time either stays in sight, however long the server is away', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await page.route('**/redeem', (route) => route.abort('aborted'))
  await choose(page, '10.00')
  await page.getByRole('button', { name: 'Redeem $10.00' }).click()
  const missing = page.getByRole('region', { name: 'An answer is missing' })
  await missing.waitFor()
  let letGo = (): void => {}
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(`**/profiles/${profileId}**`, async (route) => {
    if (route.request().method() === 'GET') await isLetGo
    await route.fallback()
  })
  const read = page.waitForRequest((request) => request.method() === 'GET' && request.url().includes(profileId))
  await page.getByRole('button', { name: 'Ask again' }).click()
  // The member is read once nothing was heard again, and that takes long.
  await read
  await missing.waitFor({ timeout: 1_500 })
  letGo()
  expect(await balanceOf(stage.shop, profileId)).toBe(40)
})

test('whoever is signed out before the answer comes is asked to sign in, and then hears that the value was taken, once', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  const found = await loseAt(page, '**/redeem', 'answers')
  await choose(page, '10.00')
  await page.getByRole('button', { name: 'Redeem $10.00' }).click()
  await page.getByRole('region', { name: 'An answer is missing' }).waitFor()
  await found()
  // Whoever is changed is signed out everywhere.
  await stage.shop.put(`staff/${tom.number}/access`, { role: 'cashier', pin: tom.pin })
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  await prove(page, 'cashier')
  await page.getByText('$10.00 was taken from the balance').first().waitFor()
  expect([await balanceOf(stage.shop, profileId), (await redemptionsOf()).length]).toEqual([30, 1])
})

test('a balance that shrank meanwhile takes nothing, and says so', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await choose(page, '40.00')
  await stage.shop.post(`profiles/${profileId}/redeem`, { amount: 35 })
  await page.getByRole('button', { name: 'Redeem $40.00' }).click()
  await page.getByText('Nothing was taken. Less is left on the balance than was asked for.').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(5)
  await page.getByRole('region', { name: 'Can be spent now' }).getByText('$5.00').first().waitFor()
})

test('a benefit is used by name, and put back', async () => {
  await giveBenefit(stage.shop, profileId)
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  const told = await injectPos(page)
  await page.getByRole('button', { name: 'Use Free hemming' }).click()
  const dialog = page.getByRole('dialog', { name: 'Use “Free hemming”?' })
  await dialog.getByText('HEMFREE').waitFor()
  await expectGoodScreen(page, 'benefit')
  await dialog.getByRole('button', { name: 'Use', exact: true }).click()
  await page.getByText('“Free hemming” was used').first().waitFor()
  await page.getByText('There is no benefit to use now.').waitFor()
  expect(await told()).toEqual([['redeemReward_returnConfirmation', profileId, true]])
  await page.getByRole('button', { name: 'Put back Free hemming' }).click()
  await page.getByText('It was put back and can be used again.').first().waitFor()
  await page.getByRole('button', { name: 'Use Free hemming' }).waitFor()
})

test('the last second ends the way back before one’s eyes, also on a device whose clock is a day ahead', async () => {
  const page = await openPortal(stage)
  await page.addInitScript(
    (aheadMs) => {
      const real = Date.now.bind(Date)
      Date.now = () => real() + aheadMs
    },
    24 * 60 * minuteMs,
  )
  await stage.shop.post(`profiles/${profileId}/redeem`, { amount: 10 })
  const nearlyOver = formatInstant(instant(Date.now() - 10 * minuteMs + 4_000))
  await page.route('**/redemptions?**', async (route) => {
    const response = await route.fetch()
    const { data, ...rest } = await response.json()
    await route.fulfill({ response, json: { ...rest, data: [{ ...data[0], created_at: nearlyOver }] } })
  })
  await page.goto(`${stage.url}/clienteling/profile/${profileId}`)
  await page.getByRole('button', { name: 'Put back late: $10.00' }).waitFor()
  expect(await page.getByRole('timer').count()).toBe(0)
})

test('who puts back a moment too late hears that it stays redeemed, and why', async () => {
  const { body } = await stage.shop.post(`profiles/${profileId}/redeem`, { amount: 10 })
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  const putBack = page.getByRole('button', { name: 'Put back $10.00' })
  await putBack.waitFor()
  stage.shop.wait(10 * minuteMs + 1)
  await putBack.click()
  await page.getByText('Nothing was put back: it stays redeemed. The ten minutes are over.').first().waitFor()
  expect((await stage.shop.get(`redemptions/${body.data.id}`)).body.data.state).not.toBe('reversed')
  expect(await balanceOf(stage.shop, profileId)).toBe(30)
})

test('after ten minutes only somebody who may can put it back, and says why', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}` })
  await injectPos(page)
  await choose(page, '10.00')
  await page.getByRole('button', { name: 'Redeem $10.00' }).click()
  await page.getByRole('button', { name: 'Put back $10.00' }).waitFor()
  stage.shop.wait(11 * minuteMs)
  // The page goes by the time that the server's answers tell.
  await page.route('**/api/v3/**', async (route) => {
    const response = await route.fetch()
    const date = new Date(stage.shop.now()).toUTCString()
    await route.fulfill({ response, headers: { ...response.headers(), date } })
  })
  await page.reload()
  await page.getByRole('button', { name: 'Put back late: $10.00' }).click()
  const dialog = page.getByRole('dialog', { name: /after ten minutes/ })
  await dialog.getByLabel('Reason').fill('The payment was declined')
  await expectGoodScreen(page, 'late')
  await dialog.getByRole('button', { name: 'Put back' }).click()
  const approval = page.getByRole('dialog', { name: 'Somebody has to approve this' })
  await approval.getByRole('button', { name: /Grace Okafor/ }).waitFor()
  await expectGoodScreen(page, 'approval')
  await prove(page, 'manager')
  await page.getByText('$10.00 is back on the balance.').first().waitFor()
  // It is gone once the member has been read again: nothing of that is on its way when the page closes.
  await dialog.waitFor({ state: 'detached' })
  expect(await balanceOf(stage.shop, profileId)).toBe(40)
})
