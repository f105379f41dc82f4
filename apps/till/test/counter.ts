// What a cashier does on a till in a real browser, from the first goods to the receipt. What it shows is held against what the
// server itself says.
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'

import { openStage, type Stage } from '../../kit/test/browser.ts'
import { scan } from '../../kit/test/scanner.ts'
import { openTill as openRegister } from '../../../packages/server/test/till.ts'

import { codeOf } from './codes.ts'
import { furnish, type Goods, nowText, openTillPage, openTillPageAgain, stocked } from './front.ts'

export interface Member {
  readonly profileId: string
  readonly card: string
}

export interface Counter {
  readonly stage: Stage
  /** The page of a till of its own, with somebody signed in. */
  open(options?: Parameters<typeof openTillPage>[1]): Promise<Page>
  /** Another page of the same till, after the one before was closed. */
  openAgain(context: BrowserContext, path?: string): Promise<Page>
  /** A member with so much in rewards, and a card. */
  member(rewards: number): Promise<Member>
  /** What the server says that the member has. */
  balances(member: Member): Promise<{ rewards: number; points: number }>
  /** The sale as the server recorded it, once it has. */
  sale(receiptRef: string): Promise<RecordedSale>
}

export interface RecordedSale {
  readonly total: number
  readonly points_earned: number
  readonly exceptions: readonly { readonly code: string }[]
  readonly items: readonly {
    readonly name: string
    readonly charged: number
    readonly redemption_share: number
    readonly returns: readonly { readonly points: number; readonly amount: number }[]
  }[]
  readonly payments: readonly unknown[]
}

/** Call at the top of a test file. */
export function openCounter(): Counter {
  const stage = openStage({ at: nowText() })
  let register: ReturnType<typeof openRegister>
  let serial = 0
  beforeAll(async () => {
    register = openRegister(stage.shop)
    await furnish(stage.shop)
  })
  return {
    stage,
    open: (how) => openTillPage(stage, how),
    openAgain: (context, path) => openTillPageAgain(stage, context, path),
    member: async (rewards) => {
      const profileId = await register.member(rewards)
      const card = codeOf(5, (serial += 1))
      const given = await stage.shop.post(`profiles/${profileId}/identities`, {
        handle: 'loyalty-card',
        identifier: card,
      })
      expect(given.status, JSON.stringify(given.body)).toBeLessThan(300)
      return { profileId, card }
    },
    balances: ({ profileId }) => register.balances(profileId),
    sale: async (receiptRef) => {
      const path = `transactions/external/${receiptRef}`
      await expect.poll(async () => (await stage.shop.get(path)).status, { timeout: 20_000 }).toBe(200)
      return (await stage.shop.get(path)).body.data
    },
  }
}

/** Rings them up by their tiles, and scans the customer's card; waits until each is there. */
export async function ringUp(page: Page, things: readonly (Goods | Member)[]): Promise<void> {
  for (const thing of things) {
    if ('card' in thing) {
      const isThere = page.getByRole('button', { name: /^Use up to/ })
      await scanUntil(page, thing.card, isThere)
    } else {
      await panel(page, 'Goods')
        .getByRole('button', { name: new RegExp(`^${thing.title}`) })
        .click()
      await panel(page, 'Basket')
        .getByRole('button', { name: new RegExp(`^${thing.title}, `) })
        .waitFor()
    }
  }
}

/** On a machine that is busy a scan may be refused as unreadable, and nothing happened: it is scanned again, as anybody would. */
export async function scanUntil(page: Page, text: string, isThere: Locator): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await scan(page, text)
    const isDone = await isThere.waitFor({ timeout: 4_000 }).then(
      () => true,
      () => false,
    )
    if (isDone) return
    expect(tries, `${text} was scanned`).toBeLessThan(6)
  }
}

/** The page is kept by the browser from here on, as after any first visit: it opens without the server. */
export async function keepPage(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await page.reload()
  await stocked(page)
}

/** Uses so much of a reward on the sale in hand, as typed on the pad; left out: all that may be used. */
export async function takeReward(page: Page, minor?: number): Promise<void> {
  await page.getByRole('button', { name: /^Use (a reward|up to)/ }).click()
  const dialog = page.getByRole('dialog')
  if (minor !== undefined) await dialog.getByLabel('Amount to use').fill(String(minor))
  await dialog
    .getByRole('button', { name: /^Use \$/ })
    .last()
    .click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('It counts with this sale').waitFor({ state: 'attached' })
}

/** What the next card payment does, as it is set where the till is set up. */
export async function setTerminal(
  page: Page,
  outcome: 'Approve' | 'Decline' | 'No answer, approved' | 'No answer, declined',
): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByText(outcome, { exact: true }).click()
  await page.keyboard.press('Escape')
  await stocked(page)
}

/** To another screen, by the menu. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Menu/ }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
}

export async function toPayment(page: Page): Promise<void> {
  await panel(page, 'Total')
    .getByRole('button', { name: /^(Pay|Pay out)/ })
    .click()
  await page.getByRole('heading', { name: 'Payment', exact: true }).waitFor()
}

/** The panel of that name. */
/** Pays by card what the button says: its key is heard once the tender before it is done with. */
export async function payByCard(page: Page, amount: string): Promise<void> {
  await page.getByRole('button', { name: `Card ${amount}`, exact: true, disabled: false }).waitFor()
  await page.keyboard.press('F3')
}

export const panel = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

/** What stands at the end of a line of figures. */
export const figure = (within: Locator, name: string): Promise<string> =>
  within.locator('dl > div', { hasText: name }).locator('dd').first().innerText()

/** The receipt's number, from the screen that shows it. */
export const receiptShown = async (page: Page): Promise<string> => {
  await page.getByRole('heading', { name: 'Receipt', exact: true }).waitFor()
  return decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
}

/** Every target on the page can be hit with a finger: 48 pixels high, and what takes money 64. */
export async function expectTargets(page: Page): Promise<void> {
  const small = await page
    .locator('main')
    .getByRole('button')
    .evaluateAll((buttons) =>
      buttons
        .map((button) => ({
          name: button.getAttribute('aria-label') ?? button.textContent,
          height: button.getBoundingClientRect().height,
        }))
        .filter(({ height }) => height > 0 && height < 48),
    )
  expect(small).toEqual([])
}
