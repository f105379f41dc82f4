// The shop that a cashier practises in: a few members, their value and their sales, in the page's memory and nowhere else. It
// does what the server does as far as a counter can see, and forgets all of it when the practice ends.
import { majorFromMinor, minorRoundedFromMajor } from '@tillside/money/money'
import { points } from '@tillside/money/points'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { earnedPoints, type ExchangeRate, parseRate, pointsForMinor, pointsValueMinor } from '@tillside/rules/points'
import { returnedPart } from '@tillside/rules/sales'

import { type PracticeMember, practiceMembers } from './practice-members.ts'

export interface PracticeRedemption {
  readonly id: number
  readonly profileId: string
  readonly totalMinor: number
  /** Of the total, and of the member's benefits. */
  readonly points: number
  readonly benefits: readonly number[]
  isReversed: boolean
}

interface PracticeItem {
  readonly name: string
  readonly externalId: string
  readonly sku: string | null
  readonly quantity: number
  readonly priceMinor: number
  readonly originalMinor: number
  readonly shareMinor: number
  readonly earned: number
  returned: number
}

export interface PracticeSale {
  readonly id: number
  readonly externalId: string
  readonly profileId: string | null
  readonly redemptionId: number | null
  readonly totalMinor: number
  readonly timezone: string
  readonly items: readonly PracticeItem[]
  /** What goods that came back on this sale give back, by redemption. */
  readonly returnable: readonly { readonly redemptionId: number; readonly amountMinor: number }[]
  readonly points: number
  isVoid: boolean
}

/** What a till sends of a sale, as far as it counts here. */
export interface PracticeRecord {
  readonly external_id: string
  readonly profile_id: string | null
  readonly redemption_id: number | null
  readonly total: number
  readonly timezone: string
  readonly items: readonly {
    readonly name: string
    readonly external_id: string
    readonly sku?: string
    readonly quantity: number
    readonly price_current: number
    readonly price_original: number
    readonly discounts?: readonly { readonly amount: number }[]
    readonly return_for?: string
  }[]
}

type RecordedItem = PracticeRecord['items'][number]

/** As the sample programme: 100 points are worth 1.00. */
const exchangeRate = parseRate('0.01') as ExchangeRate

export class PracticeShop {
  readonly currency: string
  readonly #earnRate: ExchangeRate
  readonly #members: Map<string, PracticeMember>
  readonly #redemptions = new Map<number, PracticeRedemption>()
  readonly #sales = new Map<number, PracticeSale>()
  #nextId = 1

  constructor(currency: string, earnRate: ExchangeRate) {
    this.currency = currency
    this.#earnRate = earnRate
    this.#members = new Map(practiceMembers(currency).map((member) => [member.profileId, { ...member }]))
  }

  members(): PracticeMember[] {
    return [...this.#members.values()]
  }

  member(profileId: string): PracticeMember | undefined {
    return this.#members.get(profileId)
  }

  enrol(fullName: string, email: string | null): PracticeMember {
    const profileId = `practice-${(this.#nextId += 1)}`
    const member: PracticeMember = { profileId, fullName, email, card: '', rewardMinor: 0, points: 0, benefits: [] }
    this.#members.set(profileId, member)
    return member
  }

  /** What the member could take off a sale. */
  combinedMinor({ rewardMinor, points: held }: PracticeMember): number {
    return rewardMinor + Math.max(0, pointsValueMinor(points(held), exchangeRate, this.currency))
  }

  /** Rewards first, then points; less than was asked for where there is not as much. */
  redeem(profileId: string, askedMinor: number, benefits: readonly number[]): Outcome<PracticeRedemption> {
    const member = this.#members.get(profileId)
    if (!member) return refuse('not_found')
    const totalMinor = Math.min(askedMinor, this.combinedMinor(member))
    if (totalMinor === 0 && benefits.length === 0) return refuse('nothing_to_redeem')
    if (!benefits.every((id) => member.benefits.some((one) => one.id === id && one.usesLeft > 0))) {
      return refuse('benefit_used_up')
    }
    const ofRewards = Math.min(totalMinor, member.rewardMinor)
    const ofPoints = pointsForMinor(totalMinor - ofRewards, exchangeRate, this.currency)
    this.#move(member, { rewardMinor: -ofRewards, points: -Number(ofPoints), benefits, uses: -1 })
    const id = this.#newId()
    const redemption: PracticeRedemption = { id, profileId, totalMinor, points: ofPoints, benefits, isReversed: false }
    this.#redemptions.set(id, redemption)
    return accept(redemption)
  }

  reverse(redemptionId: number): Outcome<PracticeRedemption> {
    const redemption = this.#redemptions.get(redemptionId)
    if (!redemption) return refuse('not_found')
    if (redemption.isReversed) return refuse('already_reversed')
    redemption.isReversed = true
    const { profileId, totalMinor, points: drawn, benefits } = redemption
    const member = this.#members.get(profileId)
    const ofPoints = pointsValueMinor(points(drawn), exchangeRate, this.currency)
    if (member) this.#move(member, { rewardMinor: totalMinor - ofPoints, points: drawn, benefits, uses: 1 })
    return accept(redemption)
  }

  /** Goods came back: their share is a reward again. */
  giveBack(redemptionId: number, amountMinor: number): Outcome<number> {
    const member = this.#members.get(this.#redemptions.get(redemptionId)?.profileId ?? '')
    if (!member) return refuse('not_found')
    this.#move(member, { rewardMinor: amountMinor, points: 0, benefits: [], uses: 0 })
    return accept(amountMinor)
  }

  record(sent: PracticeRecord): PracticeSale {
    const known = this.findSale(sent.external_id)
    if (known) return known
    const { external_id: externalId, profile_id: profileId, redemption_id: redemptionId, total, timezone } = sent
    const shares = new Map<number, number>()
    const items = sent.items.map((item) => this.#toItem(item, shares))
    const earned = items.reduce((sum, item) => sum + item.earned, 0)
    const sale: PracticeSale = {
      id: this.#newId(),
      externalId,
      profileId,
      redemptionId,
      totalMinor: this.#minor(total),
      timezone,
      items,
      returnable: [...shares].map(([id, amountMinor]) => ({ redemptionId: id, amountMinor })),
      points: earned,
      isVoid: false,
    }
    this.#sales.set(sale.id, sale)
    const member = this.#members.get(profileId ?? '')
    if (member) this.#move(member, { rewardMinor: 0, points: earned, benefits: [], uses: 0 })
    return sale
  }

  sale(id: number): PracticeSale | undefined {
    return this.#sales.get(id)
  }

  findSale(externalId: string): PracticeSale | undefined {
    return [...this.#sales.values()].find((sale) => sale.externalId === externalId)
  }

  voidSale(sale: PracticeSale): void {
    if (sale.isVoid) return
    sale.isVoid = true
    const member = this.#members.get(sale.profileId ?? '')
    if (member) this.#move(member, { rewardMinor: 0, points: -sale.points, benefits: [], uses: 0 })
    if (sale.redemptionId !== null) this.reverse(sale.redemptionId)
  }

  /** A line that comes back takes the units of the line that it names, with their share and their points. */
  #toItem(sent: RecordedItem, shares: Map<number, number>): PracticeItem {
    const { name, external_id: externalId, sku = null, quantity } = sent
    const [priceMinor, originalMinor] = [this.#minor(sent.price_current), this.#minor(sent.price_original)]
    const shareMinor = (sent.discounts ?? []).reduce((sum, { amount }) => sum + this.#minor(amount), 0)
    const item = { name, externalId, sku, quantity, priceMinor, originalMinor, shareMinor, returned: 0 }
    if (quantity < 0) return { ...item, earned: -this.#takeBack(sent, shares) }
    const earned = earnedPoints(priceMinor * quantity - shareMinor, this.#earnRate, this.currency)
    return { ...item, earned }
  }

  #takeBack({ return_for: name, quantity }: RecordedItem, shares: Map<number, number>): number {
    const sale = [...this.#sales.values()].find(({ items }) => items.some((item) => item.externalId === name))
    const sold = sale?.items.find((item) => item.externalId === name)
    if (!sale || !sold) return 0
    const { shareMinor: share, earned, returned: returnedQuantity } = sold
    const line = { quantity: sold.quantity, share, earned: points(earned), returnedQuantity, returning: -quantity }
    const part = returnedPart(line)
    sold.returned += part.units
    const { redemptionId } = sale
    if (redemptionId !== null && part.share > 0) shares.set(redemptionId, (shares.get(redemptionId) ?? 0) + part.share)
    return part.earned
  }

  #move(
    member: PracticeMember,
    by: { rewardMinor: number; points: number; benefits: readonly number[]; uses: number },
  ): void {
    this.#members.set(member.profileId, {
      ...member,
      rewardMinor: member.rewardMinor + by.rewardMinor,
      points: member.points + by.points,
      benefits: member.benefits.map((benefit) =>
        by.benefits.includes(benefit.id) ? { ...benefit, usesLeft: benefit.usesLeft + by.uses } : benefit,
      ),
    })
  }

  #newId(): number {
    return (this.#nextId += 1)
  }

  #minor(major: number): number {
    return minorRoundedFromMajor(major, this.currency) ?? 0
  }

  major(minor: number): number {
    return majorFromMinor(minor, this.currency)
  }
}
