// A pop-up shop with a telephone for a till: goods are scanned with its camera.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { film } from '../../kit/test/camera.ts'
import { codes, due, furnish, nowText, openTillPage } from './front.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillside-camera-'))
const camera = join(folder, 'goods.y4m')
film(camera, [codes.scarf, codes.shirt])
const stage = openStage({ at: nowText(), camera })
beforeAll(async () => {
  await furnish(stage.shop)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function openCamera(): Promise<{ readonly page: Page; readonly dialog: Locator }> {
  const page = await openTillPage(stage, { size: 'phone' })
  await page.context().grantPermissions(['camera'])
  await page.getByRole('button', { name: 'Goods', exact: true }).click()
  await page.getByRole('button', { name: 'Scan with the camera' }).click()
  const dialog = page.getByRole('dialog', { name: 'Scan with the camera' })
  await dialog.locator('video').waitFor()
  return { page, dialog }
}

test('two things that are held before the camera are in the basket, each once, however long they are held', async () => {
  const { page, dialog } = await openCamera()
  const [scarf, shirt] = ['Silk scarf', 'Linen shirt'].map((name) => dialog.getByText(`${name} added`))
  await Promise.all([scarf?.waitFor(), shirt?.waitFor()])
  expect(await due(page)).toBe('$180.00')
  await dialog.getByRole('button', { name: 'Close' }).click()
  expect(await due(page)).toBe('$180.00')
})

test('what the camera sees is shown, and what came of it said', async () => {
  const { page, dialog } = await openCamera()
  await dialog.getByText(/ added$/).waitFor()
  await screenshot(page, 'till-camera-phone')
  await expectAccessible(page)
})

test('a page that may not use the camera says how to allow it, and the scanner works on', async () => {
  const page = await openTillPage(stage, { size: 'tablet' })
  await page.getByRole('button', { name: 'Scan with the camera' }).click()
  await page.getByRole('dialog').getByText('The camera cannot be used').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => due(page)).toBe('$0.00')
})
