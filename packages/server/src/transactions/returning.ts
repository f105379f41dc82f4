// What a sale gives back: its returning lines matched to sold ones, under the locks of everybody whose value moves.
// Locks are taken in one order: the sale, then members by id, then sold lines by id.
import type { Tx } from '../db/open.ts'
import { lockProfiles } from '../profiles/service.ts'
import { groupBy } from './group.ts'
import type { NamedLinks } from './names.ts'
import { type Match, matchReturns, originalsFor, type ReturningLine, type ReturningSale } from './originals.ts'
import type { LineFacts, SaleFacts } from './store.ts'
import {
  listOriginals,
  listProfilesOfTransactions,
  lockSoldLines,
  type OriginalRow,
  type ReturnRow,
  type SoldRow,
} from './store-returns.ts'
import { same, type SettledLine, type Wish } from './wish.ts'

export interface HeldReturns {
  readonly match: Match
  /** Returns of this sale that no longer hold. */
  readonly undone: readonly ReturnRow[]
  /** The sale's own lines and those that its goods came from, as they are behind the locks. */
  readonly sold: ReadonlyMap<number, SoldRow>
}

const isReturning = (line: LineFacts, sale: SaleFacts): boolean => line.quantity < 0 && !line.is_void && !sale.is_void

/** A returning line keeps its match while nothing about it changed; one that found none looks again, its sale may have come since. */
function keepsReturn(line: SettledLine, { before, facts }: Wish): boolean {
  const was = line.existing
  if (!was || !before || !isReturning(was, before.sale) || !isReturning(line.facts, facts)) return false
  const of = (row: LineFacts, variantId: number | null) => [row.quantity, row.return_for, row.sku, variantId]
  const isSame = same(of(was, was.product_variant_id), of(line.facts, line.variant?.id ?? null))
  return isSame && before.sale.linked_receipt_ref === facts.linked_receipt_ref
}

/** The lines that look for what they came from, and the returns that no longer hold. */
function readReturns(wish: Wish, lines: readonly SettledLine[]): { returning: ReturningLine[]; undone: ReturnRow[] } {
  const returns = wish.before?.returns ?? []
  const matched = groupBy(returns, (row) => row.item_id)
  const kept = new Set(lines.filter((line) => matched.has(line.id) && keepsReturn(line, wish)).map((line) => line.id))
  const returning = lines
    .filter((line) => isReturning(line.facts, wish.facts) && !kept.has(line.id))
    .map(({ id, body, facts, variant }): ReturningLine => ({
      itemId: id,
      line: facts,
      isNamedById: typeof body.return_for === 'number',
      variantId: variant?.id ?? null,
      variantSku: variant?.sku ?? null,
      matchedBefore: new Set(matched.get(id)?.map((row) => row.original_item_id)),
    }))
  return { returning, undone: returns.filter((row) => !kept.has(row.item_id)) }
}

const digits = /^\d{1,15}$/

function findOriginals(tx: Tx, sale: ReturningSale, returning: readonly ReturningLine[]): Promise<OriginalRow[]> {
  const names = [...new Set(returning.flatMap(({ line }) => line.return_for ?? []))]
  const { id: notIn, profileId, linkedReceiptRef: receiptRef } = sale
  return listOriginals(tx, {
    itemIds: names.filter((name) => digits.test(name)).map(Number),
    externalIds: names,
    receiptRef,
    profileId,
    notIn,
  })
}

/** What is sold when the returns that no longer hold are out of the way. */
function withoutUndone(sold: readonly SoldRow[], undone: readonly ReturnRow[]): SoldRow[] {
  const byOriginal = groupBy(undone, (row) => row.original_item_id)
  return sold.map((row) =>
    (byOriginal.get(row.id) ?? []).reduce(
      (left, gone) => ({
        ...left,
        returned_quantity: left.returned_quantity - gone.quantity,
        returned_share_minor: left.returned_share_minor - gone.share_minor,
        returned_points: left.returned_points - gone.points,
      }),
      row,
    ),
  )
}

/** Locks whoever is named; then, should a sale have moved to another member while we waited, that one too. */
async function lockOwners(tx: Tx, owners: readonly (string | null)[], itemIds: readonly number[]): Promise<SoldRow[]> {
  await lockProfiles(tx, owners)
  if (itemIds.length === 0) return []
  const sold = await lockSoldLines(tx, itemIds)
  const strangers = sold.map((row) => row.profile_id).filter((id) => !owners.includes(id))
  if (strangers.length > 0) await lockProfiles(tx, strangers)
  return sold
}

/** Locks the members whose value moves, takes hold of the sold lines that come back, and matches them. */
export async function holdReturns(
  tx: Tx,
  wish: Wish,
  links: NamedLinks,
  lines: readonly SettledLine[],
): Promise<HeldReturns> {
  const { returning, undone } = readReturns(wish, lines)
  const sale = {
    id: wish.id,
    profileId: links.profile_id,
    locationId: links.location_id,
    linkedReceiptRef: wish.facts.linked_receipt_ref,
  }
  const [seen, earners] = await Promise.all([
    returning.length === 0 ? [] : findOriginals(tx, sale, returning),
    undone.length === 0
      ? []
      : listProfilesOfTransactions(
          tx,
          undone.map((row) => row.original_transaction_id),
        ),
  ])
  const originalsByLine = originalsFor(sale, returning, seen)
  const originals = originalsByLine.flat()
  const own = wish.before?.items ?? []
  const sold = await lockOwners(
    tx,
    [links.profile_id, wish.before?.sale.profile_id ?? null, ...originals.map((row) => row.profile_id), ...earners],
    [...own.map((item) => item.id), ...originals.map((row) => row.id), ...undone.map((row) => row.original_item_id)],
  )
  const match = matchReturns(
    wish.id,
    returning.map((line, index) => ({
      returning: line,
      originalIds: originalsByLine[index]?.map((row) => row.id) ?? [],
    })),
    withoutUndone(sold, undone),
  )
  return { match, undone, sold: new Map(sold.map((row) => [row.id, row])) }
}
