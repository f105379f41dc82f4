import { beforeAll, expect, test } from 'vitest'

import { openStage, screenSizes, type ScreenSize, screenshot } from '../../kit/test/browser.ts'
import { ada, enrol, expectGoodScreen, giveBenefit, giveValue, openCounter, openPortal, sell, today } from './portal.ts'

const stage = openStage({ at: today })
let adaId: string
beforeAll(async () => {
  await openCounter(stage.shop)
  adaId = await enrol(stage.shop, ada)
  await giveValue(stage.shop, adaId, 32.5, 820)
  await giveBenefit(stage.shop, adaId)
  await sell(stage.shop, adaId, '14-3-00977', 60)
})

const sizes = Object.keys(screenSizes) as ScreenSize[]

test.each(sizes)('a member at a glance, on a %s', async (size) => {
  const page = await openPortal(stage, { size, at: `/profile/${adaId}` })
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  const balance = page.getByRole('region', { name: 'Can be spent now' })
  expect(await balance.innerText()).toMatch(/\$41\.30[\s\S]*Rewards[\s\S]*\$32\.50[\s\S]*880 points[\s\S]*\$8\.80/)
  await page.getByRole('region', { name: 'Benefits' }).getByText('Free hemming').waitFor()
  await page.getByRole('region', { name: 'Recent sales' }).getByText('14-3-00977').waitFor()
  await page.getByText('Nothing has been redeemed yet.').waitFor()
  const details = page.getByRole('region', { name: 'Details' })
  expect(await details.innerText()).toMatch(/E-mail\s*Yes[\s\S]*Text message\s*No[\s\S]*Phone\s*Not asked yet/)
  expect(await details.innerText()).toMatch(/…4471[\s\S]*10 December[\s\S]*shop\.size\s*42/)
  await page.getByText('vip').waitFor()
  await expectGoodScreen(page, `profile-${size}`)
})

test.each(['de-DE', 'ja-JP'])('and in the words and figures of %s', async (locale) => {
  const page = await openPortal(stage, { locale, at: `/profile/${adaId}` })
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  await page.getByText('Free hemming').waitFor()
  await page.getByText('14-3-00977').waitFor()
  await expectGoodScreen(page, `profile-${locale.slice(0, 2)}`)
})

test('at 200 % zoom, or on a very small phone, nothing has to be scrolled sideways', async () => {
  const page = await openPortal(stage, { at: `/profile/${adaId}` })
  await page.getByText('Free hemming').waitFor()
  for (const width of [683, 320]) {
    await page.setViewportSize({ width, height: 568 })
    await expectGoodScreen(page, `profile-${width}`)
  }
})

test('in the dark', async () => {
  const page = await openPortal(stage, { scheme: 'dark', size: 'tablet', at: `/profile/${adaId}` })
  await page.getByText('Free hemming').waitFor()
  await page.getByText('14-3-00977').waitFor()
  await screenshot(page, 'portal-profile-dark')
})

test('editing changes what was changed and nothing else', async () => {
  const before = (await stage.shop.get(`profiles/${adaId}`)).body.data
  const page = await openPortal(stage, { size: 'phone', at: `/profile/${adaId}` })
  await page.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit the customer' })
  await dialog.getByLabel('Last name').fill('King')
  await dialog.getByLabel('Post', { exact: true }).check()
  await expectGoodScreen(page, 'edit')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Ada King' }).waitFor()
  await page.getByText('Ada King was changed.').first().waitFor()
  const after = (await stage.shop.get(`profiles/${adaId}`)).body.data
  expect(after).toMatchObject({ last_name: 'King', first_name: 'Ada', tags: before.tags, email: before.email })
  expect(after.attributes.comms).toMatchObject({ post_promo: true, email_promo: true, sms_promo: false })
})

test('an edit that the server refuses says which field, and that nothing was changed', async () => {
  await enrol(stage.shop, { first_name: 'Bob', last_name: 'Babbage', email: 'bob@example.com' })
  const page = await openPortal(stage, { at: `/profile/${adaId}` })
  await page.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit the customer' })
  await dialog.getByRole('textbox', { name: 'E-mail' }).fill('bob@example.com')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Nothing was changed. Another member has this e-mail address.').first().waitFor()
  expect(await dialog.getByRole('textbox', { name: 'E-mail' }).getAttribute('aria-invalid')).toBe('true')
})

test('an address that names nobody says so, and leads to the search', async () => {
  const page = await openPortal(stage, { at: '/profile/6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721' })
  await page.getByText('This customer is not there').waitFor()
  await expectGoodScreen(page, 'unknown')
  await page.getByRole('link', { name: 'Find a customer' }).last().click()
  await page.getByRole('heading', { name: 'Find a customer' }).waitFor()
})

test('where there is no sale, nothing can be attached or redeemed', async () => {
  for (const type of ['Administration', 'Zendesk']) {
    const page = await openPortal(stage, { at: `/profile/${adaId}?type=${type}` })
    await page.getByRole('region', { name: 'Benefits' }).getByText('Free hemming').waitFor()
    await page.getByText('Opened without a sale').waitFor()
    expect(await page.getByRole('button', { name: /Attach|Redeem|Use |Back to the POS/ }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(1)
  }
})
