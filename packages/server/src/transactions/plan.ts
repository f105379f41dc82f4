// What becomes of a sale that is held, before it is written: the sold lines that come back, the redemption that it applies, and what
// loyalty makes of its lines.
import { majorFromMinor } from '@tillside/money/money'
import { rateText } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { readPointRates } from '../settings/service.ts'
import type { Booking } from './booking.ts'
import type { Scene } from './holding.ts'
import type { Concern } from './names.ts'
import { type Match, matchReturns } from './originals.ts'
import { rebook } from './rebook.ts'
import { settleRedemption, type SettledRedemption } from './redemption.ts'
import { type ReturnedGoods, withoutUndone } from './returning.ts'
import { same, type SettledLine, type Surroundings, type Wish } from './wish.ts'

/** Everything that was found out before the sale is written. */
export interface Plan extends Scene {
  readonly match: Match
  readonly settled: SettledRedemption
  /** Null while what was booked before stands. */
  readonly booking: Booking | null
  /** Points for each 1.00, as text. */
  readonly earnRate: string
}

/** What returns leave staff to look at: nothing found, more than was sold, or less sold now than came back before. */
function returnConcerns({ unmatched, exceeding }: Match, wish: Wish, lines: readonly SettledLine[]): Concern[] {
  const { facts, removed, before } = wish
  const receipt = { linked_receipt_ref: facts.linked_receipt_ref }
  const recounted = lines.filter(
    ({ existing, facts: line }) =>
      existing && !same([existing.quantity, existing.is_void], [line.quantity, line.is_void]),
  )
  const changed = new Set([...recounted, ...removed].map(({ id }) => id))
  const returnedOf = new Map(before?.items.map((item) => [item.id, item.returned_quantity]))
  const matchedBefore = new Set(before?.returns.map((row) => row.item_id))
  const cut = [
    ...recounted.map(({ id, facts: line }) => ({ id, left: line.is_void ? 0 : line.quantity })),
    ...removed.map(({ id }) => ({ id, left: 0 })),
  ].map(({ id, left }) => ({ itemId: id, units: (returnedOf.get(id) ?? 0) - Math.max(0, left) }))
  const isHeaderOnly = lines.length === 0 && facts.total_minor < 0 && !facts.is_void
  return [
    ...(isHeaderOnly ? [{ code: 'return_unmatched', details: { ...receipt, item_id: null } } as const] : []),
    ...unmatched.map(({ itemId, line }): Concern => ({
      code: 'return_unmatched',
      details: { ...receipt, item_id: itemId, return_for: line.return_for, sku: line.sku },
      hasHappened: matchedBefore.has(itemId),
    })),
    ...[...exceeding, ...(facts.is_void ? [] : cut.filter(({ units }) => units > 0))].map(
      ({ itemId, units }): Concern => ({
        code: 'return_exceeds_sale',
        details: { item_id: itemId, units },
        hasHappened: changed.has(itemId),
      }),
    ),
  ]
}

/** Returning lines that bring back what was a discount on the others. */
function discountsBackOf({ sold }: ReturnedGoods, match: Match, { before }: Wish): Set<number> {
  const returns = [...match.returns, ...(before?.returns ?? [])]
  return new Set(
    returns.filter((row) => (sold.get(row.original_item_id)?.price_sell_minor ?? 0) < 0).map((row) => row.item_id),
  )
}

export async function planSale(
  tx: Tx,
  scene: Scene,
  { tenantCurrency, caller }: Surroundings,
  now: Instant,
): Promise<Plan> {
  const { wish, links, lines, goods } = scene
  const match = matchReturns(wish.id, goods.returning, withoutUndone(goods))
  const isForeign = wish.facts.currency !== tenantCurrency
  const question = { wish, links, isForeign, userId: caller.userId }
  const [settled, rates] = await Promise.all([settleRedemption(tx, question, now), readPointRates(tx)])
  const earnRate = wish.before?.sale.earn_rate ?? rateText(rates.earn)
  const discountsBack = discountsBackOf(goods, match, wish)
  const booking = rebook({ wish, links, lines, settled, discountsBack, earnRate, tenantCurrency })
  const concerns = [...scene.concerns, ...settled.concerns, ...returnConcerns(match, wish, lines)]
  const { currency } = wish.facts
  if (isForeign && wish.before?.sale.currency !== currency)
    concerns.push({ code: 'currency_foreign', details: { currency } })
  if (booking && booking.unallocatedMinor > 0 && settled.appliedId !== null) {
    const details = { amount: majorFromMinor(booking.unallocatedMinor, tenantCurrency) }
    concerns.push({ code: 'redemption_above_lines', redemptionId: settled.appliedId, details })
  }
  return { ...scene, match, settled, booking, earnRate, concerns }
}
