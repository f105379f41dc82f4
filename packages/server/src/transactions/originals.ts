// Which sold lines returned goods came from: the line that the till names, else by the receipt that it links and the
// SKU. Stored shares and points are used; nothing is spread or earned again. Pure.
import { points } from '@tillside/money/points'
import { returnedPart } from '@tillside/rules/sales'

import { groupBy } from './group.ts'
import type { LineFacts } from './store.ts'
import type { OriginalRow, ReturnRow, SoldRow } from './store-returns.ts'

/** A line of the sale at hand that gives goods back. */
export interface ReturningLine {
  readonly itemId: number
  readonly line: Pick<LineFacts, 'name' | 'quantity' | 'return_for' | 'sku'>
  /** `return_for` came as a number: an id of ours, and not the till's own. */
  readonly isNamedById: boolean
  readonly variantId: number | null
  readonly variantSku: string | null
  /** What the line was matched to before it was changed. */
  readonly matchedBefore: ReadonlySet<number>
  /** It was recorded like this before, and had found nothing that could come back. */
  readonly looksAgain: boolean
}

/** The sale that gives back. */
export interface ReturningSale {
  readonly id: number
  readonly profileId: string | null
  readonly locationId: number | null
  readonly linkedReceiptRef: string | null
}

export interface Match {
  readonly returns: readonly ReturnRow[]
  /** Lines for which no sold line was found, unless that was so before. */
  readonly unmatched: readonly ReturningLine[]
  /** Lines that gave back more than was left, unless nothing of them was found before either. */
  readonly exceeding: readonly { readonly itemId: number; readonly units: number }[]
}

const isOnReceipt = (sale: ReturningSale, row: OriginalRow): boolean =>
  sale.linkedReceiptRef !== null && row.receipt_ref === sale.linkedReceiptRef

const isSameGoods = ({ line, variantId, variantSku }: ReturningLine, row: OriginalRow): boolean => {
  const sku = line.sku ?? variantSku
  return (sku !== null && row.sku === sku) || (variantId !== null && row.product_variant_id === variantId)
}

const isMine = (sale: ReturningSale, row: OriginalRow): boolean =>
  row.profile_id !== null && row.profile_id === sale.profileId

/** Line numbers of tills are short and start over with every receipt: without one they name nobody's line in particular. */
const lineNumber = /^\d{1,9}$/

/**
 * By the name that the till gave. A line's own number at the till is only unique within its receipt, so that is looked
 * at first; elsewhere a text of digits is rather the till's number than an id of ours. What is another member's must be
 * named by more than a line number, and be the same goods: points of a stranger are never taken for a number that
 * happened to be theirs. What several sales could mean is not guessed.
 */
function namedOriginals(
  name: string,
  sale: ReturningSale,
  returning: ReturningLine,
  originals: readonly OriginalRow[],
): OriginalRow[] {
  const byId = (rows: readonly OriginalRow[]): OriginalRow[] => rows.filter((row) => String(row.id) === name)
  const byNumber = (rows: readonly OriginalRow[]): OriginalRow[] => rows.filter((row) => row.external_id === name)
  const before = originals.filter((row) => returning.matchedBefore.has(row.id))
  const onReceipt = originals.filter((row) => isOnReceipt(sale, row))
  const mine = originals.filter((row) => isMine(sale, row))
  const alike = originals.filter((row) => isSameGoods(returning, row) || row.name === returning.line.name)
  const alikeByName = lineNumber.test(name) ? alike.filter((row) => row.profile_id === null) : alike
  const elsewhere = returning.isNamedById
    ? [byId(originals), byNumber(mine), byNumber(alikeByName)]
    : [byNumber(mine), byNumber(alikeByName), byId([...mine, ...alike])]
  const found =
    [byId(before), byNumber(before), byId(onReceipt), byNumber(onReceipt), ...elsewhere].find(
      (rows) => rows.length > 0,
    ) ?? []
  return new Set(found.map((row) => row.transaction_id)).size === 1 ? [...new Set(found)] : []
}

/**
 * By the receipt and the goods. Receipt numbers can start over: the member's own sale is meant before another's, the
 * store's own before another's, one of which something is left before one that came back already, and then the latest.
 */
function originalsOnReceipt(
  sale: ReturningSale,
  returning: ReturningLine,
  originals: readonly OriginalRow[],
): OriginalRow[] {
  const preferred = [
    (row: OriginalRow) => isMine(sale, row),
    (row: OriginalRow) => row.location_id === sale.locationId,
    (row: OriginalRow) => row.left > 0 || returning.matchedBefore.has(row.id),
  ]
  const meant = preferred.reduce<readonly OriginalRow[]>(
    (rows, isPreferred) => (rows.some(isPreferred) ? rows.filter(isPreferred) : rows),
    originals.filter((row) => isOnReceipt(sale, row) && isSameGoods(returning, row)),
  )
  const latest = Math.max(...meant.map((row) => row.transaction_id))
  return meant.filter((row) => row.transaction_id === latest)
}

/** For each returning line the sold lines that it may draw on, in the order in which it does. */
export function originalsFor(
  sale: ReturningSale,
  lines: readonly ReturningLine[],
  originals: readonly OriginalRow[],
): OriginalRow[][] {
  const byId = new Map(originals.map((row) => [String(row.id), row]))
  const byNumber = groupBy(originals, (row) => row.external_id)
  return lines.map((returning) => {
    const name = returning.line.return_for
    if (name === null) return originalsOnReceipt(sale, returning, originals)
    const withId = byId.get(name)
    const named = [...(withId ? [withId] : []), ...(byNumber.get(name) ?? []).filter((row) => row !== withId)]
    return namedOriginals(name, sale, returning, named)
  })
}

/** Takes units from one sold line; what it gives is its stored share up to there, less what went before. Its points are cut later. */
function takeFrom(original: SoldRow, wanted: number): Pick<ReturnRow, 'quantity' | 'share_minor' | 'points'> {
  const quantity = Math.min(wanted, original.quantity - original.returned_quantity)
  const upTo = returnedPart({
    quantity: original.quantity,
    share: original.share_minor,
    earned: points(0),
    returnedQuantity: 0,
    returning: original.returned_quantity + quantity,
  })
  return { quantity, share_minor: Math.max(0, upTo.share - original.returned_share_minor), points: 0 }
}

/** A returning line with the ids of the sold lines that it may draw on. */
export interface Matchable {
  readonly returning: ReturningLine
  readonly originalIds: readonly number[]
}

export function matchReturns(saleId: number, matchables: readonly Matchable[], sold: readonly SoldRow[]): Match {
  const returns: ReturnRow[] = []
  const unmatched: ReturningLine[] = []
  const exceeding: { itemId: number; units: number }[] = []
  // Two lines of one return can draw on the same sold line, so what was taken is remembered.
  const left = new Map(sold.filter((row) => row.is_live).map((row) => [row.id, { ...row }]))
  for (const { returning, originalIds } of matchables) {
    const from = originalIds.flatMap((id) => left.get(id) ?? [])
    if (from.length === 0 && !returning.looksAgain) unmatched.push(returning)
    const wanted = -returning.line.quantity
    let units = wanted
    for (const original of from) {
      if (units === 0 || original.returned_quantity >= original.quantity) continue
      const taken = takeFrom(original, units)
      units -= taken.quantity
      original.returned_quantity += taken.quantity
      original.returned_share_minor += taken.share_minor
      const ids = {
        item_id: returning.itemId,
        original_transaction_id: original.transaction_id,
        original_item_id: original.id,
      }
      returns.push({ ...taken, ...ids, transaction_id: saleId })
    }
    const findsNothingAgain = returning.looksAgain && units === wanted
    if (from.length > 0 && units > 0 && !findsNothingAgain) exceeding.push({ itemId: returning.itemId, units })
  }
  return { returns, unmatched, exceeding }
}
