/**
 * What a redemption takes, what a return gives back, and whether a reversal is still allowed.
 * Callers hand over the rows that are open now: not expired, already valid, locked. Money is in
 * minor units and points in thousandths throughout; the values of the takes always add up to the total.
 */
import { assert } from '@tillside/money/assert'
import { type CurrencyCode, majorFromMinor } from '@tillside/money/money'
import { points as thousandths } from '@tillside/money/points'
import { floorOfPart } from '@tillside/money/proportion'
import { accept, type Outcome, refuse } from './outcome.ts'
import { type ExchangeRate, pointsForMinor, pointsValueMinor } from './points.ts'
import { type Instant, reversalWindowMs } from './time.ts'

export type Strategy = 'rewards' | 'points'

/** A reward (minor units) or a row of points (thousandths) that is open now; points below zero are a debt. */
export interface OpenRow {
  readonly id: number
  readonly remaining: number
  readonly issuedAt: Instant
  readonly endsAt: Instant | null
}

/** What one row gives: `amount` in its own unit, `value` in money. */
export type BurnTake = Readonly<{ kind: 'reward' | 'point'; id: number; amount: number; value: number }>

export type Burn = Readonly<{ total: number; takes: BurnTake[] }>

export type BurnRequest = Readonly<{
  amount: number
  /** The kinds to draw on, in this order. */
  strategies: readonly Strategy[]
  strict: boolean
  rewards: readonly OpenRow[]
  points: readonly OpenRow[]
  rate: ExchangeRate
  currency: CurrencyCode
}>

/** A take, in spend order, with what came back from it in earlier returns. */
export type ReturnableTake = BurnTake & Readonly<{ returnedAmount: number; returnedValue: number }>

export type ReturnRequest = Readonly<{
  /** Null is everything that is left to return. */
  asked: number | null
  strict: boolean
  /** The kinds that may come back, in this order; without it, all kinds, the last spent first. */
  strategies?: readonly Strategy[]
  takes: readonly ReturnableTake[]
  currency: CurrencyCode
}>

type ReversalRequest = Readonly<{
  redeemedAt: Instant
  now: Instant
  type: string
  alreadyReversed: boolean
  hasReturns: boolean
  /** Set aside for a sale that has not come: nothing happened that could not be undone. */
  isHeld: boolean
  /** Staff with the scope `reverse-late` may come after the window. */
  late: boolean
}>

/** Nearest expiry first, then earliest issue, then lowest id; what never expires comes last. */
export function spendOrder<Row extends OpenRow>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => endOrder(a, b) || a.issuedAt - b.issuedAt || a.id - b.id)
}

/** Takes the amount asked from what is there, or, when not strict, as much of it as there is. */
export function decideBurn(request: BurnRequest): Outcome<Burn, 'nothing_to_redeem' | 'balance_short'> {
  const { amount, strategies, strict, currency } = request
  assert(Number.isSafeInteger(amount) && amount > 0, `an amount to redeem is above zero, got ${amount}`)
  const takes: BurnTake[] = []
  let left = amount
  for (const strategy of new Set(strategies)) {
    const burnt = strategy === 'rewards' ? burnRewards(request.rewards, left) : burnPoints(request, left)
    takes.push(...burnt)
    left -= sumOfValues(burnt)
  }
  const total = amount - left
  if (total === 0) return refuse('nothing_to_redeem', { field: 'amount' })
  if (strict && left > 0) {
    const details = { available: majorFromMinor(total, currency), asked: majorFromMinor(amount, currency) }
    return refuse('balance_short', { field: 'amount', details })
  }
  return accept({ total, takes })
}

/**
 * What comes back of a redemption: never more than was taken and not yet returned, the last spent first. The points of a
 * take come back in proportion to its money, as the growth of a floor, so that once all value is back all points are.
 */
export function decideReturn(request: ReturnRequest): Outcome<Burn, 'nothing_to_return' | 'return_exceeds_redemption'> {
  const { asked, strict, currency } = request
  const returnable = inReturnOrder(request)
  const returnableValue = returnable.reduce((sum, take) => sum + take.value - take.returnedValue, 0)
  if (returnableValue === 0) return refuse('nothing_to_return', { field: 'amount' })
  if (asked !== null && asked > returnableValue && strict) {
    const details = { returnable: majorFromMinor(returnableValue, currency), asked: majorFromMinor(asked, currency) }
    return refuse('return_exceeds_redemption', { field: 'amount', details })
  }

  const total = Math.min(asked ?? returnableValue, returnableValue)
  assert(total > 0, `an amount to return is above zero, got ${total}`)
  const takes: BurnTake[] = []
  let left = total
  for (const take of returnable) {
    const value = Math.min(left, take.value - take.returnedValue)
    const amount = amountBackWith(take, value)
    if (amount > 0 || value > 0) takes.push({ kind: take.kind, id: take.id, amount, value })
    left -= value
    // A take that is worth less than a cent has no value to wait for: it follows the take before it.
    if (take.returnedValue + value < take.value) break
  }
  return accept({ total, takes })
}

/** Undoing as if it never was: once, soon, and only what nothing came back of. */
export function decideReversal(
  request: ReversalRequest,
): Outcome<true, 'reversal_window_passed' | 'already_reversed' | 'already_returned' | 'not_a_redemption'> {
  if (request.type !== 'redeem') return refuse('not_a_redemption')
  if (request.alreadyReversed) return refuse('already_reversed')
  if (request.hasReturns) return refuse('already_returned')
  const hasPassed = request.now - request.redeemedAt > reversalWindowMs
  return hasPassed && !request.late && !request.isHeld ? refuse('reversal_window_passed') : accept(true)
}

function burnRewards(rewards: readonly OpenRow[], wanted: number): BurnTake[] {
  return drawDown(rewards, wanted).map(({ id, drawn }) => ({ kind: 'reward', id, amount: drawn, value: drawn }))
}

function burnPoints({ points, rate, currency }: BurnRequest, wanted: number): BurnTake[] {
  // A debt counts against the rows that hold points: what they hold together is what can be spent.
  const available = thousandths(
    Math.max(
      0,
      points.reduce((sum, row) => sum + row.remaining, 0),
    ),
  )
  const money = Math.min(wanted, pointsValueMinor(available, rate, currency))
  if (money === 0) return []
  const drawnInAll = pointsForMinor(money, rate, currency)
  let drawnSoFar = 0
  let valueSoFar = 0
  return drawDown(points, drawnInAll).map(({ id, drawn }) => {
    drawnSoFar += drawn
    const value = floorOfPart(money, drawnSoFar, drawnInAll) - valueSoFar
    valueSoFar += value
    return { kind: 'point', id, amount: drawn, value }
  })
}

/** Empties row after row in spend order until the amount is reached; rows with nothing left give nothing. */
function drawDown(rows: readonly OpenRow[], wanted: number): { id: number; drawn: number }[] {
  const drawnRows: { id: number; drawn: number }[] = []
  let left = wanted
  for (const { id, remaining } of spendOrder(rows)) {
    if (left === 0) break
    const drawn = Math.min(left, Math.max(0, remaining))
    if (drawn > 0) drawnRows.push({ id, drawn })
    left -= drawn
  }
  return drawnRows
}

function inReturnOrder({ strategies, takes }: ReturnRequest): ReturnableTake[] {
  const lastSpentFirst = takes.toReversed()
  if (strategies === undefined) return lastSpentFirst
  return [...new Set(strategies)].flatMap((strategy) =>
    lastSpentFirst.filter((take) => take.kind === (strategy === 'rewards' ? 'reward' : 'point')),
  )
}

function amountBackWith(take: ReturnableTake, value: number): number {
  const valueBack = take.returnedValue + value
  const amountBack = valueBack === take.value ? take.amount : floorOfPart(take.amount, valueBack, take.value)
  return amountBack - take.returnedAmount
}

function endOrder(a: OpenRow, b: OpenRow): number {
  if (a.endsAt === null || b.endsAt === null) return Number(a.endsAt === null) - Number(b.endsAt === null)
  return a.endsAt - b.endsAt
}

function sumOfValues(takes: readonly BurnTake[]): number {
  return takes.reduce((sum, take) => sum + take.value, 0)
}
