// What scanners and people do to a till in a busy hour: nothing is lost, nothing counts twice, and nobody has to guess.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { openStage, screenshot } from '../../kit/test/browser.ts'
import { grace } from '../../kit/test/people.ts'
import { codes, customer, due, furnish, nowText, openTillPage, press, rewardsOf, scan } from './front.ts'

const stage = openStage({ at: nowText() })
beforeAll(async () => {
  await furnish(stage.shop)
})

const line = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Lines' }).getByRole('button', { name })
const tray = (page: Page, words: string) => page.getByRole('region', { name: 'State of the till' }).getByText(words)

test('a code cut in half, one that nobody knows, and one with a wrong figure change nothing, and are told', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf, 1 piece/).waitFor()
  await scan(page, codes.scarf.slice(0, 8))
  await page
    .getByText(/could not be read|Nobody and nothing has the code/)
    .first()
    .waitFor()
  const wrong = `${codes.shirt.slice(0, -1)}${(Number(codes.shirt.at(-1)) + 1) % 10}`
  await scan(page, wrong)
  await page.getByText('The scan could not be read. Nothing was changed: scan again.').first().waitFor()
  await scan(page, 'NO-SUCH-CARD')
  await page.getByText('Nobody and nothing has the code NO-SUCH-CARD. Nothing was changed.').first().waitFor()
  expect(await due(page)).toBe('$65.00')
})

test('twenty scans without a pause are twenty pieces', async () => {
  const page = await openTillPage(stage)
  for (let scanned = 0; scanned < 20; scanned += 1) await scan(page, codes.belt)
  await line(page, /^Leather belt, 20 pieces, \$900\.00$/).waitFor()
})

test('two scanners at once: what ran into each other is refused, and nothing is invented', async () => {
  const page = await openTillPage(stage)
  const other = codes.shirt.split('')
  const mixed = codes.scarf.split('').flatMap((figure, index) => [figure, other[index] ?? ''])
  await press(page, [...mixed, 'Enter', 'Enter'])
  await page
    .getByText(/could not be read|Nobody and nothing has the code/)
    .first()
    .waitFor()
  expect(await page.getByRole('list', { name: 'Lines' }).count()).toBe(0)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf, 1 piece/).waitFor()
})

test('a person types into the search while the scanner reads: the words stay, the scan is in the basket', async () => {
  const page = await openTillPage(stage)
  const field = page.getByRole('searchbox', { name: 'Find goods' })
  await field.click()
  await page.keyboard.type('jump', { delay: 90 })
  await page.waitForTimeout(200)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf, 1 piece/).waitFor()
  expect(await field.inputValue()).toBe('jump')
  // Typed slowly it is no scan, however much it looks like one.
  await field.fill('')
  await page.keyboard.type(codes.shirt, { delay: 90 })
  expect(await field.inputValue()).toBe(codes.shirt)
  expect(await line(page, /^Linen shirt/).count()).toBe(0)
})

test('a scan while a dialog is open waits in the tray, over a reload, until somebody takes it', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).click()
  const dialog = page.getByRole('dialog', { name: 'Silk scarf' })
  await dialog.waitFor()
  await scan(page, codes.shirt)
  await tray(page, '1 scan waits').waitFor()
  expect(await line(page, /^Linen shirt/).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.reload()
  await page.getByRole('button', { name: 'Take the scan of Linen shirt' }).click()
  await line(page, /^Linen shirt, 1 piece/).waitFor()
  await tray(page, '1 scan waits').waitFor({ state: 'detached' })
  expect(await due(page)).toBe('$180.00')
})

test('a scan while a reward is on the basket waits; the reward given back, it is taken or left', async () => {
  const amelia = await customer(stage.shop, 'Amelia Waits', 30)
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await scan(page, amelia.card)
  await page.getByRole('button', { name: 'Use up to $30.00' }).click()
  await page.getByRole('button', { name: 'Use $30.00' }).click()
  await page.getByText('$30.00 used', { exact: true }).waitFor()
  expect(await rewardsOf(stage.shop, amelia)).toBe(0)
  await scan(page, codes.belt)
  await page.getByText('The scan waits: a reward is on this basket.').first().waitFor()
  await screenshot(page, 'till-sell-tray')
  expect(await page.getByRole('button', { name: 'Take the scan of Leather belt' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Give back' }).click()
  await expect.poll(() => rewardsOf(stage.shop, amelia)).toBe(30)
  await page.getByRole('button', { name: 'Leave the scan of Leather belt' }).click()
  await tray(page, '1 scan waits').waitFor({ state: 'detached' })
  expect(await line(page, /^Leather belt/).count()).toBe(0)
})

test('a receipt opens the returns, a badge signs somebody else in, and the basket stays', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).waitFor()
  await scan(page, grace.badge)
  await page.getByRole('button', { name: /Grace Okafor/ }).waitFor()
  await line(page, /^Silk scarf/).waitFor()
  await scan(page, 'BADGE-0000')
  await page.getByText('That badge signs nobody in here. Nothing was changed.').first().waitFor()
  await line(page, /^Silk scarf/).waitFor()
})
