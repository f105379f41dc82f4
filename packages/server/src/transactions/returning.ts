// What a sale gives back: which of its lines look for the goods that they bring, what they could have come from, and which
// returns no longer hold. A return keeps its match while nothing about it changes and its sale is there; one whose sale is gone
// looks for another, and keeps what it had where there is none, since the sale may come back.
import type { Tx } from '../db/open.ts'
import { groupBy } from './group.ts'
import type { NamedLinks } from './names.ts'
import { type Matchable, originalsFor, type ReturningLine, type ReturningSale } from './originals.ts'
import type { LineFacts, SaleFacts } from './store.ts'
import { listOriginals, listSoldLines, type OriginalRow, type ReturnRow, type SoldRow } from './store-returns.ts'
import { same, type SettledLine, type Wish } from './wish.ts'

export interface ReturnedGoods {
  /** Lines that look for what they came from, each with what it may draw on. */
  readonly returning: readonly Matchable[]
  /** Returns of this sale that no longer hold. */
  readonly undone: readonly ReturnRow[]
  /** The sold lines of other sales that this is about. */
  readonly sold: ReadonlyMap<number, SoldRow>
}

const isReturning = (line: LineFacts, sale: SaleFacts): boolean => line.quantity < 0 && !line.is_void && !sale.is_void

/** Nothing about a returning line changed. */
function isUnchanged(line: SettledLine, { before, facts }: Wish): boolean {
  const was = line.existing
  if (!was || !before || !isReturning(was, before.sale)) return false
  const of = (row: LineFacts, variantId: number | null) => [row.quantity, row.return_for, row.sku, variantId]
  const isSame = same(of(was, was.product_variant_id), of(line.facts, line.variant?.id ?? null))
  return isSame && before.sale.linked_receipt_ref === facts.linked_receipt_ref
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

export async function lookForOriginals(
  tx: Tx,
  wish: Wish,
  links: NamedLinks,
  lines: readonly SettledLine[],
): Promise<ReturnedGoods> {
  const returns = wish.before?.returns ?? []
  const matched = groupBy(returns, (row) => row.item_id)
  const soldBefore =
    returns.length === 0
      ? []
      : await listSoldLines(
          tx,
          returns.map((row) => row.original_item_id),
        )
  const live = new Set(soldBefore.filter((row) => row.is_live).map((row) => row.id))
  const matchOf = (line: SettledLine): readonly ReturnRow[] => matched.get(line.id) ?? []
  const keeps = (line: SettledLine): boolean => matchOf(line).length > 0 && isUnchanged(line, wish)
  const looking = lines.filter(
    (line) =>
      isReturning(line.facts, wish.facts) &&
      !(keeps(line) && matchOf(line).every((row) => live.has(row.original_item_id))),
  )
  const returning = looking.map((line): ReturningLine => ({
    itemId: line.id,
    line: line.facts,
    isNamedById: typeof line.body.return_for === 'number',
    variantId: line.variant?.id ?? null,
    variantSku: line.variant?.sku ?? null,
    matchedBefore: new Set(matchOf(line).map((row) => row.original_item_id)),
    looksAgain: matchOf(line).length === 0 && isUnchanged(line, wish),
  }))
  const sale = {
    id: wish.id,
    profileId: links.profile_id,
    locationId: links.location_id,
    linkedReceiptRef: wish.facts.linked_receipt_ref,
  }
  const originals = originalsFor(
    sale,
    returning,
    returning.length === 0 ? [] : await findOriginals(tx, sale, returning),
  )
  const matchables = returning.map((line, index) => ({
    returning: line,
    originalIds: originals[index]?.map((row) => row.id) ?? [],
  }))
  const finds = new Set(
    matchables.flatMap(({ returning: { itemId }, originalIds }) => (originalIds.length > 0 ? itemId : [])),
  )
  const stay = new Set(
    lines
      .filter((line) => isReturning(line.facts, wish.facts) && keeps(line) && !finds.has(line.id))
      .map(({ id }) => id),
  )
  const found = matchables.flatMap(({ originalIds }) => originalIds)
  const more = found.filter((id) => !soldBefore.some((row) => row.id === id))
  const sold = [...soldBefore, ...(more.length === 0 ? [] : await listSoldLines(tx, more))]
  return {
    returning: matchables.filter(({ returning: { itemId } }) => !stay.has(itemId)),
    undone: returns.filter((row) => !stay.has(row.item_id)),
    sold: new Map(sold.map((row) => [row.id, row])),
  }
}

/** What is sold when the returns that no longer hold are out of the way. */
export function withoutUndone({ sold, undone }: ReturnedGoods): SoldRow[] {
  const byOriginal = groupBy(undone, (row) => row.original_item_id)
  return [...sold.values()].map((row) =>
    (byOriginal.get(row.id) ?? []).reduce(
      (left, gone) => ({
        ...left,
        returned_quantity: left.returned_quantity - gone.quantity,
        returned_share_minor: left.returned_share_minor - gone.share_minor,
      }),
      row,
    ),
  )
}
