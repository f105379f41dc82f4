import { beforeAll, expect, test } from 'vitest'

import { openStage, screenSizes, type ScreenSize } from '../../kit/test/browser.ts'
import { ada, enrol, expectGoodScreen, openCounter, openPortal, today } from './portal.ts'

const stage = openStage({ at: today })
let adaId: string
beforeAll(async () => {
  await openCounter(stage.shop)
  adaId = await enrol(stage.shop, ada)
})

const sizes = Object.keys(screenSizes) as ScreenSize[]

test.each(sizes)('somebody who was not found is enrolled on the spot, on a %s', async (size) => {
  const page = await openPortal(stage, { size, at: '?staffId=2208&storeId=14' })
  await page.getByRole('searchbox').fill('Grace Hopper')
  await page.getByRole('button', { name: 'Enrol a new customer' }).click()
  await page.getByRole('heading', { name: 'Enrol a new customer' }).waitFor()
  expect(await page.getByLabel('First name').inputValue()).toBe('Grace')
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByText('An e-mail address is needed.').waitFor()
  await expectGoodScreen(page, `enrol-refused-${size}`)
  await page.getByLabel('E-mail', { exact: false }).first().fill(`grace.${size}@example.com`)
  await page.getByLabel('Mobile phone').fill('')
  await page.getByLabel('Text message').check()
  await expectGoodScreen(page, `enrol-${size}`)
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const { body } = await stage.shop.get(`profiles/${id}`)
  expect(body.data).toMatchObject({
    email: `grace.${size}@example.com`,
    joined_location: { external_code: '14' },
    joined_staff: { full_name: 'Tom Bergström' },
  })
  expect(body.data.attributes.comms.sms_promo).toBe(true)
})

test('an address that a member has is warned of before anything is made, with the way to that member', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.getByLabel('First name').fill('Ada')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ADA@example.com')
  await page.getByLabel('First name').focus()
  await page.getByRole('group', { name: 'Ada Lovelace is already a member' }).waitFor()
  expect(await page.getByRole('button', { name: 'Enrol', exact: true }).isDisabled()).toBe(true)
  await expectGoodScreen(page, 'duplicate')
  await page.getByRole('link', { name: 'Open Ada Lovelace' }).click()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  expect(page.url()).toContain(adaId)
})

test('somebody of the same name is shown, and does not keep the other from enrolling', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.getByLabel('First name').fill('ada')
  await page.getByLabel('Last name').fill('LOVELACE')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('another.ada@example.com')
  await page.getByLabel('First name').focus()
  await page.getByText('The same name. Look whether it is the same person').waitFor()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { name: 'ada LOVELACE' }).waitFor()
})

test('a number that two people share is kept as the second one’s other number', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.getByLabel('First name').fill('Byron')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('byron@example.com')
  await page.getByLabel('Mobile phone').fill('0404 000 111')
  await page.getByLabel('First name').focus()
  await page.getByRole('group', { name: 'Ada Lovelace is already a member' }).waitFor()
  await page.getByLabel(/another person who shares this number/).check()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { name: 'Byron' }).waitFor()
  const { body } = await stage.shop.get('profiles?filter[email]=byron@example.com')
  expect(body.data[0]).toMatchObject({ mobile_phone: null, secondary_phone: '+61404000111' })
})

test('a number that is corrected after it was ticked as shared is the new member’s own', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.getByLabel('First name').fill('Charles')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('charles@example.com')
  await page.getByLabel('Mobile phone').fill('0404 000 111')
  await page.getByLabel('First name').focus()
  const shared = page.getByLabel(/another person who shares this number/)
  await shared.check()
  await expectGoodScreen(page, 'duplicate-number')
  await page.getByLabel('Mobile phone').fill('0404 000 222')
  await page.getByLabel('First name').focus()
  await shared.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { name: 'Charles' }).waitFor()
  const { body } = await stage.shop.get('profiles?filter[email]=charles@example.com')
  expect(body.data[0]).toMatchObject({ mobile_phone: '+61404000222', secondary_phone: null })
})

test('a number that was ticked as shared stays so, whatever else is typed just before they are enrolled', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.getByLabel('First name').fill('Anne')
  await page.getByLabel('Last name').fill('Milbank')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('anne@example.com')
  await page.getByLabel('Mobile phone').fill('0404 000 111')
  await page.getByLabel('First name').focus()
  await page.getByLabel(/another person who shares this number/).check()
  // The look for the new name has not come back when it is pressed.
  await page.route('**/availability**', () => undefined)
  await page.getByLabel('Last name').fill('Milbanke')
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  await page.getByRole('heading', { name: 'Anne Milbanke' }).waitFor()
  const { body } = await stage.shop.get('profiles?filter[email]=anne@example.com')
  expect(body.data[0]).toMatchObject({ mobile_phone: null, secondary_phone: '+61404000111' })
})

test('whether somebody is there already could not be looked up: that is said, and looked up again', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.route('**/availability**', (route) => route.abort('aborted'))
  await page.getByLabel('First name').fill('Ada')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.com')
  await page.getByLabel('First name').focus()
  const problem = page
    .getByRole('alert')
    .filter({ hasText: 'Whether this customer is a member already could not be looked up' })
  await problem.getByText('Nobody was enrolled.', { exact: false }).waitFor()
  await expectGoodScreen(page, 'duplicates-not-looked')
  await page.unroute('**/availability**')
  await problem.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('group', { name: 'Ada Lovelace is already a member' }).waitFor()
  await problem.waitFor({ state: 'detached' })
})

test('a double tap enrols one', async () => {
  const page = await openPortal(stage, { at: '/enrol' })
  await page.getByLabel('First name').fill('Once')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('once@example.com')
  await page.getByRole('button', { name: 'Enrol', exact: true }).dblclick()
  await page.getByRole('heading', { name: 'Once' }).waitFor()
  const { body } = await stage.shop.get('profiles?search=once')
  expect(body.data).toHaveLength(1)
})
