// What a sale needs to be settled, before it is written: what its names mean, the members whose value moves
// locked in one order, the sold lines that come back, and what loyalty makes of its lines.
import { majorFromMinor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { readPointRates } from '../settings/service.ts'
import type { Booking } from './booking.ts'
import { type Concern, findLinks, findVariants, type NamedLinks } from './names.ts'
import { rebook } from './rebook.ts'
import { settleRedemption, type SettledRedemption } from './redemption.ts'
import { type HeldReturns, holdReturns } from './returning.ts'
import { nextItemIds } from './store.ts'
import { same, type SettledLine, type Surroundings, type Wish, type WishedLine } from './wish.ts'

/** Everything that was found out before the sale is written. */
export interface Plan {
  readonly wish: Wish
  readonly links: NamedLinks
  readonly lines: readonly SettledLine[]
  readonly settled: SettledRedemption
  /** Null while what was booked before stands. */
  readonly booking: Booking | null
  readonly returns: HeldReturns
  readonly concerns: readonly Concern[]
}

async function giveIds(tx: Tx, lines: readonly WishedLine[]): Promise<number[]> {
  const added = lines.filter((line) => !line.existing).length
  const ids = added === 0 ? [] : await nextItemIds(tx, added)
  return lines.map((line) => line.existing?.id ?? (ids.shift() as number))
}

async function settleLines(tx: Tx, wish: Wish, now: Instant): Promise<{ lines: SettledLine[]; concerns: Concern[] }> {
  const bodies = wish.lines.map(({ body, existing }) => {
    const names = [body.product_variant_id, body.product_variant_sku, body.sku, body.product_variant]
    return names.some((name) => name !== undefined) || !existing
      ? body
      : { product_variant_id: existing.product_variant_id }
  })
  const [ids, { variants, concerns }] = await Promise.all([
    giveIds(tx, wish.lines),
    findVariants(tx, bodies, wish.facts.currency, now),
  ])
  const lines = wish.lines.map((line, index) => ({
    ...line,
    id: ids[index] as number,
    variant: variants[index] ?? null,
  }))
  return { lines, concerns }
}

/** What returns leave staff to look at: nothing found, more than was sold, or less sold now than came back before. */
function returnConcerns({ match, sold }: HeldReturns, wish: Wish, lines: readonly SettledLine[]): Concern[] {
  const { facts, removed } = wish
  const receipt = { linked_receipt_ref: facts.linked_receipt_ref }
  const recounted = lines.filter(
    ({ existing, facts: line }) =>
      existing && !same([existing.quantity, existing.is_void], [line.quantity, line.is_void]),
  )
  const changed = new Set([...recounted, ...removed].map(({ id }) => id))
  const cut = [
    ...recounted.map(({ id, facts: line }) => ({ id, left: line.is_void ? 0 : line.quantity })),
    ...removed.map(({ id }) => ({ id, left: 0 })),
  ].map(({ id, left }) => ({ itemId: id, units: (sold.get(id)?.returned_quantity ?? 0) - Math.max(0, left) }))
  const isHeaderOnly = lines.length === 0 && facts.total_minor < 0 && !facts.is_void
  return [
    ...(isHeaderOnly ? [{ code: 'return_unmatched', details: { ...receipt, item_id: null } } as const] : []),
    ...match.unmatched.map(({ itemId, line }): Concern => ({
      code: 'return_unmatched',
      details: { ...receipt, item_id: itemId, return_for: line.return_for, sku: line.sku },
    })),
    ...[...match.exceeding, ...(facts.is_void ? [] : cut.filter(({ units }) => units > 0))].map(
      ({ itemId, units }): Concern => ({
        code: 'return_exceeds_sale',
        details: { item_id: itemId, units },
        hasHappened: changed.has(itemId),
      }),
    ),
  ]
}

export async function planSale(
  tx: Tx,
  wish: Wish,
  { tenantCurrency, caller }: Surroundings,
  now: Instant,
): Promise<Plan> {
  const [{ links, concerns: nameConcerns }, { lines, concerns: lineConcerns }] = await Promise.all([
    findLinks(tx, wish.body, wish.before?.sale ?? null, now),
    settleLines(tx, wish, now),
  ])
  const returns = await holdReturns(tx, wish, links, lines)
  const isForeign = wish.facts.currency !== tenantCurrency
  const question = { wish, links, isForeign, userId: caller.userId }
  const [settled, rates] = await Promise.all([settleRedemption(tx, question, now), readPointRates(tx)])
  const booking = rebook({ wish, links, lines, settled, sold: returns.sold, earnRate: rates.earn, tenantCurrency })
  const concerns = [...nameConcerns, ...lineConcerns, ...settled.concerns, ...returnConcerns(returns, wish, lines)]
  const { currency } = wish.facts
  if (isForeign && wish.before?.sale.currency !== currency)
    concerns.push({ code: 'currency_foreign', details: { currency } })
  if (booking && booking.unallocatedMinor > 0 && settled.redemption) {
    const details = { amount: majorFromMinor(booking.unallocatedMinor, settled.redemption.currency) }
    concerns.push({ code: 'redemption_above_lines', redemptionId: settled.redemption.id, details })
  }
  return { wish, links, lines, settled, booking, returns, concerns }
}
