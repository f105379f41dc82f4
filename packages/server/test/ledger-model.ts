// A little model of a shop's books, that knows only what the till did and what the API shows of each sale: what members were given,
// what each redemption took and gave back, and whose sales stand. From these it says what every balance must be.
import { expect } from 'vitest'

import type { Shop } from './shop.ts'

interface Returned {
  readonly item_id: number
  readonly transaction_id: number
  readonly quantity: number
  readonly points: number
  readonly amount: number
}

export interface ShownLine {
  readonly id: number
  readonly name: string
  readonly quantity: number
  readonly price_current: number
  readonly price_sell: number
  readonly charged: number
  readonly redemption_share: number
  readonly points_earned: number
  readonly returned_quantity: number
  readonly is_void: boolean
  readonly returns: readonly Returned[]
}

export interface ShownSale {
  readonly id: number
  readonly profile_id: string | null
  readonly redemption_id: number | null
  readonly is_void: boolean
  readonly total: number
  readonly points_earned: number
  readonly items: readonly ShownLine[]
  readonly returnable: readonly { readonly redemption_id: number; readonly amount: number }[]
  readonly exceptions: readonly { readonly code: string }[]
}

interface Spent {
  readonly id: number
  readonly profileId: string
  /** Cents. */
  readonly total: number
}

export interface Books {
  /** Cents of rewards and thousandths of points that were handed out. */
  readonly given: Map<string, { rewards: number; points: number }>
  readonly spent: Spent[]
  readonly saleIds: Set<number>
  /** The shares of sales of which something has come back, as they were when it did. */
  readonly standing: Map<number, { redemptionId: number; shares: Map<number, { share: number; quantity: number }> }>
}

export const openBooks = (): Books => ({ given: new Map(), spent: [], saleIds: new Set(), standing: new Map() })

export const cents = (amount: number): number => Math.round(amount * 100)
export const thousandths = (points: number): number => Math.round(points * 1000)
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

/** Points of so many units of a line, the first of which carry a thousandth more where it does not divide. */
function ofUnits(earned: number, quantity: number, units: number): number {
  const more = earned % quantity
  return ((earned - more) / quantity) * units + Math.min(units, more)
}

/** What a line of a sale that stands still gives its member. */
function keptOf(line: ShownLine): number {
  if (line.quantity <= 0 || line.is_void) return 0
  const earned = thousandths(line.points_earned)
  return earned - ofUnits(earned, line.quantity, Math.min(line.returned_quantity, line.quantity))
}

/** A sale whose lines were all taken off earns on its total, less what had come back of them. */
function keptOfSale(sale: ShownSale, all: readonly ShownSale[]): number {
  if (sale.items.length > 0) return sum(sale.items.map(keptOf))
  const returns = all.filter((one) => !one.is_void).flatMap((one) => one.items.flatMap((line) => line.returns))
  const back = sum(returns.filter((row) => row.transaction_id === sale.id).map((row) => thousandths(row.points)))
  return Math.max(0, thousandths(sale.points_earned) - back)
}

interface Redemption {
  readonly id: number
  readonly type: string
  readonly total: number
  readonly linked_redemption_id: number | null
  readonly reversed_at: string | null
  readonly items: readonly { readonly type: string; readonly value: number; readonly points: number | null }[]
}

const movedOf = ({ items }: Redemption): { rewards: number; points: number } => ({
  rewards: sum(items.filter((item) => item.type === 'reward').map((item) => cents(item.value))),
  points: sum(items.map((item) => thousandths(item.points ?? 0))),
})

/** Every redemption is what it took, less what came back: never more than it took, and all of it when it was reversed. */
function checkRedemptions(all: readonly Redemption[], books: Books): void {
  for (const { id } of books.spent) {
    const redemption = all.find((one) => one.id === id)
    const back = all.filter((one) => one.linked_redemption_id === id)
    const total = sum(back.map((one) => cents(one.total)))
    expect(redemption, `redemption ${id} is there`).toBeDefined()
    expect(total).toBeLessThanOrEqual(cents(redemption?.total ?? 0))
    if (redemption?.reversed_at) expect([back.length, total]).toEqual([1, cents(redemption.total)])
  }
}

/** A line's price is never less than nothing here, so the sold lines earn together on what was charged for them. */
function checkCharged(sale: ShownSale): void {
  const live = sale.items.filter((line) => !line.is_void)
  const sold = live.filter((line) => line.quantity > 0)
  for (const line of sold) {
    expect(line.charged).toBeGreaterThanOrEqual(0)
    const earns = sale.profile_id !== null && !sale.is_void
    expect(thousandths(line.points_earned)).toBe(earns ? cents(line.charged) * 10 : 0)
  }
  if (sold.length === 0) return
  const comesBack = sum(live.filter((line) => line.quantity < 0).map((line) => cents(line.charged)))
  expect(sum(sold.map((line) => cents(line.charged)))).toBe(Math.max(0, cents(sale.total) - comesBack))
}

/** Shares never change once something of the sale came back, but for those of units that can come back no more. */
function checkShares(sale: ShownSale, books: Books): void {
  const shares = new Map(
    sale.items.map((line) => [line.id, { share: cents(line.redemption_share), quantity: line.quantity }]),
  )
  const before = books.standing.get(sale.id)
  const isStanding = before && before.redemptionId === sale.redemption_id
  const lines = isStanding ? [...before.shares].map(([id, was]) => ({ was, is: shares.get(id), id })) : []
  const isWhole = lines.every(({ was, is, id }) => {
    const line = sale.items.find((one) => one.id === id)
    return is !== undefined && is.quantity === was.quantity && line?.is_void === false
  })
  // What no line had room for finds it where a price is corrected.
  const isAbove = sale.exceptions.some(({ code }) => code === 'redemption_above_lines')
  for (const { was, is } of isWhole ? lines : []) {
    if (isAbove) expect(is?.share).toBeGreaterThanOrEqual(was.share)
    else expect(is?.share).toBe(was.share)
  }
  const hasComeBack = sale.items.some((line) => line.returned_quantity > 0)
  if (sale.redemption_id === null || !hasComeBack) books.standing.delete(sale.id)
  else books.standing.set(sale.id, { redemptionId: sale.redemption_id, shares })
}

async function readAll<T>(shop: Shop, path: string): Promise<T[]> {
  const { body } = await shop.get(`${path}${path.includes('?') ? '&' : '?'}page[size]=200`)
  return body.data
}

export async function readSales(shop: Shop, books: Books): Promise<ShownSale[]> {
  const ids = [...books.saleIds]
  return ids.length === 0 ? [] : readAll<ShownSale>(shop, `transactions?filter[id][in]=${ids.join(',')}`)
}

/** Holds every balance and every sale against the model. */
export async function checkBooks(shop: Shop, books: Books): Promise<void> {
  const sales = await readSales(shop, books)
  for (const sale of sales) {
    checkCharged(sale)
    checkShares(sale, books)
  }
  for (const [profileId, given] of books.given) {
    const redemptions = await readAll<Redemption>(shop, `profiles/${profileId}/redemptions`)
    checkRedemptions(redemptions, { ...books, spent: books.spent.filter((one) => one.profileId === profileId) })
    const due = { ...given }
    for (const one of redemptions) {
      const sign = one.type === 'redeem' ? -1 : 1
      due.rewards += sign * movedOf(one).rewards
      due.points += sign * movedOf(one).points
    }
    const mine = sales.filter((sale) => sale.profile_id === profileId && !sale.is_void)
    due.points += sum(mine.map((sale) => keptOfSale(sale, sales)))
    const { data } = (await shop.get(`profiles/${profileId}/balances`)).body
    expect({ rewards: cents(data.reward_balance), points: thousandths(data.point_balance) }).toEqual(due)
  }
}
