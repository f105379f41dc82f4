// How a browser becomes a staff portal, and how people sign in on it.
import { beforeAll, expect, test } from 'vitest'

import { expectAccessible, openStage, screenshot } from '../../kit/test/browser.ts'
import { scan } from '../../kit/test/scanner.ts'
import { employ, tom } from '../../kit/test/people.ts'

const stage = openStage()

beforeAll(() => employ(stage.shop, [tom]))

test('a browser that is no portal says how it becomes one', async () => {
  const page = await stage.open({ path: '/clienteling/profile/17', scheme: 'dark' })
  await page.getByRole('heading', { name: 'This browser is not paired yet' }).waitFor()
  await expectAccessible(page)
})

test('the operator’s link pairs it, and a badge opens it', async () => {
  const { body } = await stage.shop.post('devices', { app: 'clienteling', name: 'Counter 4' })
  const page = await stage.open({ path: body.data.pairing_path, size: 'tablet' })
  await page.getByRole('button', { name: 'Pair this browser' }).click()
  await page.getByRole('button', { name: 'Open the staff portal' }).press('Enter')
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
  await expectAccessible(page)
  await screenshot(page, 'portal-sign-in')
  await scan(page, tom.badge)
  await page.getByRole('button', { name: 'Tom Bergström' }).waitFor()
  expect(await page.title()).toBe('Staff portal · Tillside')
})

test('a portal lets nobody in while the server is away', async () => {
  const context = await stage.newDevice({ app: 'clienteling' })
  const page = await stage.open({ path: '/clienteling', context })
  await page.getByRole('button', { name: /Tom Bergström/ }).click()
  await stage.setOffline(context, true)
  await page.keyboard.type(tom.pin, { delay: 60 })
  await page.keyboard.press('Enter')
  await page.getByText('The server cannot be reached. Nobody was signed in.').waitFor()
})

test('while the server is away at the start the page says that it waits for it, and goes on by itself', async () => {
  const context = await stage.newDevice({ app: 'clienteling' })
  await context.route('**/api/v3/device', (route) => route.abort('aborted'))
  const page = await stage.open({ path: '/clienteling', context })
  await page.getByRole('heading', { name: 'Waiting for the server' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor()
  await context.unroute('**/api/v3/device')
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
})

test('also a server that takes the question and never answers is waited for in words', async () => {
  const context = await stage.newDevice({ app: 'clienteling' })
  let isDeaf = true
  await context.route('**/api/v3/device', (route) => (isDeaf ? undefined : route.continue()))
  const page = await stage.open({ path: '/clienteling', context, size: 'phone' })
  await page.getByRole('heading', { name: 'Waiting for the server' }).waitFor()
  isDeaf = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Who is here?' }).waitFor()
})
