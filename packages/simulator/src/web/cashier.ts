// What the cashier does next: it follows from the sale that they see, and from chance.
import { upTo } from '../../../server/test/crash/random.ts'
import { type Book, dueOf, leftOf, type Prices, totalOf } from './book.ts'
import * as moves from './moves.ts'
import type { InHand, Move } from './moves.ts'
import { rewardsLeft } from './tally.ts'
import type { WebShop } from './shop.ts'

const linesMax = 4
const parkedMax = 2

export class Chooser {
  readonly #random: () => number
  readonly #shop: WebShop
  readonly #prices: Prices
  /** Tries to pay the sale of this number. */
  #tries: { ref: string; count: number } = { ref: '', count: 0 }

  constructor(random: () => number, shop: WebShop) {
    this.#random = random
    this.#shop = shop
    this.#prices = new Map(shop.goods.map(({ name, priceMinor }) => [name, priceMinor]))
  }

  next(book: Book, inHand: InHand | null): Move {
    if (inHand === null) return this.#begin(book)
    if (inHand.sale.phase === 'paying') return this.#pay(inHand)
    return inHand.sale.returnOf === null ? this.#serve(book, inHand) : this.#bringBack(inHand)
  }

  /** The end of the day: what is open is brought to an end; null when nothing is. */
  end(book: Book, inHand: InHand | null): Move | null {
    if (inHand?.sale.phase === 'paying') return this.#payAll(inHand)
    if (inHand !== null) return moves.clear(inHand)
    const [parked] = parkedOf(book)
    return parked ? moves.resume(...parked) : null
  }

  #begin(book: Book): Move {
    const parked = parkedOf(book)
    const returnable = moves.returnable(book)
    const roll = this.#random()
    if (parked.length > 0 && roll < 0.25) return moves.resume(...this.#any(parked))
    if (returnable.length > 2 && roll < 0.4) return moves.takeBack(...this.#any(returnable))
    return roll < 0.75 ? moves.scanCard(null, this.#any(this.#shop.members)) : moves.scanGoods(null, this.#goods())
  }

  #serve(book: Book, inHand: InHand): Move {
    const { sale } = inHand
    const names = Object.keys(sale.lines)
    const roll = this.#random()
    if (sale.rewardMinor > 0) {
      if (roll < 0.1) return moves.release(inHand)
      if (roll < 0.18) return moves.park(inHand)
      return roll < 0.24 ? moves.clear(inHand) : moves.beginPayment(inHand)
    }
    if (names.length === 0) return moves.scanGoods(inHand, this.#goods())
    if (roll < 0.2 && names.length < linesMax) return moves.scanGoods(inHand, this.#goods())
    if (roll < 0.28) return moves.oneMore(inHand, this.#any(names))
    if (roll < 0.34) return moves.clear(inHand)
    if (roll < 0.4 && parkedOf(book).length < parkedMax) return moves.park(inHand)
    if (sale.profileId === null && roll < 0.6) return moves.scanCard(inHand, this.#any(this.#shop.members))
    return this.#mayRedeem(book, inHand) ?? moves.beginPayment(inHand)
  }

  #mayRedeem(book: Book, inHand: InHand): Move | null {
    const member = this.#shop.members.find(({ profileId }) => profileId === inHand.sale.profileId)
    if (!member || this.#random() < 0.2) return null
    const most = Math.min(totalOf(inHand.sale, this.#prices), rewardsLeft(member, book))
    if (most <= 0) return null
    return moves.redeem(inHand, this.#random() < 0.15 ? most : 1 + upTo(this.#random, most))
  }

  #bringBack(inHand: InHand): Move {
    return this.#random() < 0.15 ? moves.clear(inHand) : moves.beginPayment(inHand)
  }

  #pay(inHand: InHand): Move {
    const left = leftOf(inHand.sale, this.#prices)
    if (this.#tries.ref !== inHand.receiptRef) this.#tries = { ref: inHand.receiptRef, count: 0 }
    this.#tries.count += 1
    if (left <= 0 || this.#tries.count > 4) return this.#payAll(inHand)
    const roll = this.#random()
    if (roll < 0.16) return moves.stop(inHand)
    if (roll < 0.24) return moves.payCard(inHand, left, 'Decline', this.#prices)
    if (roll < 0.32) return moves.payCard(inHand, left, 'No answer, approved', this.#prices)
    if (roll < 0.38) return moves.payCard(inHand, left, 'No answer, declined', this.#prices)
    if (roll < 0.5 && left > 100) return moves.payCash(inHand, 1 + upTo(this.#random, left - 1), this.#prices)
    if (roll < 0.58 && left > 100)
      return moves.payCard(inHand, 1 + upTo(this.#random, left - 1), 'Approve', this.#prices)
    if (roll < 0.78) return moves.payCard(inHand, left, 'Approve', this.#prices)
    return moves.payCash(inHand, left + upTo(this.#random, 2_000), this.#prices)
  }

  #payAll(inHand: InHand): Move {
    const left = leftOf(inHand.sale, this.#prices)
    if (left < 0) return moves.payOut(inHand, this.#prices)
    const isPaid = left === 0 && dueOf(inHand.sale, this.#prices) === 0
    return isPaid ? moves.finish(inHand) : moves.payCash(inHand, left, this.#prices)
  }

  #goods(): WebShop['goods'][number] {
    return this.#any(this.#shop.goods)
  }

  #any<T>(from: readonly T[]): T {
    return from[upTo(this.#random, from.length)] as T
  }
}

const parkedOf = (book: Book): [string, Book extends ReadonlyMap<string, infer S> ? S : never][] =>
  [...book].filter(([, { phase }]) => phase === 'parked')
