// News over the screen: it is seen, and what the cashier needs next is seen as well.
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenSizes } from '../../kit/test/browser.ts'
import { codes, customer, due, furnish, nowText, openTillPage, scan } from './front.ts'

const stage = openStage({ at: nowText() })
beforeAll(async () => {
  await furnish(stage.shop)
  await customer(stage.shop, 'Wilhelmina Featherstonehaugh-Cholmondeley')
})

interface Edges {
  readonly top: number
  readonly bottom: number
}

async function edges(thing: Locator): Promise<Edges> {
  const box = await thing.boundingBox()
  if (box === null) throw new Error('it is not in sight')
  return { top: box.y, bottom: box.y + box.height }
}

const sizes = Object.keys(screenSizes) as (keyof typeof screenSizes)[]

/** By name, as somebody without the card; the news of it is on the screen afterwards. */
async function findCustomer(page: Page): Promise<void> {
  await page.keyboard.press('F3')
  await page.keyboard.type('wilhelm', { delay: 60 })
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Wilhelmina/ })
    .click()
}

test.each(sizes)('on a %s good news lies over the bar, and over nothing else', async (size) => {
  const page = await openTillPage(stage, { size })
  await scan(page, codes.scarf)
  await expect.poll(() => due(page)).toBe('$65.00')
  await findCustomer(page)
  const news = page.getByRole('status').filter({ hasText: 'is the customer', has: page.getByRole('button') })
  await news.waitFor()
  const [bar, said] = [await edges(page.getByRole('banner')), await edges(news)]
  expect(said.top).toBeGreaterThanOrEqual(bar.top)
  expect(said.bottom).toBeLessThanOrEqual(bar.bottom)
  await page.keyboard.press('F8')
  await page.getByRole('heading', { name: 'Payment', exact: true }).waitFor()
})

test('on a phone bad news stands above the screen until somebody has read it, also where the screen was scrolled', async () => {
  const page = await openTillPage(stage, { size: 'phone' })
  await scan(page, codes.scarf)
  await expect.poll(() => due(page)).toBe('$65.00')
  await page.keyboard.press('F8')
  const title = page.getByRole('heading', { name: 'Payment', exact: true })
  await title.waitFor()
  await scan(page, 'BADGE-OF-NOBODY')
  const news = page.getByRole('status').filter({ hasText: 'badge', has: page.getByRole('button') })
  await news.waitFor()
  expect((await edges(news)).bottom).toBeLessThanOrEqual((await edges(title)).top)
  await expectAccessible(page)
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  const [bar, said] = [await edges(page.getByRole('banner')), await edges(news)]
  expect(bar.top).toBe(0)
  expect(said.top).toBeGreaterThanOrEqual(bar.bottom)
  await news.getByRole('button', { name: 'Close' }).click()
  await news.waitFor({ state: 'detached' })
})
