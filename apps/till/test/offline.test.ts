// The network goes, the disk is full, another tab has the till, the clock is wrong: the till says so, and the customer's value
// is where it was.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { tom } from '../../kit/test/people.ts'
import { goTo, keepPage } from './counter.ts'
import { codes, customer, due, furnish, nowText, openTillPage, scan, stocked } from './front.ts'

const stage = openStage({ at: nowText() })
beforeAll(async () => {
  await furnish(stage.shop)
})

const line = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Lines' }).getByRole('button', { name })
const state = (page: Page) => page.getByRole('region', { name: 'State of the till' })

test('without a network: the banner says so, goods are sold on, who was here is known, and a reload changes nothing', async () => {
  const { card } = await customer(stage.shop, 'Amelia Brown', 50)
  const page = await openTillPage(stage)
  await scan(page, card)
  await page.getByRole('heading', { name: 'Amelia Brown' }).waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.getByRole('button', { name: 'Take Amelia Brown off the sale' }).click()
  await stage.setOffline(page.context(), true)
  await scan(page, codes.scarf)
  await scan(page, card)
  await page.getByRole('heading', { name: 'Amelia Brown' }).waitFor()
  await state(page).getByText('No connection to the server.').waitFor()
  const panel = page.getByRole('region', { name: 'Customer' })
  await panel.getByText(/^Balance at/).waitFor()
  await panel.getByText('Rewards can be used again when the server is back.', { exact: false }).waitFor()
  // What the customer had is not what can be used now, and nothing on the panel says otherwise.
  expect(await panel.innerText()).toMatch(/Can be used now\s+\$0\.00/)
  expect(await panel.innerText()).not.toContain('Nothing to use yet')
  await screenshot(page, 'till-offline')
  await expectAccessible(page)
  await page.reload()
  await line(page, /^Silk scarf, 1 piece/).waitFor()
  expect(await due(page)).toBe('$65.00')
  await page.getByRole('button', { name: /^Leather belt/ }).click()
  await expect.poll(() => due(page)).toBe('$110.00')
  await stage.setOffline(page.context(), false)
  await state(page).getByText('No connection to the server.').waitFor({ state: 'detached', timeout: 15_000 })
})

test('a second tab of the same till says so and touches nothing; it takes over when the first is closed', async () => {
  const page = await openTillPage(stage)
  await scan(page, codes.shirt)
  await line(page, /^Linen shirt/).waitFor()
  const second = await stage.open({ path: '/till', context: page.context() })
  await second.getByRole('heading', { name: 'The till is open in another tab' }).waitFor()
  await screenshot(second, 'till-another-tab')
  await expectAccessible(second)
  expect(await due(page)).toBe('$115.00')
  await page.close()
  await second.getByRole('button', { name: 'Try again' }).click()
  await line(second, /^Linen shirt, 1 piece/).waitFor()
})

test('a full disk: the scan is refused, nothing happened, and it sells again once there is room', async () => {
  const context = await stage.newDevice({ app: 'till', name: 'Full till', staff: tom })
  await context.addInitScript(() => {
    const fill = globalThis as typeof globalThis & { isFull?: boolean }
    for (const name of ['put', 'add'] as const) {
      const write = IDBObjectStore.prototype[name]
      IDBObjectStore.prototype[name] = function (...given) {
        if (fill.isFull === true) throw new DOMException('The disk is full.', 'QuotaExceededError')
        return write.apply(this, given)
      }
    }
  })
  const page = await stage.open({ path: '/till', context })
  await page
    .getByRole('button', { name: /^Silk scarf/ })
    .first()
    .waitFor()
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf, 1 piece/).waitFor()
  await page.evaluate(() => void Object.assign(globalThis, { isFull: true }))
  await scan(page, codes.belt)
  await state(page).getByText('The disk of this device is full', { exact: false }).waitFor()
  expect(await due(page)).toBe('$65.00')
  await page.evaluate(() => void Object.assign(globalThis, { isFull: false }))
  await scan(page, codes.belt)
  await line(page, /^Leather belt, 1 piece/).waitFor()
  await state(page).getByText('The disk of this device is full', { exact: false }).waitFor({ state: 'detached' })
})

test('a clock that is wrong by a day: the sale is begun at the shop’s time, and numbered by its day', async () => {
  const context = await stage.newDevice({ app: 'till', name: 'Late till', staff: tom })
  await context.addInitScript(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() - 86_400_000
  })
  const page = await stage.open({ path: '/till', context })
  await page
    .getByRole('button', { name: /^Silk scarf/ })
    .first()
    .waitFor()
  await scan(page, codes.scarf)
  await line(page, /^Silk scarf/).waitFor()
  await page.keyboard.press('F6')
  await page.keyboard.press('F9')
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Australia/Sydney', dateStyle: 'short' }).format(
    Date.now(),
  )
  await page.getByText(`-${today.replaceAll('-', '').slice(2)}-`, { exact: false }).waitFor()
})

/** A page that a new version waits for looks every five seconds whether it may. */
const lookedAgainMs = 6_000

test('a new version of the page waits for a return and a dialog that are open, and takes over when nobody is at anything', async () => {
  const page = await openTillPage(stage)
  await keepPage(page)
  await page.evaluate(() => void Object.assign(globalThis, { isOld: true }))
  const isOld = () => page.evaluate(() => 'isOld' in globalThis)
  await goTo(page, 'Returns')
  await page.getByLabel('Receipt number').fill('14-2612')
  // To the browser another address is another version.
  await page.evaluate(async () => {
    const kept = await navigator.serviceWorker.register('/till/service-worker.js?next', { scope: '/till' })
    const next = kept.installing ?? kept.waiting
    await new Promise<void>((resolve) => {
      const look = (): void => (next?.state === 'installed' ? resolve() : undefined)
      next?.addEventListener('statechange', look)
      look()
    })
  })
  // Something happens at the till, and the page has looked by itself since: what is not to come has no other sign.
  await scan(page, '9300000000003')
  await page.waitForTimeout(lookedAgainMs)
  expect(await page.getByLabel('Receipt number').inputValue()).toBe('14-2612')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Find customer' }).click()
  await page.getByRole('dialog').waitFor()
  await page.waitForTimeout(lookedAgainMs)
  expect(await isOld()).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => isOld().catch(() => true), { timeout: 20_000 }).toBe(false)
  await stocked(page)
})
