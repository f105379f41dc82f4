// What a cashier may not do alone: a colleague's PIN allows it once, and a wrong one does nothing.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { grace, mei } from '../../kit/test/people.ts'
import { codes, due, furnish, nowText, openTillPage, scan } from './front.ts'

const stage = openStage({ at: nowText() })
beforeAll(async () => {
  await furnish(stage.shop)
})

const line = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Lines' }).getByRole('button', { name })

async function typePin(page: Page, name: RegExp, pin: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Somebody has to approve this' })
  await dialog.getByRole('button', { name }).click()
  await dialog.getByLabel(/^PIN of/).pressSequentially(pin, { delay: 80 })
  await dialog.getByRole('button', { name: 'Approve' }).click()
}

test('a price is changed with the supervisor’s PIN; the ticket price stays on the line', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).click()
  await screenshot(page, 'till-line')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'New price' }).click()
  await typePin(page, /Mei Tan/, mei.pin)
  const dialog = page.getByRole('dialog', { name: 'Price of Silk scarf' })
  await dialog.getByRole('button', { name: 'Clear' }).click()
  for (const key of ['4', '9', '0', '0']) await dialog.getByRole('button', { name: key, exact: true }).click()
  await dialog.getByRole('button', { name: 'Take this price' }).click()
  await line(page, /^Silk scarf, 1 piece, \$49\.00/).waitFor()
  expect(await line(page, /^Silk scarf/).innerText()).toContain('$65.00')
  expect(await due(page)).toBe('$49.00')
})

/** A question that is there again: nobody has allowed what comes next. */
async function isAskedAgain(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Somebody has to approve this' })
  await dialog.getByRole('button', { name: /Mei Tan/ }).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
}

test('a PIN is for one discount: the next one asks again, also after the page was loaded anew', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).waitFor()
  await page.getByRole('button', { name: 'Discount on all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '10 %' }).click()
  await typePin(page, /Mei Tan/, mei.pin)
  await expect.poll(() => due(page)).toBe('$58.50')
  for (const isLoadedAnew of [false, true]) {
    if (isLoadedAnew) await page.reload()
    await page.getByRole('button', { name: 'Discount on all' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '50 %' }).click()
    await isAskedAgain(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await due(page)).toBe('$58.50')
  }
})

test('who was allowed a new price and leaves it asks again', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).click()
  await page.getByRole('button', { name: 'New price' }).click()
  await typePin(page, /Mei Tan/, mei.pin)
  await page
    .getByRole('dialog', { name: 'Price of Silk scarf' })
    .getByRole('button', { name: 'Cancel', exact: true })
    .click()
  await line(page, /^Silk scarf/).click()
  await page.getByRole('button', { name: 'New price' }).click()
  await isAskedAgain(page)
})

test('a wrong PIN allows nothing, and closing the question changes nothing', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).click()
  await page.getByRole('button', { name: 'Discount', exact: true }).click()
  await typePin(page, /Mei Tan/, '9999')
  await page.getByText('That did not match. Try again.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Silk scarf' }).getByRole('button', { name: 'Done' }).click()
  expect(await due(page)).toBe('$65.00')
})

test('goods that are scanned while somebody has to approve are no wrong badge, and wait', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).waitFor()
  await page.getByRole('button', { name: 'Discount on all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '10 %' }).click()
  const dialog = page.getByRole('dialog', { name: 'Somebody has to approve this' })
  await dialog.getByRole('button', { name: /Mei Tan/ }).waitFor()
  await scan(page, codes.belt)
  await page.getByText('1 scan waits').waitFor()
  expect(await dialog.getByRole('alert').allInnerTexts()).not.toContain('That did not match. Try again.')
  await scan(page, mei.badge)
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => due(page)).toBe('$58.50')
  await page.getByRole('button', { name: 'Take the scan of Leather belt' }).click()
  await expect.poll(() => due(page)).toBe('$103.50')
})

test('a manager gives 20 % on all but the gift card, and sells something without a code', async () => {
  const page = await openTillPage(stage, { staff: grace })
  for (const code of [codes.scarf, codes.shirt, codes.giftCard]) await scan(page, code)
  await line(page, /^Gift card/).waitFor()
  await page.getByRole('button', { name: 'Discount on all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '20 %' }).click()
  // 52.00 + 92.00 + 50.00
  await expect.poll(() => due(page)).toBe('$194.00')
  await page.getByRole('button', { name: 'Something without a code' }).click()
  const dialog = page.getByRole('dialog', { name: 'Something without a code' })
  await dialog.getByRole('textbox', { name: 'What it is' }).fill('Ribbon')
  for (const key of ['3', '5', '0']) await dialog.getByRole('button', { name: key, exact: true }).click()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await line(page, /^Ribbon, 1 piece, \$3\.50/).waitFor()
  await expect.poll(() => due(page)).toBe('$197.50')
})

test('a discount says from which price it is counted and what it makes of it; a second one takes the place of the first', async () => {
  const page = await openTillPage(stage, { staff: grace })
  await scan(page, codes.scarf)
  const discount = page.getByRole('dialog', { name: 'Discount on Silk scarf' })
  const open = async (): Promise<void> => {
    await line(page, /^Silk scarf/).click()
    await page.getByRole('button', { name: 'Discount', exact: true }).click()
  }
  await open()
  await discount.getByText('From $65.00').waitFor()
  await discount.getByRole('button', { name: '10 % off: $58.50' }).click()
  await expect.poll(() => due(page)).toBe('$58.50')
  await open()
  await discount.getByText('From $65.00').waitFor()
  await discount.getByText('now $58.50: this takes its place').waitFor()
  await expectAccessible(page)
  await screenshot(page, 'till-discount')
  await discount.getByRole('button', { name: '20 % off: $52.00' }).click()
  await expect.poll(() => due(page)).toBe('$52.00')
  await page.getByRole('status').getByText('Silk scarf: 20 % off $65.00 is $52.00').first().waitFor()
})

test('how many: typed into the line, held to what a till counts', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.belt)
  await line(page, /^Leather belt/).click()
  const field = page.getByRole('textbox', { name: 'Quantity' })
  await field.fill('12')
  await field.press('Enter')
  await line(page, /^Leather belt, 12 pieces, \$540\.00/).waitFor()
})
