// The person at one till: what they type next follows from what they see, and from chance. They do the wrong thing, too:
// tap twice, change the customer in the middle of a sale, ask for more than there is, pay before the answer came.
import { upTo } from '../../../server/test/crash/random.ts'
import type { Member } from './members.ts'
import type { Shown } from './witness.ts'

const cents = (minor: number): string => (minor / 100).toFixed(2)

export class Cashier {
  readonly #random: () => number
  readonly #members: readonly Member[]
  /** Receipts of which a void was asked: nothing is taken back from them. */
  readonly #voided = new Set<string>()
  /** Who was scanned in the sale of this number. */
  #customer: { readonly receiptRef: string; readonly member: Member } | null = null
  /** Since the last sale began. */
  #scanned: Member | null = null

  constructor(random: () => number, members: readonly Member[]) {
    this.#random = random
    this.#members = members
  }

  /** After a start the till shows whose sale it was. */
  takeOver(receiptRef: string, profileId: string | null): void {
    const member = this.#members.find((one) => one.profileId === profileId)
    this.#customer = member ? { receiptRef, member } : null
    this.#scanned = null
  }

  /** One line, or the same twice. */
  next(sale: Shown | null, lastReceiptRef: string | null): string {
    const command = this.#choose(sale, lastReceiptRef)
    return this.#random() < 0.06 ? `${command}\n${command}` : command
  }

  #choose(sale: Shown | null, lastReceiptRef: string | null): string {
    if (sale && this.#scanned) this.#customer = { receiptRef: sale.receiptRef, member: this.#scanned }
    this.#scanned = null
    const roll = this.#random()
    if (!sale) return this.#begin(roll, lastReceiptRef)
    switch (sale.state) {
      case 'redeeming':
        return (
          this.#oneOf(roll, [
            [0.45, 'release'],
            [0.55, 'cancel'],
            [0.8, 'drain'],
            [0.9, 'pay card'],
          ]) ?? this.#scan()
        )
      case 'redeemed':
        return (
          this.#oneOf(roll, [
            [0.1, 'release'],
            [0.16, 'cancel'],
            [0.2, 'redeem 1'],
            [0.92, 'pay card'],
          ]) ?? this.#scan()
        )
      case 'paying':
        return this.#pay(roll, sale)
      default:
        return this.#serve(roll, sale, lastReceiptRef)
    }
  }

  #oneOf(roll: number, choices: readonly (readonly [until: number, command: string])[]): string | undefined {
    return choices.find(([until]) => roll < until)?.[1]
  }

  #begin(roll: number, lastReceiptRef: string | null): string {
    if (lastReceiptRef !== null && roll < 0.12 && !this.#voided.has(lastReceiptRef)) {
      this.#voided.add(lastReceiptRef)
      return 'void'
    }
    return roll < 0.2 ? this.#add() : this.#scan()
  }

  #serve(roll: number, sale: Shown, lastReceiptRef: string | null): string {
    const member = this.#customer?.receiptRef === sale.receiptRef ? this.#customer.member : null
    if (!member && roll < 0.5) return this.#scan()
    if (sale.lineCount === 0 || (roll < 0.25 && sale.lineCount < 5)) return this.#add()
    if (roll < 0.33 && lastReceiptRef !== null && !this.#voided.has(lastReceiptRef))
      return `back ${1 + upTo(this.#random, 3)}`
    if (roll < 0.37) return 'cancel'
    if (roll < 0.41) return this.#scan()
    return roll < 0.82 && member ? this.#redeem(sale, member) : this.#startPaying(sale)
  }

  #add(): string {
    return `add ${cents(500 + upTo(this.#random, 9_000))} Goods ${upTo(this.#random, 1_000)}`
  }

  #scan(): string {
    this.#scanned = this.#members[upTo(this.#random, this.#members.length)] as Member
    // Some tills know the customer from their own records.
    return this.#random() < 0.7 ? `card ${this.#scanned.card}` : `customer ${this.#scanned.profileId}`
  }

  /** Now and then more than the basket costs, and often more than the member has. */
  #redeem({ totalMinor }: Shown, { spends }: Member): string {
    const most = Math.max(100, totalMinor)
    const amount = this.#random() < 0.05 ? most + 1 : 1 + upTo(this.#random, most)
    return ['redeem', cents(amount), spends].filter((word) => word !== undefined).join(' ')
  }

  #startPaying(sale: Shown): string {
    return this.#random() < 0.4 ? this.#split(sale) : 'pay card'
  }

  #split({ totalMinor }: Shown): string {
    const part = 1 + upTo(this.#random, Math.max(1, Math.abs(totalMinor) - 1))
    return `pay cash ${cents(totalMinor < 0 ? -part : part)}`
  }

  #pay(roll: number, sale: Shown): string {
    if (roll < 0.14) return 'decline'
    if (roll < 0.2) return 'cancel'
    return roll < 0.35 ? this.#split(sale) : 'pay cash'
  }
}
