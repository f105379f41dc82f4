// What a POS, an address or a person says that nobody would expect.
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'

import { expectAccessible, openStage } from '../../kit/test/browser.ts'
import { ada, balanceOf, bob, enrol, giveValue, openCounter, openPortal, sell, today } from './portal.ts'

const stage = openStage({ at: today })
beforeAll(async () => {
  await openCounter(stage.shop)
  await enrol(stage.shop, ada)
})

let profileId: string
let people = 0
beforeEach(async () => {
  profileId = await enrol(stage.shop, { ...bob, email: `bob.${(people += 1)}@example.com` })
  await giveValue(stage.shop, profileId, 40)
})

const openPad = (page: Page): Promise<void> => page.getByRole('button', { name: /^Redeem/ }).click()
const confirm = (page: Page) => page.getByRole('dialog').getByRole('button', { name: /^Redeem \$/ })

test.each([
  ['0', 'Redeem $0.00', /This sale has nothing left to pay with rewards/],
  ['0.004', 'Redeem $0.00', /This sale has nothing left to pay with rewards/],
  ['lots', 'Redeem $0.00', /cannot be read, so nothing can be redeemed/],
  ['-5', 'Redeem $0.00', /cannot be read, so nothing can be redeemed/],
  ['1e21', 'Redeem $0.00', /cannot be read, so nothing can be redeemed/],
  ['12.3456', 'Redeem $12.34', /Up to \$12\.34, what this sale allows/],
  ['4000', 'Redeem $40.00', /Up to \$40\.00/],
  ['999999999999.99', 'Redeem $40.00', /Up to \$40\.00/],
])('a sale of %s: %s', async (most, button, words) => {
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=${most}` })
  await openPad(page)
  await page.getByText(words).first().waitFor()
  expect(await confirm(page).innerText()).toBe(button)
  expect(await confirm(page).isDisabled()).toBe(button === 'Redeem $0.00')
  if (most === '0') await expectAccessible(page)
})

test('a most that is said twice, and not the same, allows nothing; twice the same is said once', async () => {
  const page = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=10&max_redeem=1000` })
  await openPad(page)
  await page.getByText(/cannot be read, so nothing can be redeemed/).waitFor()
  const same = await openPortal(stage, { at: `/profile/${profileId}?max_redeem=10&max_redeem=10` })
  await openPad(same)
  await same.getByText('Up to $10.00, what this sale allows.').waitFor()
})

test.each([
  ['a script', '<script>document.title="owned"</script>'],
  ['five thousand characters', 'x'.repeat(5_000)],
  ['emoji and quotes', '🧣"\'\\ %00'],
])('a staff number that is %s keeps nobody from redeeming or enrolling', async (_, staffId) => {
  const said = `staffId=${encodeURIComponent(staffId)}&terminalId=${encodeURIComponent(staffId)}&storeId=${encodeURIComponent(staffId)}`
  const page = await openPortal(stage, { at: `/profile/${profileId}?${said}` })
  await openPad(page)
  await confirm(page).click()
  await page.getByText('$40.00 was taken from the balance').first().waitFor()
  expect(await balanceOf(stage.shop, profileId)).toBe(0)
  await page.getByRole('link', { name: 'Find a customer' }).click()
  await page.getByRole('button', { name: 'Enrol a new customer' }).click()
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`new.${people}@example.com`)
  await page.getByLabel('First name').fill('New')
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'New' }).waitFor()
  expect(await page.title()).not.toBe('owned')
})

test.each([
  ['ten thousand characters', 'zzq '.repeat(2_500)],
  ['ten thousand of one letter', 'q'.repeat(10_000)],
  ['emoji', '🧣👩‍🔬🧵'],
  ['per cent', '%'],
  ['underscores', '___'],
  ['what a pattern would be', "%' or 1=1 --"],
  ['a backslash', '\\'],
])('a search for %s finds nobody by chance and breaks nothing', async (_, text) => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox').fill(text)
  await page.getByText('Nobody was found for', { exact: false }).first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})

test('a search for blanks is none', async () => {
  const page = await openPortal(stage)
  await page.getByRole('searchbox').fill('  \u00a0\u3000 ')
  await page.getByText('Who is at the counter?').waitFor()
})

test.each([
  ['%', '%'],
  ['a dot', '.'],
  ['two dots', '..'],
  ['a path', '14/3-1'],
  ['ten thousand letters', 'r'.repeat(10_000)],
  ['emoji', '🧾'.repeat(3_000)],
])('a receipt number that is %s finds no sale, and one that is odd finds its own', async (_, number) => {
  await sell(stage.shop, null, `S-${people}`, 10, { receipt_ref: `14/${people}` })
  const page = await openPortal(stage, { role: 'supervisor', at: `/profile/${profileId}` })
  await page.getByRole('button', { name: 'Add a sale' }).click()
  await page.getByLabel('Number on the receipt').fill(number)
  await page.getByRole('button', { name: 'Find it' }).click()
  await page.getByText(/^No sale with the number/).waitFor()
  await page.getByLabel('Number on the receipt').fill(`14/${people}`)
  await page.getByRole('button', { name: 'Find it' }).click()
  await page.getByText('Bob Babbage gets the points that this sale earns.').waitFor()
})
