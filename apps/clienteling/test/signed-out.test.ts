// Whoever finds the sign-in page where they had been at work is told why.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'

import { sessionMsMax } from '@tillside/rules/roles'

import { openStage } from '../../kit/test/browser.ts'
import { employ, mei, tom } from '../../kit/test/people.ts'
import { expectGoodScreen, prove, today } from './portal.ts'

const stage = openStage({ at: today })

beforeAll(() => employ(stage.shop, [tom, mei]))

let counters = 0

/** A portal on which Tom is at work. */
async function atWork(): Promise<Page> {
  const name = `Counter ${(counters += 1)}`
  const context = await stage.newDevice({ app: 'clienteling', name, staff: tom })
  const page = await stage.open({ path: '/clienteling', context })
  await page.getByRole('searchbox').waitFor()
  return page
}

/** The network of the page comes back, upon which it asks who is here. */
const askAnew = (page: Page): Promise<boolean> => page.evaluate(() => window.dispatchEvent(new Event('online')))

test('the twelve hours of a sign-in are over', async () => {
  const page = await atWork()
  stage.shop.wait(sessionMsMax + 1)
  // The page goes by the time that the server's answers tell.
  await page.route('**/api/v3/**', async (route) => {
    const response = await route.fetch()
    await route.fulfill({
      response,
      headers: { ...response.headers(), date: new Date(stage.shop.now()).toUTCString() },
    })
  })
  await askAnew(page)
  await page.getByText('Tom Bergström was signed out').waitFor()
  await page.getByText(/holds for twelve hours, and they are over/).waitFor()
  await expectGoodScreen(page, 'signed-out')
})

test('what they may was changed, and once somebody is signed in nothing is said of it any more', async () => {
  const page = await atWork()
  await stage.shop.put(`staff/${tom.number}/access`, { role: 'supervisor' })
  await page.getByRole('searchbox').fill('ada')
  await page.getByText(/Their role, PIN or badge was changed/).waitFor()
  await prove(page, 'cashier')
  await page.getByRole('searchbox').waitFor()
  await page.getByRole('button', { name: 'Tom Bergström' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  expect(await page.getByText('was signed out').count()).toBe(0)
  await page.reload()
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  expect(await page.getByText('was signed out').count()).toBe(0)
})

test('another window of the device signed out', async () => {
  const page = await atWork()
  const other = await stage.open({ path: '/clienteling', context: page.context() })
  await other.getByRole('button', { name: 'Tom Bergström' }).click()
  await Promise.all([
    other.waitForResponse((answer) => answer.request().method() === 'DELETE'),
    other.getByRole('button', { name: 'Sign out' }).click(),
  ])
  await askAnew(page)
  await page.getByText('It was done in another window of this device.').waitFor()
})

test('access was taken away', async () => {
  const page = await atWork()
  await stage.shop.put(`staff/${tom.number}/access`, { role: null })
  await page.getByRole('searchbox').fill('ada')
  await page.getByText('They have no access any more.', { exact: false }).waitFor()
  await stage.shop.put(`staff/${tom.number}/access`, { role: tom.role, pin: tom.pin })
})

test('the device was revoked, and a page that is loaded again still says so', async () => {
  const page = await atWork()
  const name = `Counter ${counters}`
  const { body } = await stage.shop.get(`devices?filter[name]=${encodeURIComponent(name)}`)
  await stage.shop.remove(`devices/${body.data[0].id}`)
  await page.getByRole('searchbox').fill('ada')
  await page.getByRole('heading', { name: 'This browser is not paired any more' }).waitFor()
  await page.getByText(`It was “${name}”`).waitFor()
  await expectGoodScreen(page, 'unpaired')
  await page.reload()
  await page.getByText(`It was “${name}”`).waitFor()
})
