// One till in one browser, and the book that is kept beside it: what was done is written into the book only when the till
// shows it, and after every start the till must show what the book says, or a step of what was under way.
import { setTimeout as sleep } from 'node:timers/promises'

import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { isAtRest } from '@tillside/pos-sdk/checkout/work'

import { type Book, leftOf, type Prices, type Sale, wordsOf } from './book.ts'
import { BrowserProcess } from './browser.ts'
import { Hands } from './hands.ts'
import { countAllowances, readCharges, readCheckouts, toSale } from './journal.ts'
import { giveBackAll, type InHand, type Move } from './moves.ts'
import type { WebShop } from './shop.ts'

const lookMs = 40
const settleMsMax = 30_000
const drainMsMax = 120_000

interface Place {
  readonly chromium: string
  readonly profile: string
  readonly shop: WebShop
  /** Told of each thing that was done. */
  readonly say?: ((line: string) => void) | undefined
}

const isOpen = ({ phase }: Sale): boolean => phase === 'selling' || phase === 'paying'

export class Counter {
  readonly #place: Place
  readonly prices: Prices
  readonly #book = new Map<string, Sale>()
  #browser: BrowserProcess | null = null
  #deviceId = ''
  /** A payment was stopped and its money may not all be given back. */
  #mayOwe = false
  /** What the till has shown and should not have. */
  readonly complaints: string[] = []
  /** From the start of the browser until the sale is in hand again, each time. */
  readonly resumedMs: number[] = []

  constructor(place: Place) {
    this.#place = place
    this.prices = new Map(place.shop.goods.map(({ name, priceMinor }) => [name, priceMinor]))
  }

  get book(): Book {
    return this.#book
  }

  get hands(): Hands {
    if (!this.#browser) throw new Error('no browser is open')
    return new Hands(this.#browser.page)
  }

  get inHand(): InHand | null {
    const open = [...this.#book].find(([, sale]) => isOpen(sale))
    return open ? { receiptRef: open[0], sale: open[1] } : null
  }

  /** Makes the browser a till, signs in, and closes it once: from then on everything is on its disk. */
  async pair(name: string): Promise<void> {
    const { shop } = this.#place
    const { page } = await this.#start()
    const hands = new Hands(page)
    await hands.pair(await shop.pairingUrl(name))
    await hands.signIn(shop.cashier)
    await page.getByRole('button', { name: /^Silk scarf/ }).waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    const id = `fetch('/till/api/v3/device').then((answer) => answer.json()).then(({ data }) => data.id)`
    this.#deviceId = await page.evaluate<string>(id)
    await this.close()
  }

  /** Starts the browser and opens the till, as after a cut of the power. */
  async open(): Promise<void> {
    const begun = performance.now()
    const { page } = await this.#start()
    await new Hands(page).open(this.#place.shop.server.url, this.#place.shop.cashier)
    this.resumedMs.push(performance.now() - begun)
  }

  /** The same page anew. */
  async reload(): Promise<void> {
    await this.hands.page.reload({ waitUntil: 'commit' })
    await this.hands.signIn(this.#place.shop.cashier)
  }

  async kill(): Promise<void> {
    await this.#browser?.kill()
    this.#browser = null
  }

  async close(): Promise<void> {
    await this.#browser?.close()
    this.#browser = null
  }

  /** Does it, and resolves when the till has it: on its disk and before the cashier's eyes. */
  async do(move: Move): Promise<void> {
    const begun = performance.now()
    if (move.what === 'stop the payment') this.#mayOwe = true
    await move.act(this.hands)
    const end = wordsOf(move.steps.at(-1) as Sale)
    await this.#until(`${move.what} is done`, settleMsMax, (checkouts) => {
      const changed = checkouts.find(({ receiptRef }) => this.#isTarget(move, receiptRef))
      return changed !== undefined && wordsOf(toSale(changed)) === end
    })
    this.note(move, await this.checkouts())
    // What is scanned while it is still open waits in the tray.
    await this.hands.page.getByRole('dialog').waitFor({ state: 'hidden' })
    this.#mayOwe = false
    await this.#compareScreen(`after ${move.what}`)
    this.#place.say?.(`${move.target ?? 'new'}: ${move.what}, ${(performance.now() - begun).toFixed(0)} ms`)
  }

  /** What was interrupted is in the book as far as it came; everything else must be as it was. */
  async takeOver(move: Move | null): Promise<void> {
    const asked = ({ attempts }: Checkout): boolean => attempts.some((one) => one.isWanted && one.status === 'asked')
    const checkouts = await this.#until('it is known what was taken', settleMsMax, (list) => !list.some(asked))
    this.note(move, checkouts)
    await this.#compareScreen(`after the kill in ${move?.what ?? 'nothing'}`)
    if (!this.#mayOwe) return
    await this.hands.page.getByRole('button', { name: /^Menu/ }).click()
    await this.hands.page.getByRole('dialog').getByRole('button', { name: 'What waits' }).click()
    await giveBackAll(this.hands, 'No payment is waiting to be given back.')
    await this.hands.toSale()
    this.#mayOwe = false
  }

  /** Resolves when the till has leave to redeem without the server for so many members. */
  async granted(count: number): Promise<void> {
    for (const until = Date.now() + settleMsMax; ; await sleep(lookMs)) {
      const granted = await countAllowances(this.hands.page, this.#deviceId)
      if (granted >= count) return
      if (Date.now() > until) throw new Error(`the till has leave for ${granted} members, and not for ${count}`)
    }
  }

  checkouts(): Promise<Checkout[]> {
    return readCheckouts(this.hands.page, this.#deviceId)
  }

  charges(): Promise<Map<string, number>> {
    return readCharges(this.hands.page, this.#deviceId)
  }

  /** Resolves when the server has heard everything. */
  drained(): Promise<Checkout[]> {
    return this.#until('all is told', drainMsMax, (list) =>
      list.every((checkout) => checkout.state === 'parked' || isAtRest(checkout, 'tillside')),
    )
  }

  note(move: Move | null, checkouts: readonly Checkout[]): void {
    for (const checkout of checkouts) {
      const { receiptRef } = checkout
      const [before, now] = [this.#book.get(receiptRef), toSale(checkout)]
      const isTarget = move !== null && this.#isTarget(move, receiptRef)
      const allowed = [...(before ? [before] : []), ...(isTarget ? move.steps : [])]
      if (!allowed.some((sale) => wordsOf(sale) === wordsOf(now))) {
        const expected = allowed.map(wordsOf).join(' or ') || 'nothing'
        this.complaints.push(
          `${receiptRef}, ${move?.what ?? 'start'}: expected ${expected}, and there is ${wordsOf(now)}`,
        )
      }
      this.#book.set(receiptRef, now)
    }
    const there = new Set(checkouts.map(({ receiptRef }) => receiptRef))
    for (const ref of this.#book.keys()) if (!there.has(ref)) this.complaints.push(`${ref} is forgotten`)
  }

  /** A sale that begins is the one that the book does not know yet. */
  #isTarget({ target }: Move, receiptRef: string): boolean {
    return target === null ? !this.#book.has(receiptRef) : target === receiptRef
  }

  /** What is to be paid stands there in large figures. */
  async #compareScreen(when: string): Promise<void> {
    const { inHand } = this
    const must = inHand ? Math.abs(leftOf(inHand.sale, this.prices)) : 0
    let shown: number | null = null
    for (const until = Date.now() + settleMsMax; Date.now() < until; await sleep(lookMs)) {
      shown = await this.hands.shownLeft()
      if (shown === must) return
      // A receipt stays until the cashier goes on.
      if (shown === null) await this.hands.toSale()
    }
    const called = inHand ? `${inHand.receiptRef} ${wordsOf(inHand.sale)}` : 'no sale'
    this.complaints.push(`${when}: the screen says ${shown} is to be paid, and it is ${must} (${called})`)
  }

  async #until(what: string, msMax: number, isSo: (list: readonly Checkout[]) => boolean): Promise<Checkout[]> {
    for (const until = Date.now() + msMax; ; await sleep(lookMs)) {
      const list = await this.checkouts()
      if (isSo(list)) return list
      if (Date.now() > until) {
        const states = list.map(({ receiptRef, state }) => `${receiptRef} ${state}`)
        const screen = await this.hands.page.locator('body').innerText()
        throw new Error(`it did not come about that ${what}: ${states.join(', ')}\nThe screen says: ${screen}`)
      }
    }
  }

  async #start(): Promise<BrowserProcess> {
    const { chromium: program, profile } = this.#place
    this.#browser = await BrowserProcess.start({ program, profile })
    return this.#browser
  }
}
