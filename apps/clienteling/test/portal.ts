// A staff portal that is paired and signed in, with a customer at the counter, for tests that are about what comes after.
import type { FrameLocator, Page } from 'playwright-core'
import { expect } from 'vitest'

import { formatInstant, instant } from '@tillside/rules/time'

import { pairedPage } from '../../../packages/server/test/device.ts'
import type { Shop } from '../../../packages/server/test/shop.ts'
import { expectAccessible, type PageOptions, screenshot, type Stage } from '../../kit/test/browser.ts'
import { employ, grace, mei, tom } from '../../kit/test/people.ts'
import { smallTargets } from '../../kit/test/targets.ts'

/** The server tells the time by the machine's clock in each answer; the shop's own must not be far from it. */
export const today = formatInstant(instant(Date.now()))

const people = { cashier: tom, supervisor: mei, manager: grace } as const
type Role = keyof typeof people

/** A store, and one person of each role. */
export async function openCounter(shop: Shop): Promise<void> {
  await shop.post('locations', { name: 'Carlton', external_id: 'S14', external_code: '14' })
  await employ(shop, Object.values(people))
}

interface PortalOptions extends Omit<PageOptions, 'path' | 'context'> {
  readonly role?: Role
  /** Below /clienteling, with what the POS says. */
  readonly at?: string
}

/** Longest wait for one thing on a screen, below a test's own end: what was waited for is then named. */
const waitMsMax = 20_000

let devices = 0

/** The cookie of a device on which somebody is signed in. */
async function signedInCookie(shop: Shop, role: Role): Promise<{ name: string; value: string }> {
  const device = await pairedPage(shop, 'clienteling', `Counter ${(devices += 1)}`, { location_id: 'S14' })
  const { status } = await device.post('device/session', { staff_id: people[role].number, pin: people[role].pin })
  if (status !== 201) throw new Error('nobody could sign in')
  const [name = '', value = ''] = (device.cookie() ?? '').split('=')
  return { name, value }
}

/** A browser of a device on which somebody is signed in, and a page of it. */
export async function openPortal(
  stage: Stage,
  { role = 'cashier', at = '', ...how }: PortalOptions = {},
): Promise<Page> {
  // The shop's clock stands still between tests; the machine's, by which a page counts down, does not.
  stage.shop.wait(Math.max(0, Date.now() - stage.shop.now()))
  const context = await stage.newContext(how)
  context.setDefaultTimeout(waitMsMax)
  const { name, value } = await signedInCookie(stage.shop, role)
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/clienteling', httpOnly: true }])
  return stage.open({ path: `/clienteling${at}`, context })
}

/** Somebody of the role shows who they are, in the dialog or page where that is asked for. */
export async function prove(page: Page, role: Role, within: Page | FrameLocator = page): Promise<void> {
  const { first, last, pin } = people[role]
  await within
    .getByRole('button', { name: new RegExp(`${first} ${last}`) })
    .last()
    .click()
  await within.getByLabel(`PIN of ${first} ${last}`).waitFor()
  await page.keyboard.type(pin, { delay: 60 })
  await page.keyboard.press('Enter')
}

/** A role that the shop may have one day: who is signed in lacks the permission, as far as the page is told. */
export async function withoutPermission(page: Page, permission: string): Promise<void> {
  await page.route('**/api/v3/device', async (route) => {
    const response = await route.fetch()
    const text = await response.text()
    await route.fulfill({ response, body: text.replaceAll(`"${permission}",`, '') })
  })
}

/** Axe finds nothing on the screen, and a finger misses nothing; it is kept as a picture under the name. Afterwards it is light again. */
export async function expectGoodScreen(page: Page, name: string): Promise<void> {
  await screenshot(page, `portal-${name}`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 'wider than the window').toBe(0)
  expect(await smallTargets(page)).toEqual([])
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'light' })
}

interface Person {
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly [field: string]: unknown
}

/** Enrols somebody; their profile's id. */
export async function enrol(shop: Shop, person: Person): Promise<string> {
  const { status, body } = await shop.post('profiles', person)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data.id as string
}

export const ada: Person = {
  first_name: 'Ada',
  last_name: 'Lovelace',
  email: 'ada@example.com',
  mobile_phone: '+61404000111',
  tags: ['vip'],
  identities: [{ handle: 'loyalty-card', identifier: '6610004471', is_primary: true }],
  comms_attributes: { email_promo: true, sms_promo: false },
  custom_attributes: [{ namespace: 'shop', handle: 'size', type: 'string', value: '42' }],
  birth_day: 10,
  birth_month: 12,
}

export const bob: Person = { first_name: 'Bob', last_name: 'Babbage', email: 'bob@example.com' }

let customers = 0
/** A customer of one test alone, with rewards of so much. */
export async function newCustomer(shop: Shop, reward: number): Promise<string> {
  const profileId = await enrol(shop, { ...bob, email: `bob.${(customers += 1)}@example.com` })
  await giveValue(shop, profileId, reward)
  return profileId
}

/** A reward of so much, and points. */
export async function giveValue(shop: Shop, profileId: string, reward: number, points = 0): Promise<void> {
  const named = await shop.get('rewards/definitions?filter[handle]=welcome')
  const definition = { name: 'Welcome', handle: 'welcome', value: 20, type: 'bonus', period: 30 }
  const id = named.body.data[0]?.id ?? (await shop.post('rewards/definitions', definition)).body.data.id
  const common = { profile_id: profileId, timezone: 'UTC' }
  await shop.post('rewards', { ...common, reward_definition_id: id, value_initial: reward })
  if (points > 0)
    await shop.post('points', { ...common, point_definition_id: 1, issued_at: today, value_initial: points })
}

/** A benefit that can be used once. */
export async function giveBenefit(
  shop: Shop,
  profileId: string,
  { name = 'Free hemming', value = null }: { readonly name?: string; readonly value?: number | null } = {},
): Promise<void> {
  const definition = { name, handle: `b-${(devices += 1)}`, period: 30, redeem_code_pos: 'HEMFREE' }
  const { id } = (await shop.post('benefits/definitions', definition)).body.data
  const issued = { profile_id: profileId, benefit_definition_id: id, issued_at: today, timezone: 'UTC', value }
  const { status, body } = await shop.post('benefits', issued)
  if (status !== 201) throw new Error(JSON.stringify(body))
}

/** A POS that injects its functions, and keeps what it was told. */
export async function injectPos(page: Page): Promise<() => Promise<unknown[]>> {
  await page.evaluate(() => {
    const told: unknown[] = []
    for (const name of ['memberProfile_addToSale', 'redeemReward_returnConfirmation', 'memberProfile_returnToPOS'])
      Object.assign(window, { told, [name]: (...args: unknown[]) => told.push([name, ...args]) })
  })
  return () => page.evaluate(() => (window as unknown as { told: unknown[] }).told)
}

/** Opens the pad and chooses an amount by keyboard. */
export async function choose(page: Page, amount: string): Promise<void> {
  await page.getByRole('button', { name: 'Redeem', exact: false }).first().click()
  const dialog = page.getByRole('dialog', { name: /^Redeem for/ })
  await dialog.getByRole('textbox').fill(amount)
}

/** Takes so much, and waits until the pad is gone. */
export async function redeem(page: Page, amount: string): Promise<void> {
  await choose(page, amount)
  await page.getByRole('button', { name: `Redeem $${amount}` }).click()
  await page.getByText(`$${amount} was taken from the balance`).first().waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Requests to these addresses never arrive, or their answers are lost; gives the network back. */
export async function loseAt(page: Page, url: string, what: 'requests' | 'answers'): Promise<() => Promise<void>> {
  await page.route(url, async (route) => {
    if (what === 'answers') await route.fetch()
    await route.abort('aborted')
  })
  return () => page.unroute(url)
}

/** Answers from these addresses wait until they are let go. */
export async function slowAt(page: Page, url: string): Promise<() => void> {
  let letGo = (): void => undefined
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(url, async (route) => {
    const response = await route.fetch()
    await isLetGo
    // The page that asked may be gone by now.
    await route.fulfill({ response }).catch(() => undefined)
  })
  return () => letGo()
}

/** A sale of one coat. */
export async function sell(
  shop: Shop,
  profileId: string | null,
  receipt: string,
  price: number,
  more: object = {},
): Promise<number> {
  const item = { name: 'Wool coat', quantity: 1, price_current: price, price_sell: price }
  const sale = {
    profile_id: profileId,
    external_id: receipt,
    receipt_ref: receipt,
    transacted_at: today,
    timezone: 'UTC',
  }
  const { status, body } = await shop.post('transactions', {
    ...sale,
    total: price,
    location_id: 'S14',
    items: [item],
    ...more,
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.data.id as number
}

/** What the member can spend, as the server has it. */
export async function balanceOf(shop: Shop, profileId: string): Promise<number> {
  return (await shop.get(`profiles/${profileId}/balances`)).body.data.combined_balance_dollars as number
}
