// The people at a till: a cashier who now and then does the wrong thing, and customers who change their minds. Whatever
// they do is drawn by chance, and depends on nothing but what the till shows.
import { basketTotal, redeemableMax, type BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { dueOf, linesComingBack } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout, Wish } from '@tillside/pos-sdk/checkout/state'
import type { Till } from '@tillside/pos-sdk/checkout/till'
import type { TillCheckout } from '@tillside/pos-sdk/checkout/till-checkout'
import { JournalError } from '@tillside/pos-sdk/ports/storage'
import type { Outcome } from '@tillside/rules/outcome'
import { minuteMs, secondMs } from '@tillside/rules/time'

import type { Member, Paper } from './paper.ts'
import type { Random } from './random.ts'
import type { SimTill } from './sim-till.ts'
import type { Life } from './till-life.ts'
import type { World } from './world.ts'

interface Counter {
  readonly world: World
  readonly paper: Paper
  readonly members: readonly Member[]
}

/** Nobody stands at a till that does not come back: the library promises a few seconds. */
const waitMsMax = 40 * secondMs
const actionsMax = 30

type Action = () => Promise<Outcome<unknown>>
const underWay: readonly Checkout['state'][] = ['open', 'parked', 'redeeming', 'redeemed', 'paying']

export class Cashier {
  readonly #counter: Counter
  readonly #seat: SimTill
  readonly #till: Till
  readonly #life: Life
  readonly #random: Random

  constructor(counter: Counter, seat: SimTill, till: Till, life: Life) {
    this.#counter = counter
    this.#seat = seat
    this.#till = till
    this.#life = life
    this.#random = seat.random
  }

  async work(): Promise<void> {
    const { world } = this.#counter
    for (const { receiptRef, state } of this.#till.list()) {
      if (world.isOpen && underWay.includes(state) && this.#random.happens(0.7)) await this.#serve(receiptRef)
    }
    while (world.isOpen) {
      await this.#wait(1, 25)
      if (!world.isOpen) break
      const next = this.#random.weighted({ sale: 10, back: 3, exchange: 2, void: 1.5, resume: 1.5 })
      if (next === 'void') await this.#voidOne()
      else if (next === 'resume') await this.#resumeOne()
      else await this.#begin(next)
    }
    await this.#closeDown()
  }

  /** Nothing stays on the counter over night. */
  async #closeDown(): Promise<void> {
    for (const { receiptRef, state } of this.#till.list()) {
      const checkout = this.#till.find(receiptRef)
      if (checkout && underWay.includes(state)) await this.#tap(checkout, 'cancels', () => checkout.cancel('closing'))
      if (checkout) this.#look(checkout)
    }
  }

  async #begin(kind: 'sale' | 'back' | 'exchange'): Promise<void> {
    const { world, members } = this.#counter
    const receiptRef = this.#seat.nextReceiptRef()
    const back = kind === 'sale' ? null : this.#linesBack(receiptRef)
    const lines = [...(back?.lines ?? []), ...(kind === 'back' && back ? [] : this.#goods())]
    const customer = back ? back.customer : this.#random.happens(0.9) ? this.#random.pick(members) : null
    const named = customer ? { customer: { profileId: customer.profileId } } : {}
    world.note(`${this.#seat.name}: begins ${receiptRef} with ${customer?.name ?? 'nobody'}, ${lines.length} lines`)
    try {
      const begun = await this.#till.begin({ receiptRef, basket: { lines }, ...named })
      if (!begun.ok) return world.breaks(`a new checkout was refused: ${begun.refusal.code}`)
    } catch (error) {
      if (!(error instanceof JournalError)) throw error
      this.#counter.paper.forgetBasket(receiptRef)
      return this.#wait(5, 10)
    }
    await this.#serve(receiptRef)
  }

  #goods(): BasketLine[] {
    return Array.from({ length: this.#random.between(1, 3) }, (_, index) => ({
      id: String(index + 1),
      name: `Goods ${index + 1}`,
      quantity: this.#random.pick([1, 1, 2, 3]),
      priceMinor: this.#random.pick([500, 999, 1_995, 6_500, 12_345]),
    }))
  }

  /** Some of the goods of an earlier receipt, by whichever till. */
  #linesBack(receiptRef: string): { lines: BasketLine[]; customer: Member | null } | null {
    const { paper, members } = this.#counter
    const receipts = paper.returnable()
    if (receipts.length === 0) return null
    const receipt = this.#random.pick(receipts)
    const left = paper.linesLeft(receipt).filter(() => this.#random.happens(0.7))
    const chosen = left.map((line) => ({ ...line, units: this.#random.between(1, line.units) }))
    const lines = linesComingBack(receipt, chosen)
    if (!lines.ok || lines.value.length === 0) return null
    paper.bringBack(
      receiptRef,
      chosen.map(({ lineId, units }) => ({ receiptRef: receipt.receiptRef, lineId, units })),
    )
    const customer = members.find(({ profileId }) => profileId === receipt.profileId) ?? null
    return { lines: lines.value, customer: this.#random.happens(0.9) ? customer : null }
  }

  /** Goes on with a checkout until it is closed, or left standing. */
  async #serve(receiptRef: string): Promise<void> {
    const checkout = this.#till.find(receiptRef)
    if (!checkout) return
    for (let actions = 0; actions < actionsMax; actions += 1) {
      const { state } = checkout.current
      if (!underWay.includes(state)) break
      if (state === 'parked' && this.#random.happens(0.6)) return
      await this.#act(checkout)
      if (!this.#look(checkout)) return
      await this.#wait(0.2, 6)
    }
    if (checkout.current.receipt && this.#random.happens(0.08)) await this.#void(checkout)
    if (checkout.current.state === 'cancelled') this.#counter.paper.forgetBasket(receiptRef)
  }

  /** The receipt is printed, or seen again. False when a promise is broken with it. */
  #look(checkout: TillCheckout): boolean {
    const { paper, world } = this.#counter
    paper.see(checkout.current, this.#seat.name)
    if (checkout.current.state === 'rejected') {
      world.breaks(
        `the server refused the closed receipt ${checkout.receiptRef}: ${checkout.current.rejection?.message} (P4)`,
      )
    }
    return world.broken.length === 0
  }

  async #act(checkout: TillCheckout): Promise<void> {
    switch (checkout.current.state) {
      case 'parked':
        return this.#tap(checkout, 'resumes', () => checkout.resume())
      case 'open':
        return this.#whileOpen(checkout)
      case 'redeeming':
        return this.#whileRedeeming(checkout)
      case 'redeemed':
        return this.#whileRedeemed(checkout)
      default:
        return this.#whilePaying(checkout)
    }
  }

  async #whileOpen(checkout: TillCheckout): Promise<void> {
    const { customer, basket, attempts } = checkout.current
    const mayRedeem = customer !== null && redeemableMax(basket) > 0 && attempts.length < 4
    const next = this.#random.weighted({
      redeem: mayRedeem ? 14 : 0.3,
      pay: mayRedeem ? 4 : 14,
      another: 1,
      detach: 0.3,
      basket: 1,
      park: 1,
      cancel: 0.7,
      settle: 0.3,
    })
    switch (next) {
      case 'redeem':
        return this.#redeem(checkout)
      case 'pay':
        return this.#tap(checkout, 'begins the payment', () => checkout.beginPayment())
      case 'settle':
        return this.#tap(checkout, 'settles too early', () => checkout.settle())
      case 'basket':
        return this.#changeBasket(checkout)
      default:
        return this.#changeMind(checkout, next)
    }
  }

  async #whileRedeeming(checkout: TillCheckout): Promise<void> {
    const next = this.#random.weighted({ wait: 6, release: 3, another: 1, detach: 0.5, park: 1, cancel: 1, pay: 1 })
    if (next === 'wait') return this.#wait(1, 30)
    if (next === 'release') return this.#tap(checkout, 'puts the reward back', () => checkout.release())
    if (next === 'pay') return this.#tap(checkout, 'begins the payment', () => checkout.beginPayment())
    return this.#changeMind(checkout, next)
  }

  async #whileRedeemed(checkout: TillCheckout): Promise<void> {
    const next = this.#random.weighted({
      pay: 14,
      release: 1.5,
      another: 1,
      detach: 0.3,
      park: 1,
      cancel: 1,
      walk: 0.8,
      redeem: 0.5,
      basket: 0.5,
    })
    switch (next) {
      case 'pay':
        return this.#tap(checkout, 'begins the payment', () => checkout.beginPayment())
      case 'release':
        return this.#tap(checkout, 'puts the reward back', () => checkout.release())
      case 'walk':
        this.#note(checkout, 'walks away for twelve minutes')
        return this.#life.clock.sleep(12 * minuteMs)
      case 'redeem':
        return this.#redeem(checkout)
      case 'basket':
        return this.#changeBasket(checkout)
      default:
        return this.#changeMind(checkout, next)
    }
  }

  async #whilePaying(checkout: TillCheckout): Promise<void> {
    const { current } = checkout
    const left = dueOf(current) - current.tenders.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
    const next = this.#random.weighted({ go: 14, fail: 1.5, cancel: 0.5, walk: 0.2, settle: 0.3 })
    if (next === 'fail') return this.#tap(checkout, 'sees the payment fail', () => checkout.failPayment('declined'))
    if (next === 'cancel') return this.#tap(checkout, 'cancels late', () => checkout.cancel('cancelled late'))
    if (next === 'walk') return this.#life.clock.sleep(12 * minuteMs)
    if (left === 0 || next === 'settle') return this.#tap(checkout, 'settles', () => checkout.settle())
    const isSplit = Math.abs(left) > 100 && this.#random.happens(0.2)
    const amountMinor = isSplit ? Math.sign(left) * this.#random.between(1, Math.abs(left)) : left
    return this.#tap(checkout, `takes ${amountMinor}`, () => checkout.take({ type: 'cash', amountMinor }))
  }

  async #redeem(checkout: TillCheckout): Promise<void> {
    const most = redeemableMax(checkout.current.basket)
    const amountMinor = this.#random.pick([most, most, this.#random.between(1, Math.max(1, most)), most + 1])
    const strategies = this.#random.pick([undefined, ['rewards'], ['points'], ['points', 'rewards']] as const)
    const isHeld = this.#counter.world.usesHolds && this.#random.happens(0.6)
    const hold = isHeld ? { holdSeconds: this.#random.pick([60, 300, 900]) } : {}
    const wish: Wish = { amountMinor, ...(strategies ? { strategies } : {}), ...hold }
    const kinds = strategies ? ` of ${strategies.join(', ')}` : ''
    const words = `redeems ${amountMinor}${kinds}${isHeld ? `, held for ${hold.holdSeconds} s` : ''}`
    return this.#tap(checkout, words, () => checkout.redeem(wish))
  }

  async #changeBasket(checkout: TillCheckout): Promise<void> {
    const { basket } = checkout.current
    const back = basket.lines.filter(({ returnFor }) => returnFor)
    const lines = [...back, ...(back.length > 0 && basketTotal(basket) < 0 ? [] : this.#goods())]
    return this.#tap(checkout, 'changes the basket', () => checkout.setBasket({ lines }))
  }

  async #changeMind(checkout: TillCheckout, what: 'another' | 'detach' | 'park' | 'cancel'): Promise<void> {
    if (what === 'detach') return this.#tap(checkout, 'takes the customer off', () => checkout.detach())
    if (what === 'park') return this.#tap(checkout, 'parks', () => checkout.park())
    if (what === 'cancel') return this.#tap(checkout, 'cancels', () => checkout.cancel('changed their mind'))
    const { name, profileId } = this.#random.pick(this.#counter.members)
    return this.#tap(checkout, `scans the card of ${name}`, () => checkout.attach({ profileId }))
  }

  async #resumeOne(): Promise<void> {
    const parked = this.#till.list().filter(({ state }) => underWay.includes(state))
    if (parked.length > 0) await this.#serve(this.#random.pick(parked).receiptRef)
  }

  async #voidOne(): Promise<void> {
    const { paper } = this.#counter
    const candidates = paper.ofTill(this.#seat.name).filter((printed) => paper.mayBeVoided(printed))
    const checkout = candidates.length > 0 && this.#till.find(this.#random.pick(candidates).receipt.receiptRef)
    if (checkout) await this.#void(checkout)
  }

  async #void(checkout: TillCheckout): Promise<void> {
    const { paper } = this.#counter
    const printed = paper.printed().get(checkout.receiptRef)
    if (!printed || !paper.mayBeVoided(printed)) return
    paper.beginVoid(checkout.receiptRef)
    await this.#tap(checkout, 'voids', () => checkout.void('wrong sale'))
    this.#look(checkout)
  }

  /** Presses a button: once, twice in a row, or without waiting for what it does. */
  async #tap(checkout: TillCheckout, words: string, act: Action): Promise<void> {
    const how = this.#random.weighted({ once: 8, twice: 1, inPassing: 1 })
    this.#note(
      checkout,
      `${words}${how === 'twice' ? ', twice' : ''}${how === 'inPassing' ? ', and does not wait' : ''}`,
    )
    const first = this.#press(checkout, words, act)
    if (how === 'once') await first
    if (how === 'twice') await Promise.all([first, this.#press(checkout, words, act)])
  }

  async #press(checkout: TillCheckout, words: string, act: Action): Promise<void> {
    const { world } = this.#counter
    const takeBack = world.timeline.after(waitMsMax, () => {
      if (!this.#life.isOver)
        world.breaks(`${this.#seat.name} has left the cashier waiting who ${words} (${checkout.receiptRef})`)
    })
    try {
      const outcome = await act()
      if (!outcome.ok) this.#note(checkout, `is told ${outcome.refusal.code}`)
    } catch (error) {
      if (error instanceof JournalError) this.#note(checkout, `is told ${error.code}`)
      else
        world.breaks(
          `${this.#seat.name} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        )
    } finally {
      takeBack()
    }
  }

  #note(checkout: TillCheckout, words: string): void {
    this.#counter.world.note(`${this.#seat.name}: the cashier ${words} (${checkout.receiptRef})`)
  }

  #wait(least: number, most: number): Promise<void> {
    return this.#life.clock.sleep(this.#random.between(least * secondMs, most * secondMs))
  }
}
