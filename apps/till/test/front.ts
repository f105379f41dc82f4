// A shop with goods on its shelves, staff who can sign in and members with cards, and a till in a real browser before it.
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

import { formatInstant, instant } from '@tillside/rules/time'

import { type DeviceOptions, type Stage } from '../../kit/test/browser.ts'
import { employ, grace, mei, tom } from '../../kit/test/people.ts'
import { triggerMs } from '../../kit/test/scanner.ts'
import type { Shop } from '../../../packages/server/test/shop.ts'
import { openTill, type Till } from '../../../packages/server/test/till.ts'
import { giveBenefit } from './benefit.ts'
import { codeOf } from './codes.ts'

/** When the shop opens: now, since browsers have the machine's clock. */
export const nowText = (): string => formatInstant(instant(Date.now()))

/** What tests ring up by name: 65, 115, 25 and 45 are the four of which a reward of 50 takes 13, 23, 5 and 9. */
export const goods = {
  scarf: { title: 'Silk scarf', department: 'Accessories', price: 65, barcode: codeOf(0, 1) },
  shirt: { title: 'Linen shirt', department: 'Women', price: 115, barcode: codeOf(0, 2) },
  socks: { title: 'Wool socks', department: 'Men', price: 25, barcode: codeOf(0, 3) },
  belt: { title: 'Leather belt', department: 'Accessories', price: 45, barcode: codeOf(0, 4) },
} as const

export type Goods = (typeof goods)[keyof typeof goods]

const giftCard = { title: 'Gift card', department: 'Gift cards', price: 50, barcode: codeOf(0, 5) }

export const codes = {
  scarf: goods.scarf.barcode,
  shirt: goods.shirt.barcode,
  belt: goods.belt.barcode,
  giftCard: giftCard.barcode,
} as const

/** What else stands on the shelves, so that they look like those of a shop. */
const others = [
  ['Wool jumper', 'Women', 189.95],
  ['Canvas tote bag with leather handles', 'Accessories', 59.5],
  ['Chino trousers', 'Men', 129],
  ['Oxford shirt', 'Men', 99],
  ['Rain jacket', 'Women', 249],
  ['Cashmere beanie', 'Accessories', 79],
  ['Denim jacket', 'Men', 179],
] as const

const shelves = [
  ...Object.values(goods),
  giftCard,
  ...others.map(([title, department, price], index) => ({
    title,
    department,
    price,
    barcode: codeOf(0, 6 + index),
  })),
]

/** What the shelves hold, who works here, and where. Returns the location's id. */
export async function furnish(shop: Shop): Promise<number> {
  for (const { title, department, price, barcode } of shelves) {
    const handle = title.toLowerCase().replaceAll(/\W+/g, '-')
    const variants = [{ sku: handle.toUpperCase().slice(0, 20), title, price, barcode }]
    const type = department === 'Gift cards' ? 'gift' : 'simple'
    const { status, body } = await shop.post('products', { title, handle, type, department, variants })
    expect(status, JSON.stringify(body)).toBe(201)
  }
  await employ(shop, [grace, tom, mei])
  const place = { name: 'Paddington', external_id: 'AU-01', timezone: 'Australia/Sydney' }
  const { status, body } = await shop.post('locations', place)
  expect(status, JSON.stringify(body)).toBe(201)
  return body.data.id
}

export interface Customer {
  readonly profileId: string
  readonly card: string
}

let cards = 0
const counters = new WeakMap<Shop, Till>()

/** The counter of the API beside the screens: it keeps what it has defined. */
function counterOf(shop: Shop): Till {
  const counter = counters.get(shop) ?? openTill(shop)
  counters.set(shop, counter)
  return counter
}

/** A member with a card, so much in rewards, and a benefit where it is named. */
export async function customer(shop: Shop, name: string, rewards = 0, benefit?: string): Promise<Customer> {
  const [first_name, ...rest] = name.split(' ')
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`
  const phone = `+61 491 570 ${String(156 + cards)}`
  const made = await shop.post('profiles', { first_name, last_name: rest.join(' '), email, mobile_phone: phone })
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  const profileId = String(made.body.data.id)
  const card = codeOf(4, (cards += 1))
  const given = await shop.post(`profiles/${profileId}/identities`, { handle: 'loyalty-card', identifier: card })
  expect(given.status, JSON.stringify(given.body)).toBeLessThan(300)
  if (rewards > 0) await counterOf(shop).reward(profileId, rewards)
  if (benefit !== undefined) await giveBenefit(shop, profileId, benefit)
  return { profileId, card }
}

export const rewardsOf = async (shop: Shop, { profileId }: Customer): Promise<number> =>
  (await counterOf(shop).balances(profileId)).rewards

let tills = 0

type TillPageOptions = Partial<Omit<DeviceOptions, 'app'>> & { readonly path?: string }

/** The page of a till of its own, with the cashier signed in and its goods on the tiles. */
export async function openTillPage(stage: Stage, { path = '/till', ...how }: TillPageOptions = {}): Promise<Page> {
  tills += 1
  const context = await stage.newDevice({ app: 'till', name: `Till ${tills}`, staff: tom, ...how })
  return openTillPageAgain(stage, context, path)
}

/** Another page of the same till, after the one before was closed. */
export async function openTillPageAgain(stage: Stage, context: BrowserContext, path = '/till'): Promise<Page> {
  const page = await stage.open({ path, context })
  if (path === '/till') await stocked(page)
  return page
}

/** What is sold has come from the server. On a phone the tiles are there, and not in sight. */
export const stocked = (page: Page): Promise<void> =>
  page.locator('section li button').first().waitFor({ state: 'attached' })

/** Until a hand holds the next thing before the scanner. */
const handMs = 100

/**
 * One thing after the other, as a cashier does it. The keys are pressed inside the page, all in one moment: a machine that is
 * busy with ten other things still sends a whole scan.
 */
export async function scan(page: Page, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await press(page, Array.from(text).concat('Enter'))
}

/** Keys of a scanner, or of two. */
export async function press(page: Page, keys: readonly string[]): Promise<void> {
  await page.waitForTimeout(triggerMs)
  await page.evaluate((pressed) => {
    for (const key of pressed) {
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    }
  }, keys)
  await page.waitForTimeout(handMs)
}

/** What is to be paid, as it stands on the screen. */
export const due = (page: Page): Promise<string> =>
  page
    .getByRole('region', { name: /^(Total|Summe|合計)$/ })
    .getByTestId('due')
    .innerText()
