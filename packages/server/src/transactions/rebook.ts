// Whether what was booked for a sale still stands, and if not, what it is now. Pure.
import type { ExchangeRate } from '@tillside/rules/points'

import { type Booking, bookLines } from './booking.ts'
import type { NamedLinks } from './names.ts'
import type { SettledRedemption } from './redemption.ts'
import type { SaleFacts } from './store.ts'
import type { SoldRow } from './store-returns.ts'
import { same, type SettledLine, type Wish } from './wish.ts'

interface Found {
  readonly wish: Wish
  readonly links: NamedLinks
  readonly lines: readonly SettledLine[]
  readonly settled: SettledRedemption
  /** The sale's own lines as they are behind the lock. */
  readonly sold: ReadonlyMap<number, SoldRow>
  readonly earnRate: ExchangeRate
  readonly tenantCurrency: string
}

/** Nothing that its share and points are worked out from has changed. */
function isAsBefore({ existing, facts, variant }: SettledLine): boolean {
  const of = (row: typeof facts) => [
    row.quantity,
    row.price_current_minor,
    row.price_sell_minor,
    row.discounts,
    row.is_void,
  ]
  return (
    existing !== undefined && same(of(existing), of(facts)) && existing.product_variant_id === (variant?.id ?? null)
  )
}

/** Shares, charges and points stand while none of what they were worked out from has changed. */
function isStale({ wish, links, lines, settled }: Found): boolean {
  const { before, facts, removed } = wish
  if (!before || removed.length > 0) return true
  const { sale } = before
  const basis = [sale.total_minor, sale.is_void, sale.currency, sale.profile_id, sale.redemption_id]
  const wished = [facts.total_minor, facts.is_void, facts.currency, links.profile_id, settled.appliedId]
  return !same(basis, wished) || !lines.every(isAsBefore)
}

/** Null while what was booked before stands. */
export function rebook(found: Found): Booking | null {
  if (!isStale(found)) return null
  const { wish, links, lines, settled, sold, earnRate, tenantCurrency } = found
  const { before, facts } = wish
  const earns = (sale: SaleFacts, profileId: string | null): boolean =>
    profileId !== null && !sale.is_void && sale.currency === tenantCurrency
  const hasEarned = before !== null && earns(before.sale, before.sale.profile_id)
  const isSameRedemption = before !== null && before.sale.redemption_id === settled.appliedId
  const isPartlyBack = (line: SettledLine): boolean => (sold.get(line.id)?.returned_quantity ?? 0) > 0
  return bookLines({
    lines: lines.map((line) => ({
      ...line.facts,
      productType: line.variant?.product_type ?? null,
      earnedBefore: hasEarned && line.existing ? line.existing : null,
      shareKept:
        isSameRedemption && line.existing && isPartlyBack(line) && isAsBefore(line) ? line.existing.share_minor : null,
    })),
    totalMinor: facts.total_minor,
    redemptionMinor: settled.redemption ? settled.appliedMinor : 0,
    hasReturnedLines: before?.sale.has_returned_lines ?? false,
    earnRate: earns(facts, links.profile_id) ? earnRate : null,
    earnedBefore:
      hasEarned && before.items.length === 0
        ? { charged_minor: before.sale.total_minor, points_earned: before.sale.points_earned }
        : null,
    currency: facts.currency,
  })
}
