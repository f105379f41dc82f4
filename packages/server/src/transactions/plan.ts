// What a sale needs to be settled, before the first write: what its names mean, the members whose value moves
// locked in one order, the sold lines that come back, and what loyalty makes of its lines.
import type { ExchangeRate } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { lockProfiles } from '../profiles/service.ts'
import type { RedemptionForSale } from '../redemptions/sale.ts'
import { readPointRates } from '../settings/service.ts'
import { type Booking, bookLines } from './booking.ts'
import { type Concern, findLinks, findNamedRedemption, findVariants, type NamedLinks, namedRedemptionId } from './names.ts'
import { findOriginals, type Match, matchReturns, type ReturningLine } from './originals.ts'
import type { SaleBody } from './sale.ts'
import type { SaleFacts } from './store.ts'
import { type ItemRow, nextItemIds, type TransactionRow } from './store.ts'
import { listProfilesOfTransactions, type ReturnRow } from './store-returns.ts'
import type { SettledLine, WishedLine } from './wish.ts'

/** A sale as it is recorded. */
export interface Before {
  readonly sale: TransactionRow
  readonly items: readonly ItemRow[]
  readonly returns: readonly ReturnRow[]
}

export interface Wish {
  readonly id: number
  readonly before: Before | null
  readonly body: SaleBody
  readonly facts: SaleFacts
  readonly lines: readonly WishedLine[]
  /** Lines that go. */
  readonly removed: readonly ItemRow[]
  /** The content as first sent, by which a re-send is known. */
  readonly fields: Record<string, string>
}

export interface Surroundings {
  readonly caller: Caller
  readonly tenantCurrency: string
}

/** Everything that was found out before the first write. */
export interface Plan {
  readonly wish: Wish
  readonly links: NamedLinks
  readonly lines: readonly SettledLine[]
  readonly named: number | null
  readonly redemption: RedemptionForSale | null
  readonly booking: Booking | null
  readonly match: Match
  /** Returns of this sale that no longer hold. */
  readonly undone: readonly ReturnRow[]
  /** Whose points an original sale had earned, by its id. */
  readonly earners: ReadonlyMap<number, string | null>
  readonly concerns: readonly Concern[]
}

/** Equal as JSON: what is stored and what is wished are plain values. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const isReturning = (line: WishedLine, sale: SaleFacts): boolean => line.facts.quantity < 0 && !line.facts.is_void && !sale.is_void

/** A returning line keeps its match while nothing about it changed. */
function keepsReturn(line: WishedLine, { before, facts }: Wish): boolean {
  const was = line.existing
  if (!was || !before || before.sale.is_void || was.is_void) return false
  const isSame = was.quantity === line.facts.quantity && was.return_for === line.facts.return_for && was.sku === line.facts.sku
  return isSame && before.sale.linked_receipt_ref === facts.linked_receipt_ref && isReturning(line, facts)
}

/** Shares, charges and points stand while none of what they were worked out from has changed. */
function isBookingStale(wish: Wish, lines: readonly SettledLine[], links: NamedLinks, redemptionId: number | null): boolean {
  const { before, facts, removed } = wish
  if (!before || removed.length > 0) return true
  const { sale } = before
  const basis = [sale.total_minor, sale.is_void, sale.currency, sale.profile_id, sale.redemption_id]
  if (!same(basis, [facts.total_minor, facts.is_void, facts.currency, links.profile_id, redemptionId])) return true
  return lines.some(({ existing, facts: line, variant }) => {
    const of = (row: typeof line) => [row.quantity, row.price_current_minor, row.price_sell_minor, row.discounts, row.is_void]
    return !existing || !same(of(existing), of(line)) || existing.product_variant_id !== (variant?.id ?? null)
  })
}

function returningLines(lines: readonly SettledLine[], wish: Wish): ReturningLine[] {
  return lines
    .filter((line) => isReturning(line, wish.facts) && !keepsReturn(line, wish))
    .map(({ id, facts, variant }) => ({ itemId: id, line: facts, variantId: variant?.id ?? null, variantSku: variant?.sku ?? null }))
}

/** The returns of lines that changed, went, or were voided. */
function returnsToUndo(wish: Wish, lines: readonly SettledLine[]): ReturnRow[] {
  const kept = new Set(lines.filter((line) => keepsReturn(line, wish)).map((line) => line.id))
  return (wish.before?.returns ?? []).filter((row) => !kept.has(row.item_id))
}

async function giveIds(tx: Tx, lines: readonly WishedLine[]): Promise<number[]> {
  const added = lines.filter((line) => !line.existing).length
  const ids = added === 0 ? [] : await nextItemIds(tx, added)
  return lines.map((line) => line.existing?.id ?? (ids.shift() as number))
}

async function settleLines(tx: Tx, wish: Wish, now: Instant): Promise<{ lines: SettledLine[]; concerns: Concern[] }> {
  const bodies = wish.lines.map(({ body, existing }) => {
    const names = [body.product_variant_id, body.product_variant_sku, body.sku, body.product_variant]
    return names.some((name) => name !== undefined) || !existing ? body : { product_variant_id: existing.product_variant_id }
  })
  const [ids, { variants, concerns }] = await Promise.all([giveIds(tx, wish.lines), findVariants(tx, bodies, wish.facts.currency, now)])
  const lines = wish.lines.map((line, index) => ({ ...line, id: ids[index] as number, variant: variants[index] ?? null }))
  return { lines, concerns }
}

interface Locked {
  readonly match: Match
  readonly undone: readonly ReturnRow[]
  readonly earners: ReadonlyMap<number, string | null>
}

/** Locks the members whose value moves, in one order, then takes hold of the sold lines that come back. */
async function lockAndMatch(tx: Tx, wish: Wish, links: NamedLinks, lines: readonly SettledLine[]): Promise<Locked> {
  const returning = returningLines(lines, wish)
  const undone = returnsToUndo(wish, lines)
  const sale = { id: wish.id, linkedReceiptRef: wish.facts.linked_receipt_ref, locationId: links.location_id }
  const seen = returning.length === 0 ? [] : await findOriginals(tx, sale, returning, false)
  const originalIds = [...seen.map((row) => row.transaction_id), ...undone.map((row) => row.original_transaction_id)]
  const earners = originalIds.length === 0 ? new Map<number, string | null>() : await listProfilesOfTransactions(tx, originalIds)
  await lockProfiles(tx, [links.profile_id, wish.before?.sale.profile_id ?? null, ...earners.values()])
  const nothing: Match = { returns: [], unmatched: [], exceeding: [] }
  const match = returning.length === 0 ? nothing : matchReturns(sale, returning, await findOriginals(tx, sale, returning, true))
  return { match, undone, earners }
}

/** The redemption to apply: as before while neither it nor the member changed, else the one that is named now. */
async function settleRedemption(tx: Tx, wish: Wish, links: NamedLinks, named: number | null, isForeign: boolean) {
  const before = wish.before?.sale
  const isKept = before && before.named_redemption_id === named && before.profile_id === links.profile_id
  if (!isKept) return findNamedRedemption(tx, named, { id: wish.id, profileId: links.profile_id, isForeign })
  if (before.redemption_id === null) return { redemption: null, concerns: [] }
  const kept = await findNamedRedemption(tx, before.redemption_id, { id: wish.id, profileId: links.profile_id, isForeign })
  return { redemption: kept.redemption, concerns: [], keptId: before.redemption_id }
}

function matchConcerns(match: Match, sale: SaleFacts): Concern[] {
  return [
    ...match.unmatched.map(({ itemId, line }): Concern => ({
      code: 'return_unmatched',
      details: { item_id: itemId, return_for: line.return_for, linked_receipt_ref: sale.linked_receipt_ref, sku: line.sku },
    })),
    ...match.exceeding.map(({ itemId, units }): Concern => ({ code: 'return_exceeds_sale', details: { item_id: itemId, units } })),
  ]
}

export async function planSale(tx: Tx, wish: Wish, around: Surroundings, now: Instant): Promise<Plan> {
  const [{ links, concerns: nameConcerns }, { lines, concerns: lineConcerns }] = await Promise.all([
    findLinks(tx, wish.body, wish.before?.sale ?? null, now),
    settleLines(tx, wish, now),
  ])
  const { match, undone, earners } = await lockAndMatch(tx, wish, links, lines)
  const isForeign = wish.facts.currency !== around.tenantCurrency
  const named = namedRedemptionId(wish.body, wish.before?.sale ?? null)
  const [settled, rates] = await Promise.all([settleRedemption(tx, wish, links, named, isForeign), readPointRates(tx)])
  const appliedId = settled.redemption?.id ?? ('keptId' in settled ? (settled.keptId ?? null) : null)
  const earnsFor = links.profile_id !== null && !wish.facts.is_void && !isForeign
  const booking = isBookingStale(wish, lines, links, appliedId)
    ? book(wish, lines, settled.redemption, earnsFor ? rates.earn : null)
    : null
  const isNewlyForeign = isForeign && wish.before?.sale.currency !== wish.facts.currency
  const concerns: Concern[] = [...nameConcerns, ...lineConcerns, ...settled.concerns, ...matchConcerns(match, wish.facts)]
  if (isNewlyForeign) concerns.push({ code: 'currency_foreign', details: { currency: wish.facts.currency } })
  if (booking && booking.unallocatedMinor > 0 && settled.redemption) {
    concerns.push({ code: 'redemption_above_lines', redemptionId: settled.redemption.id, details: { minor_units: booking.unallocatedMinor } })
  }
  return { wish, links, lines, named, redemption: settled.redemption, booking, match, undone, earners, concerns }
}

function book(wish: Wish, lines: readonly SettledLine[], redemption: RedemptionForSale | null, earnRate: ExchangeRate | null): Booking {
  return bookLines({
    lines: lines.map(({ facts, variant }) => ({ ...facts, productType: variant?.product_type ?? null })),
    totalMinor: wish.facts.total_minor,
    redemptionMinor: redemption?.total_minor ?? 0,
    earnRate,
    currency: wish.facts.currency,
  })
}

