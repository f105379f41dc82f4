// A morning at the counter: goods and cards are scanned, touched and typed, and the cashier never has to look twice.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { smallTargets } from '../../kit/test/targets.ts'
import { codes, customer, due, furnish, nowText, openTillPage, scan } from './front.ts'

const stage = openStage({ at: nowText() })
let locationId = 0
beforeAll(async () => {
  locationId = await furnish(stage.shop)
})

const line = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Lines' }).getByRole('button', { name })
const tab = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Parts of the sale' }).getByRole('button', { name })

test('the card is scanned: name, balance and usable benefits are there, and what the basket would earn', async () => {
  const { card } = await customer(stage.shop, 'Amelia Brown', 50, 'Birthday coffee')
  const page = await openTillPage(stage, { locationId })
  await page.getByText('Ready to scan').waitFor()
  await screenshot(page, 'till-sell-empty')
  await scan(page, codes.scarf)
  await scan(page, codes.scarf)
  await scan(page, codes.shirt)
  await scan(page, card)
  const panel = page.getByRole('region', { name: 'Customer' })
  await panel.getByRole('heading', { name: 'Amelia Brown' }).waitFor()
  await panel.getByText('$50.00', { exact: true }).waitFor()
  await panel.getByRole('button', { name: /Birthday coffee/ }).waitFor()
  await line(page, /^Silk scarf, 2 pieces, \$130\.00$/).waitFor()
  await page.getByText('245 points').waitFor()
  expect(await due(page)).toBe('$245.00')
  await page.getByText('Amelia Brown is the customer').first().waitFor()
  await screenshot(page, 'till-sell')
  await expectAccessible(page)
})

test('goods are found by words, by department and by SKU, and touched; the total is read out', async () => {
  const page = await openTillPage(stage)
  await page.getByRole('button', { name: 'Men', exact: true }).click()
  expect(await page.getByRole('button', { name: /^Silk scarf/ }).count()).toBe(0)
  await page.getByRole('button', { name: /^Denim jacket/ }).click()
  await line(page, /^Denim jacket, 1 piece/).waitFor()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Find goods' }).fill('scarf')
  await page.getByRole('searchbox', { name: 'Find goods' }).press('Enter')
  await line(page, /^Silk scarf, 1 piece/).waitFor()
  await page.getByRole('status').filter({ hasText: 'To pay: $244.00' }).waitFor()
  await page.getByRole('searchbox', { name: 'Find goods' }).fill('zebra')
  await page.getByText('Nothing found for “zebra”').waitFor()
  await expectAccessible(page)
})

test('a sale by the keyboard alone: search, more of it, less of it, out of it, and on to the payment', async () => {
  const page = await openTillPage(stage)
  await page.keyboard.press('F2')
  await page.keyboard.type('belt', { delay: 90 })
  await page.keyboard.press('Enter')
  await line(page, /^Leather belt, 1 piece/).waitFor()
  await line(page, /^Leather belt/).focus()
  await page.keyboard.press('+')
  await line(page, /^Leather belt, 2 pieces, \$90\.00/).waitFor()
  await page.keyboard.press('-')
  await line(page, /^Leather belt, 1 piece,/).waitFor()
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).waitFor()
  await line(page, /^Leather belt/).focus()
  await page.keyboard.press('ArrowDown')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toMatch(/^Silk scarf/)
  await page.keyboard.press('Delete')
  await line(page, /^Silk scarf/).waitFor({ state: 'detached' })
  await page.keyboard.press('F1')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('F8').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('F8')
  await page.waitForURL('**/till/pay')
})

test('a basket of 200 lines draws those in sight, and the last one scanned is among them', async () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    sku: `BULK-${String(index).padStart(3, '0')}`,
    title: `Button ${String(index).padStart(3, '0')}`,
    price: 1,
  }))
  await stage.shop.post('products', { title: 'Buttons', handle: 'buttons', type: 'simple', variants: many })
  const page = await openTillPage(stage)
  for (const { sku } of many.slice(0, 40)) await scan(page, sku)
  await line(page, /^Button 039/).waitFor()
  expect(await due(page)).toBe('$40.00')
  expect(await page.getByRole('list', { name: 'Lines' }).getByRole('listitem').count()).toBeLessThan(30)
})

test('on a phone and on a tablet: the same sale, every target for a finger, nothing cut off at the side', async () => {
  const { card } = await customer(stage.shop, 'Noah Fischer', 20)
  for (const size of ['phone', 'tablet'] as const) {
    const page = await openTillPage(stage, { size, locationId })
    await scan(page, codes.scarf)
    await scan(page, card)
    await line(page, /^Silk scarf, 1 piece/).waitFor()
    await screenshot(page, `till-sell-${size}`)
    if (size === 'phone') await tab(page, /^Noah$/).click()
    await page.getByRole('heading', { name: 'Noah Fischer' }).waitFor()
    expect(await smallTargets(page, { words: 'Pay', leastHigh: 64 })).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await expectAccessible(page)
  }
})
