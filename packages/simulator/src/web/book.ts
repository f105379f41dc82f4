// What the person at the till has done and seen, sale by sale, in their own words: goods, reward, money. It is kept beside the
// till, knows nothing of how the till works, and is what the till and the server must agree with.

export interface Goods {
  readonly name: string
  readonly barcode: string
  readonly priceMinor: number
}

interface Paid {
  readonly type: 'cash' | 'card'
  readonly amountMinor: number
}

export interface Sale {
  /** `paying` once the payment has begun; `closed` and `cancelled` are final. */
  readonly phase: 'selling' | 'paying' | 'parked' | 'closed' | 'cancelled'
  /** Units by the name of the goods, in the order in which they came; below zero where they come back. */
  readonly lines: Readonly<Record<string, number>>
  readonly profileId: string | null
  readonly rewardMinor: number
  readonly paid: readonly Paid[]
  /** The share of a reward that the goods which come back had carried. */
  readonly shareBackMinor: number
  /** The sale whose goods come back; null: none do. */
  readonly returnOf: string | null
}

export const emptySale: Sale = {
  phase: 'selling',
  lines: {},
  profileId: null,
  rewardMinor: 0,
  paid: [],
  shareBackMinor: 0,
  returnOf: null,
}

export type Prices = ReadonlyMap<string, number>

/** Before the reward. */
export const totalOf = ({ lines, shareBackMinor }: Sale, prices: Prices): number =>
  Object.entries(lines).reduce((sum, [name, units]) => sum + units * (prices.get(name) ?? Number.NaN), shareBackMinor)

/** What is charged. */
export const dueOf = (sale: Sale, prices: Prices): number => totalOf(sale, prices) - sale.rewardMinor

/** What is still to be paid. */
export const leftOf = (sale: Sale, prices: Prices): number =>
  sale.paid.reduce((left, { amountMinor }) => left - amountMinor, dueOf(sale, prices))

export const withUnits = (sale: Sale, name: string, units: number): Sale => ({
  ...sale,
  lines: { ...sale.lines, [name]: (sale.lines[name] ?? 0) + units },
})

/** Two sales in the same words are the same sale. */
export const wordsOf = ({ phase, lines, profileId, rewardMinor, paid, returnOf }: Sale): string =>
  JSON.stringify([
    phase,
    Object.entries(lines).sort(([a], [b]) => (a < b ? -1 : 1)),
    profileId,
    rewardMinor,
    paid.map(({ type, amountMinor }) => [type, amountMinor]),
    returnOf,
  ])

/** By their receipts' numbers, in the order in which they began. */
export type Book = ReadonlyMap<string, Sale>
