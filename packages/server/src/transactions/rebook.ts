// Whether what was booked for a sale still stands, and if not, what it is now. Pure.
import { parseEarnRate } from '@tillside/rules/points'

import { type Booking, bookLines, type Sharing } from './booking.ts'
import type { NamedLinks } from './names.ts'
import type { SettledRedemption } from './redemption.ts'
import type { ItemRow, SaleFacts } from './store.ts'
import { same, type SettledLine, type Wish } from './wish.ts'

interface Found {
  readonly wish: Wish
  readonly links: NamedLinks
  readonly lines: readonly SettledLine[]
  readonly settled: SettledRedemption
  /** Returning lines of which what they were sold as took something off the others. */
  readonly discountsBack: ReadonlySet<number>
  /** Points for each 1.00, as text. */
  readonly earnRate: string
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

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const sharesOf = (rows: readonly { readonly share_minor: number }[]): number => sum(rows.map((row) => row.share_minor))
const backOf = (rows: readonly ItemRow[]): number => sum(rows.map((row) => row.returned_share_minor))

/** Shares, charges and points stand while none of what they were worked out from has changed. */
function isStale({ wish, links, lines, settled }: Found): boolean {
  const { before, facts, removed } = wish
  if (!before || removed.length > 0) return true
  const { sale } = before
  const basis = [sale.total_minor, sale.is_void, sale.currency, sale.profile_id, sale.redemption_id]
  const wished = [facts.total_minor, facts.is_void, facts.currency, links.profile_id, settled.appliedId]
  if (!same(basis, wished) || !lines.every(isAsBefore)) return true
  // A return of a line that is gone, or void, may have been undone since: then its share is nobody's.
  const [voided, live] = [before.items.filter((item) => item.is_void), before.items.filter((item) => !item.is_void)]
  const carried = sharesOf(live) + backOf([...voided, ...before.gone])
  return settled.appliedId !== null && carried !== settled.appliedMinor
}

/** Something of the sale came back. */
const hasComeBack = ({ before }: Wish): boolean =>
  before !== null && [...before.items, ...before.gone].some((item) => item.returned_quantity > 0)

/** Another redemption than before is spread over lines of which something came back, which shares in it. */
export function isSpreadAnew({ wish, settled }: Pick<Found, 'wish' | 'settled'>): boolean {
  const before = wish.before?.sale
  const was = before?.redemption_id ?? before?.kept_redemption_id ?? null
  return settled.appliedId !== null && settled.appliedId !== was && hasComeBack(wish)
}

function sharingOf(found: Found): Sharing {
  const { wish, settled } = found
  if (settled.appliedId !== null) return hasComeBack(wish) && !isSpreadAnew(found) ? 'kept' : 'spread'
  return settled.keptId !== null && hasComeBack(wish) ? 'remembered' : 'none'
}

/** Null while what was booked before stands. */
export function rebook(found: Found): Booking | null {
  if (!isStale(found)) return null
  const { wish, links, lines, settled, discountsBack, earnRate, tenantCurrency } = found
  const { before, facts } = wish
  const earns = ({ is_void: isVoid, currency }: SaleFacts): boolean =>
    links.profile_id !== null && !isVoid && currency === tenantCurrency
  return bookLines({
    lines: lines.map((line) => ({
      ...line.facts,
      productType: line.variant?.product_type ?? null,
      returnsDiscount: discountsBack.has(line.id),
      share: line.existing?.share_minor ?? 0,
      returnedShare: line.existing?.returned_share_minor ?? 0,
      returnedQuantity: line.existing?.returned_quantity ?? 0,
    })),
    totalMinor: facts.total_minor,
    sharing: sharingOf(found),
    redemptionMinor: settled.appliedMinor,
    goneShares: backOf([...(before?.gone ?? []), ...wish.removed]),
    earnRate: earns(facts) ? parseEarnRate(earnRate) : null,
    currency: facts.currency,
  })
}
