/**
 * Redeeming offline: what an allowance may be, which spends keep to it, and what each of them takes. What was reserved for
 * it is spent first, exactly its rows; what is beyond that, or was never reserved, comes from what is open, and the
 * rest of a spend is a shortfall. Money is in minor units.
 */
import { floorOfPart } from '@tillside/money/proportion'
import { type BurnTake, decideBurn, type OpenRow } from './redemptions.ts'
import type { ExchangeRate } from './points.ts'
import type { Instant } from './time.ts'

/** The most that may be at risk, and how much of each is taken up. */
export type Ceilings = Readonly<Record<'member' | 'device' | 'day', Readonly<{ max: number; used: number }>>>

/** What may still be granted under the ceiling that is nearest, and which one that is. */
export function roomUnder(ceilings: Ceilings): { room: number; nearest: keyof Ceilings } {
  const rooms = (['member', 'device', 'day'] as const).map((nearest) => ({
    nearest,
    room: Math.max(0, ceilings[nearest].max - ceilings[nearest].used),
  }))
  return rooms.reduce((least, next) => (next.room < least.room ? next : least))
}

/** What an allowance permits. */
type Permitted = Readonly<{
  count: number
  amountPerSale: number
  amountTotal: number
  validUntil: Instant
  /** The device has said that nothing more will come. */
  isReported: boolean
}>

export type Outside = 'amount_per_sale' | 'amount_total' | 'count' | 'late' | 'reported'

/** What of the allowance a spend does not keep to, after those that were reported before it; null when it is within. */
export function outsideOf(
  permitted: Permitted,
  before: Readonly<{ count: number; amount: number }>,
  spend: Readonly<{ amount: number; spentAt: Instant }>,
): Outside | null {
  if (permitted.isReported) return 'reported'
  if (spend.spentAt > permitted.validUntil) return 'late'
  if (spend.amount > permitted.amountPerSale) return 'amount_per_sale'
  if (before.count + 1 > permitted.count) return 'count'
  return before.amount + spend.amount > permitted.amountTotal ? 'amount_total' : null
}

/** What can be spent: what was set aside, in spend order, and the rows that are open beside it. */
type Purse = Readonly<{
  reserve: readonly BurnTake[]
  rewards: readonly OpenRow[]
  points: readonly OpenRow[]
  rate: ExchangeRate
  currency: string
}>

/** What each spend takes, and what is left of the reserve. */
export type Settlement = Readonly<{ spends: readonly (readonly BurnTake[])[]; rest: readonly BurnTake[] }>

const valueOf = (takes: readonly BurnTake[]): number => takes.reduce((sum, take) => sum + take.value, 0)

/** Settles spends in their order; each takes what is there, up to its amount. */
export function settleSpends(amounts: readonly number[], purse: Purse): Settlement {
  let { reserve } = purse
  let open = { rewards: purse.rewards, points: purse.points }
  let lastCarved = -1
  const spends = amounts.map((amount, index) => {
    const carved = carve(reserve, amount)
    reserve = carved.rest
    if (carved.taken.length > 0) lastCarved = index
    const beyond = amount - valueOf(carved.taken)
    const burnt = beyond === 0 ? [] : burnOpen(beyond, { ...purse, ...open })
    open = { rewards: without(open.rewards, burnt, 'reward'), points: without(open.points, burnt, 'point') }
    return [...carved.taken, ...burnt]
  })
  // Points that are worth less than a cent are no reserve by themselves: they go with the last spend that drew on it.
  const isUsedUp = lastCarved >= 0 && valueOf(reserve) === 0
  const settled = spends.map((takes, index) =>
    perRow(isUsedUp && index === lastCarved ? [...takes, ...reserve] : takes),
  )
  return { spends: settled, rest: isUsedUp ? [] : reserve }
}

/** Takes an amount off a reserve, row after row; of a row in part, points in proportion to its money. */
function carve(reserve: readonly BurnTake[], amount: number): { taken: BurnTake[]; rest: BurnTake[] } {
  const taken: BurnTake[] = []
  const rest: BurnTake[] = []
  let left = amount
  for (const take of reserve) {
    const value = Math.min(left, take.value)
    const part = value === take.value ? take.amount : floorOfPart(take.amount, value, take.value)
    const isTaken = value > 0
    if (isTaken) taken.push({ ...take, amount: part, value })
    if (!isTaken || value < take.value)
      rest.push({ ...take, amount: take.amount - (isTaken ? part : 0), value: take.value - value })
    left -= value
  }
  return { taken, rest }
}

function burnOpen(amount: number, { rewards, points, rate, currency }: Purse): BurnTake[] {
  const burn = decideBurn({
    amount,
    strategies: ['rewards', 'points'],
    strict: false,
    rewards,
    points,
    rate,
    currency,
  })
  return burn.ok ? burn.value.takes : []
}

const without = (rows: readonly OpenRow[], takes: readonly BurnTake[], kind: BurnTake['kind']): OpenRow[] =>
  rows.map((row) => ({
    ...row,
    remaining: takes
      .filter((take) => take.kind === kind && take.id === row.id)
      .reduce((left, take) => left - take.amount, row.remaining),
  }))

/** One take for each row: a row may be reserved in part and open in part. */
function perRow(takes: readonly BurnTake[]): BurnTake[] {
  const byRow = new Map<string, BurnTake>()
  for (const take of takes) {
    const key = `${take.kind} ${take.id}`
    const before = byRow.get(key)
    byRow.set(key, before ? { ...before, amount: before.amount + take.amount, value: before.value + take.value } : take)
  }
  return [...byRow.values()]
}
