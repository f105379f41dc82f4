import { beforeAll, expect, test } from 'vitest'

import { openStage, screenSizes, type ScreenSize } from '../../kit/test/browser.ts'
import { scan } from '../../kit/test/scanner.ts'
import { ada, bob, enrol, expectGoodScreen, giveValue, openCounter, openPortal, today } from './portal.ts'

const stage = openStage({ at: today })
let adaId: string
beforeAll(async () => {
  await openCounter(stage.shop)
  adaId = await enrol(stage.shop, ada)
  await enrol(stage.shop, bob)
  await giveValue(stage.shop, adaId, 25)
  // New names are known to the correction of slips a moment later.
  await stage.shop.runJobs()
})

const field = 'Name, e-mail, phone or card'
const sizes = Object.keys(screenSizes) as ScreenSize[]

test.each(sizes)('a customer is found by whatever they say, on a %s', async (size) => {
  const page = await openPortal(stage, { size })
  const search = page.getByRole('searchbox', { name: field })
  expect(await search.evaluate((input) => input === document.activeElement)).toBe(true)
  await expectGoodScreen(page, `search-${size}`)
  for (const said of ['Ada', 'lovelace ada', 'ada@exam', '0404 000 111', '404000111', 'Lovelase']) {
    await search.fill(said)
    await page.getByRole('link', { name: /Ada Lovelace.*\$25\.00/ }).waitFor()
    await page.getByRole('link', { name: /Bob Babbage/ }).waitFor({ state: 'detached' })
  }
  await expectGoodScreen(page, `found-${size}`)
  await page.getByRole('link', { name: /Ada Lovelace/ }).click()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/clienteling/profile/${adaId}`)
})

test('a scanned card opens its member, wherever the focus is', async () => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox', { name: field }).waitFor()
  await page.getByRole('button', { name: 'Enrol a new customer' }).focus()
  await scan(page, '6610004471')
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
})

test('a card that nobody has finds nobody, and enrolling is offered', async () => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox', { name: field }).waitFor()
  await scan(page, '6610009999')
  await page.getByText('Nobody was found for “6610009999”').first().waitFor()
  await page.getByRole('button', { name: 'Enrol a new customer' }).waitFor()
  await expectGoodScreen(page, 'nobody')
})

test('the keyboard alone is enough: type, walk the list, open, and come back', async () => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox', { name: field }).waitFor()
  await page.keyboard.type('b', { delay: 60 })
  await page.getByRole('link', { name: /Bob Babbage/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('A')
  await page.keyboard.press('ArrowUp')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /Bob|Ada/ }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Find a customer' }).waitFor()
})

test('a letter that was typed after the last answer keeps Enter from opening who was found before it', async () => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox', { name: field }).fill('Ada')
  await page.getByRole('link', { name: /Ada Lovelace/ }).waitFor()
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('input[type=search]')
    if (!input) throw new Error('no field')
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, 'Bob')
    input.dispatchEvent(new Event('input', { bubbles: true }))
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  })
  await page.getByRole('link', { name: /Bob Babbage/ }).waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/clienteling\/?$/)
})

test('how many were found is said to whoever cannot see it', async () => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox', { name: field }).fill('ada')
  await page.getByRole('status').getByText('Customers found: 1').waitFor({ state: 'attached' })
})

test('what the POS said in the address stays in it, as it was written', async () => {
  const said = 'staffId=0042&storeId=0014&type=POS&max_redeem=12.50'
  const page = await openPortal(stage, { at: `?${said}` })
  await page.getByRole('searchbox', { name: field }).fill('ada')
  await page.getByRole('link', { name: /Ada Lovelace/ }).click()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  expect(new URL(page.url()).search).toBe(`?${said}`)
})

test('language, colours and sound are switched by a finger', async () => {
  const page = await openPortal(stage, { size: 'phone' })
  await page.getByRole('button', { name: 'Tom Bergström' }).click()
  await page.getByRole('radiogroup', { name: 'Language' }).waitFor()
  await expectGoodScreen(page, 'settings')
  await page.getByText('Deutsch').click()
  await page.getByText('Sprache').waitFor()
})

test.each([
  ['de-DE', 'Kundin oder Kunden suchen'],
  ['ja-JP', 'お客様を探す'],
])('it speaks the language of the browser: %s', async (locale, title) => {
  const page = await openPortal(stage, { locale, size: 'phone' })
  await page.getByRole('heading', { name: title }).waitFor()
  await expectGoodScreen(page, `search-${locale.slice(0, 2)}`)
  // Before our font has come, or where it cannot, the words are wider.
  await page.route('**/*.woff2', (route) => route.abort('aborted'))
  await page.reload()
  await page.getByRole('heading', { name: title }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})
