// What a cashier does with a till in a browser, found as a person finds it: by the words on its buttons, and by its scanner.
import type { Locator, Page } from 'playwright-core'

import type { Cashier } from './shop.ts'

const waitMsMax = 20_000

/**
 * The keys of a scanner, pressed in the page one right behind the other: on a machine that has too much to do keys from outside
 * arrive as slowly as a person's, and the till rightly takes them for that.
 */
export const scanScript = (text: string): string => `(() => {
  for (const key of [...${JSON.stringify(text)}, 'Enter']) {
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }
})()`

export const money = (minor: number): string =>
  `$${(Math.abs(minor) / 100).toFixed(2).replace(/\B(?=(\d{3})+\b)/g, ',')}`

/** Without what the screen puts between and around figures. */
const minorIn = (text: string): number => {
  const digits = Number(text.replaceAll(/\D/g, ''))
  return /[−-]/.test(text) ? -digits : digits
}

export class Hands {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(waitMsMax)
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name })
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).first().click()
  }

  /** The one of several that is called so and nothing more; the last on the screen, where two are. */
  async pressExactly(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).last().click()
  }

  /** As a scanner types, wherever the focus is. */
  async scan(text: string): Promise<void> {
    await this.page.evaluate(scanScript(text))
  }

  /** Opens the operator's link and says yes. */
  async pair(url: string): Promise<void> {
    await this.page.goto(url)
    await this.press('Pair this browser')
    // It stands where the other one was: a finger that is so quick would have tapped twice.
    await this.button('Open the till').press('Enter')
  }

  /** Opens the till; who is asked for a PIN gives it. Resolves when a screen of the till is there. */
  async open(url: string, cashier: Cashier): Promise<void> {
    await this.page.goto(`${url}/till`, { waitUntil: 'commit' })
    await this.signIn(cashier)
  }

  async signIn({ name, pin }: Cashier): Promise<void> {
    const tile = this.page.getByRole('button', { name })
    const field = this.page.getByLabel(`PIN of ${name}`)
    const menu = this.page.getByRole('navigation', { name: 'Places' })
    await tile.or(menu).first().waitFor()
    if (!(await menu.isVisible())) {
      await tile.click()
      await field.fill(pin)
      await this.press('Sign in')
    }
    await menu.waitFor()
  }

  /** The customer's card payment will end so. */
  async setTerminal(outcome: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Menu/ }).click()
    await this.page.getByRole('dialog').getByRole('button', { name: 'Settings' }).click()
    await this.page.getByText(outcome, { exact: true }).click()
    await this.toSale()
  }

  /** Back to the sale screen, from wherever it is. */
  async toSale(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Sell' }).click()
  }

  /** The most that the till offers to use of the customer's reward; 0: it offers none. */
  async offeredReward(): Promise<number> {
    const offer = this.button(/^Use up to/)
    const none = this.page.getByText(
      /^(Nothing to use yet|Nothing of this basket can be paid|Rewards can be used again when the server is back)/,
    )
    await offer.or(none).first().waitFor()
    return (await offer.isVisible()) ? minorIn((await offer.innerText()).replace(/F4/, '')) : 0
  }

  /** What is still to pay, as the customer reads it; null: no screen that says so is there. */
  async shownLeft(): Promise<number | null> {
    const due = this.page.getByTestId('due')
    if (await due.isVisible()) return minorIn(await due.innerText())
    const left = this.page.getByRole('term').filter({ hasText: /^(Left to pay|To pay out)$/ })
    if (!(await left.isVisible())) return null
    return minorIn(await left.locator('xpath=following-sibling::dd').innerText())
  }
}
