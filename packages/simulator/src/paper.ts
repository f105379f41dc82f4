// The independent tally. It knows what was issued, and what cashiers and customers were shown: receipts that were printed,
// and sales that were declared void. What every member must hold at the end follows from that alone.
//
// Value is counted in thousandths of a minor unit: at the shop's rates a point is worth one minor unit, so that rewards,
// points, and what takes from both, add up in one number.
import type { Receipt } from '@tillside/pos-sdk/checkout/receipt'
import { type Checkout, takenReward } from '@tillside/pos-sdk/checkout/state'

import { PromiseBroken } from './world.ts'

/** Thousandths of a minor unit in one. */
export const perMinor = 1_000
/** Points for each 1.00 charged are worth so much of a minor unit charged, in thousandths. */
const earnedPerMinor = 10

export interface Member {
  readonly name: string
  readonly profileId: string
}

export interface Printed {
  readonly receipt: Receipt
  /** The till that sold it. */
  readonly till: string
  readonly isVoid: boolean
}

interface Unit {
  readonly receiptRef: string
  readonly lineId: string
  readonly units: number
}

/** What so many units of a line carry of a whole number, the first ones one more where it does not divide. */
const ofUnits = (whole: number, quantity: number, units: number): number =>
  Math.floor(whole / quantity) * units + Math.min(units, whole % quantity)

/** All of a receipt that may never change. A hold that lapsed and was taken anew has another number, and prints none. */
const asPrinted = (receipt: Receipt, isHold: boolean): string =>
  JSON.stringify(isHold ? { ...receipt, redemptionId: null } : receipt)

export class Paper {
  readonly #issued = new Map<string, number>()
  readonly #printed = new Map<string, Printed>()
  /** Units that a basket brings back, by the basket's receipt. */
  readonly #comingBack = new Map<string, readonly Unit[]>()
  /** Receipts that somebody began to void: nothing is taken back from them any more. */
  readonly #touched = new Set<string>()
  readonly #recorded = new Set<string>()
  /** Receipts that may have taken points: what they give back in parts is exact only in all. */
  readonly #withPoints = new Set<string>()
  /** Receipts whose held reward lapsed before the server heard of them, and was gone: staff were told. */
  readonly #lapsed = new Set<string>()

  issue(profileId: string, { rewardMinor = 0, points = 0 }: { rewardMinor?: number; points?: number }): void {
    const before = this.#issued.get(profileId) ?? 0
    this.#issued.set(profileId, before + rewardMinor * perMinor + points * perMinor)
  }

  /** A checkout as the till shows it. What was printed once must stay as it is. */
  see(checkout: Checkout, till: string): void {
    const { receipt, receiptRef } = checkout
    if (checkout.state === 'recorded') this.#recorded.add(receiptRef)
    if (!receipt) return
    const before = this.#printed.get(receiptRef)
    const isHold = checkout.attempts.some(({ wish }) => wish.holdSeconds !== undefined)
    if (before && asPrinted(before.receipt, isHold) !== asPrinted(receipt, isHold)) {
      throw new PromiseBroken(`the receipt ${receiptRef} is not what was printed`)
    }
    const reward = takenReward(checkout)
    if (reward && reward.wish.strategies?.join() !== 'rewards') this.#withPoints.add(receiptRef)
    const rewardMinor = reward?.totalMinor ?? 0
    if (!checkout.isVoidAsked && rewardMinor !== receipt.rewardMinor) {
      throw new PromiseBroken(`the receipt ${receiptRef} spreads ${receipt.rewardMinor} of a reward of ${rewardMinor}`)
    }
    this.#printed.set(receiptRef, { receipt, till, isVoid: checkout.isVoidAsked || before?.isVoid === true })
  }

  printed(): ReadonlyMap<string, Printed> {
    return this.#printed
  }

  ofTill(till: string): Printed[] {
    return [...this.#printed.values()].filter((printed) => printed.till === till)
  }

  // What staff may still do with a receipt

  beginVoid(receiptRef: string): void {
    this.#touched.add(receiptRef)
  }

  mayBeVoided({ receipt, isVoid }: Printed): boolean {
    const hasReturns = receipt.lines.some((line) => line.returnFor)
    const isReturned = [...this.#comingBack.values()].flat().some((unit) => unit.receiptRef === receipt.receiptRef)
    return !isVoid && !hasReturns && !isReturned
  }

  /** Recorded sales with goods that nobody has brought back or voided yet. */
  returnable(): Receipt[] {
    return [...this.#printed.values()]
      .filter(({ receipt, isVoid }) => !isVoid && !this.#touched.has(receipt.receiptRef))
      .filter(({ receipt }) => this.#recorded.has(receipt.receiptRef) && this.linesLeft(receipt).length > 0)
      .map(({ receipt }) => receipt)
  }

  linesLeft(receipt: Receipt): { lineId: string; units: number; unitsBefore: number }[] {
    return receipt.lines.flatMap(({ id, quantity }) => {
      const unitsBefore = this.#unitsBack(receipt.receiptRef, id)
      return quantity > unitsBefore ? [{ lineId: id, units: quantity - unitsBefore, unitsBefore }] : []
    })
  }

  bringBack(basketOf: string, units: readonly Unit[]): void {
    this.#comingBack.set(basketOf, units)
  }

  /** The basket came to nothing. */
  forgetBasket(receiptRef: string): void {
    this.#comingBack.delete(receiptRef)
  }

  #unitsBack(receiptRef: string, lineId: string): number {
    const all = [...this.#comingBack.values()].flat()
    return all
      .filter((unit) => unit.receiptRef === receiptRef && unit.lineId === lineId)
      .reduce((sum, { units }) => sum + units, 0)
  }

  // What must be

  /** The customer has the discount, and the value as well: it is listed, and nobody's mistake. */
  noteLapsed(receiptRef: string): void {
    this.#lapsed.add(receiptRef)
  }

  hasLapsed(receiptRef: string): boolean {
    return this.#lapsed.has(receiptRef)
  }

  #rewardOf({ receiptRef, rewardMinor }: Receipt): number {
    return this.#lapsed.has(receiptRef) ? 0 : rewardMinor
  }

  standing(): Printed[] {
    return [...this.#printed.values()].filter(({ isVoid }) => !isVoid)
  }

  /** What a member must hold, in thousandths of a minor unit. */
  worthOf(profileId: string): number {
    let worth = this.#issued.get(profileId) ?? 0
    for (const { receipt } of this.standing()) {
      if (receipt.profileId === profileId) worth += this.pointsOf(receipt) - this.#rewardOf(receipt) * perMinor
      worth += this.#broughtBackTo(profileId, receipt)
    }
    return worth
  }

  /**
   * How far off a member's points may be, in thousandths. A redemption that took several rows of points gives back a part
   * of itself in whole minor units, and each row's points in proportion to its own: only all of it is exact to the last
   * thousandth. Where a held reward had lapsed the server spreads what was charged over the lines by itself. And goods that lay in
   * two baskets at once, one of which came to nothing, may have printed the share of another unit of their line than the one
   * that they turned out to be: on plain Omneo it is what is given back.
   */
  slackOf(profileId: string): number {
    const partly = this.standing().filter(({ receipt }) => {
      const back = this.standing()
        .flatMap(({ receipt: { lines } }) => lines)
        .filter(({ returnFor }) => returnFor?.receiptRef === receipt.receiptRef)
      const shares = back.reduce((sum, { returnFor }) => sum + (returnFor?.shareMinor ?? 0), 0)
      const hasPoints = this.#withPoints.has(receipt.receiptRef)
      return receipt.profileId === profileId && hasPoints && shares > 0 && shares < receipt.rewardMinor
    })
    const returned = this.standing().flatMap(({ receipt: { lines } }) => lines)
    const isSpreadAnew = (receipt: Receipt): boolean =>
      this.#lapsed.has(receipt.receiptRef) &&
      returned.some(({ returnFor }) => returnFor?.receiptRef === receipt.receiptRef)
    return this.standing().some(({ receipt }) => receipt.profileId === profileId && isSpreadAnew(receipt))
      ? Infinity
      : partly.length * 2 * perMinor + this.#misprintedTo(profileId) * perMinor
  }

  /** By how many minor units receipts of returns have printed other shares than those that came back to the member. */
  #misprintedTo(profileId: string): number {
    const returns = this.standing().flatMap(({ receipt }) => this.#returnsTo(profileId, receipt))
    return returns.reduce((sum, { shareMinor, printedMinor }) => sum + Math.abs(shareMinor - printedMinor), 0)
  }

  /** Thousandths of a point that a receipt's sold lines earned when it was recorded. */
  pointsOf(receipt: Receipt): number {
    if (receipt.profileId === null) return 0
    const sold = receipt.lines.filter(({ quantity }) => quantity > 0)
    return sold.reduce((sum, line) => sum + earnedBy(line), 0)
  }

  /** Shares of rewards that come back to a member with the goods of a receipt, less the points that go with them. */
  #broughtBackTo(profileId: string, back: Receipt): number {
    const returns = this.#returnsTo(profileId, back)
    return returns.reduce((worth, { shareMinor, points }) => worth + shareMinor * perMinor - points, 0)
  }

  /** What each returned line of a receipt brings back of what the member's own receipts have taken and earned. */
  #returnsTo(profileId: string, back: Receipt) {
    return back.lines.flatMap(({ returnFor, quantity }) => {
      const sale = returnFor && this.#printed.get(returnFor.receiptRef)?.receipt
      const line = sale?.lines.find(({ id }) => id === returnFor?.lineId)
      if (!returnFor || !line || sale?.profileId !== profileId) return []
      const before = this.#unitsBackBefore(back, returnFor.receiptRef, returnFor.lineId)
      const partOf = (whole: number): number =>
        ofUnits(whole, line.quantity, before - quantity) - ofUnits(whole, line.quantity, before)
      const isLapsed = this.#lapsed.has(sale.receiptRef)
      const shareMinor = isLapsed ? 0 : partOf(line.shareMinor)
      const printedMinor = isLapsed ? 0 : returnFor.shareMinor
      return [{ shareMinor, printedMinor, points: partOf(earnedBy(line)) }]
    })
  }

  /** Units of a line that came back on receipts printed earlier: their order changes nothing about the sum of all. */
  #unitsBackBefore(back: Receipt, receiptRef: string, lineId: string): number {
    let units = 0
    for (const { receipt } of this.standing()) {
      if (receipt === back) return units
      const lines = receipt.lines.filter(
        (line) => line.returnFor?.receiptRef === receiptRef && line.returnFor.lineId === lineId,
      )
      units += lines.reduce((sum, { quantity }) => sum - quantity, 0)
    }
    return units
  }
}

const earnedBy = ({ priceMinor, quantity, shareMinor }: Receipt['lines'][number]): number =>
  (priceMinor * quantity - shareMinor) * earnedPerMinor
