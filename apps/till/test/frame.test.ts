// What stands around the sale: practice that nobody can mistake, the customer's screen, settings, languages, and a page twice
// as large.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { tom } from '../../kit/test/people.ts'
import { codes, customer, due, furnish, nowText, openTillPage, scan } from './front.ts'

const stage = openStage({ at: nowText() })
beforeAll(async () => {
  await furnish(stage.shop)
})

async function choose(page: Page, name: string): Promise<void> {
  await page.keyboard.press('F10')
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name }).click()
}

test('practice has a frame of its own, earns nothing, and the real basket is there again afterwards', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await expect.poll(() => due(page)).toBe('$65.00')
  await choose(page, 'Practise')
  await page.getByRole('region', { name: 'Practice' }).getByText('Nothing here is real').waitFor()
  expect(await due(page)).toBe('$0.00')
  await page.getByRole('button', { name: 'Card of Robin Practice' }).click()
  await page.getByRole('heading', { name: 'Robin Practice' }).waitFor()
  await scan(page, codes.shirt)
  await expect.poll(() => due(page)).toBe('$115.00')
  await screenshot(page, 'till-practice')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'End practice' }).click()
  await expect.poll(() => due(page)).toBe('$65.00')
  const { body } = await stage.shop.get('transactions')
  expect(body.data).toEqual([])
})

test('practice is still practice when the page is loaded again, says that its basket is gone, and ends once for all', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await expect.poll(() => due(page)).toBe('$65.00')
  await choose(page, 'Practise')
  const practice = page.getByRole('region', { name: 'Practice' })
  await practice.getByText('Nothing here is real').waitFor()
  await scan(page, codes.shirt)
  await expect.poll(() => due(page)).toBe('$115.00')
  await page.reload()
  await practice.getByText('The page was loaded again, and practice began anew').waitFor()
  expect(await due(page)).toBe('$0.00')
  await expectAccessible(page)
  await scan(page, codes.shirt)
  await expect.poll(() => due(page)).toBe('$115.00')
  await practice.getByText('Nothing here is real').waitFor()
  await page.getByRole('button', { name: 'Pay', exact: true }).click()
  await page.getByRole('group', { name: 'Likely notes' }).getByRole('button').first().click()
  await page.getByRole('heading', { name: 'Receipt', exact: true }).waitFor()

  await page.getByRole('button', { name: 'End practice' }).click()
  await expect.poll(() => due(page)).toBe('$65.00')
  await page.reload()
  await expect.poll(() => due(page)).toBe('$65.00')
  await practice.waitFor({ state: 'detached' })
  const { body } = await stage.shop.get('transactions')
  expect(body.data).toEqual([])
})

test('the customer sees the sale on a screen of their own, and of themselves a first name', async () => {
  const { card } = await customer(stage.shop, 'Amelia Brown', 10)
  const page = await openTillPage(stage)
  const window = await stage.open({ path: '/till/customer', context: page.context() })
  await window.getByRole('heading', { name: /^Welcome to/ }).waitFor()
  await page.bringToFront()
  await scan(page, codes.scarf)
  await scan(page, codes.scarf)
  await scan(page, card)
  await window.getByRole('heading', { name: 'Hello, Amelia' }).waitFor()
  await window.getByText('2 × Silk scarf').waitFor()
  expect(await window.locator('dl').innerText()).toContain('$130.00')
  expect(await window.locator('body').innerText()).not.toContain('Brown')
  await screenshot(window, 'till-customer-window')
  await expectAccessible(window)
})

test('the next card payment, the language and the colours are set on one screen', async () => {
  const page = await openTillPage(stage)
  await choose(page, 'Settings')
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
  await page.getByText('Decline', { exact: true }).click()
  await screenshot(page, 'till-settings')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Scan with the camera' }).click()
  await page.getByRole('dialog').getByText('The camera cannot be used').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Deutsch', { exact: true }).click()
  await page.getByRole('heading', { name: 'Einstellungen', exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Ersten Artikel scannen').waitFor()
})

test('a till in German and one in Japanese write words, money and points as they are read there', async () => {
  const { card } = await customer(stage.shop, 'Erika Muster', 12)
  for (const [locale, total, pay] of [
    ['de-DE', /130,00\s\$/, 'Bezahlen'],
    ['ja-JP', /\$130\.00/, '支払い'],
  ] as const) {
    const page = await openTillPage(stage, { locale })
    await scan(page, codes.scarf)
    await scan(page, codes.scarf)
    await scan(page, card)
    await page.getByRole('heading', { name: 'Erika Muster' }).waitFor()
    await expect.poll(() => due(page)).toMatch(total)
    await page.getByRole('button', { name: pay, exact: true }).waitFor()
    await screenshot(page, `till-sell-${locale.slice(0, 2)}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  }
})

test('twice as large, everything is still there and nothing is cut off at the side', async () => {
  const page = await openTillPage(stage, { staff: tom })
  // Chromium at 200 % gives a page half of the width and height.
  await page.setViewportSize({ width: 683, height: 384 })
  await scan(page, codes.scarf)
  await page
    .getByRole('list', { name: 'Lines' })
    .getByRole('button', { name: /^Silk scarf/ })
    .waitFor()
  const pay = page.getByRole('button', { name: 'Pay', exact: true })
  await pay.scrollIntoViewIfNeeded()
  expect(await pay.isVisible()).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await screenshot(page, 'till-sell-zoomed')
  await expectAccessible(page)
})
