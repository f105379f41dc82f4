// Finds the sold lines that returned goods came from: by the line that the till names, else by the receipt
// that it links and the SKU. Stored shares and points are used; nothing is spread or earned again.
import { points } from '@tillside/money/points'
import { returnedPart } from '@tillside/rules/sales'

import type { Db } from '../db/open.ts'
import type { LineFacts } from './sale.ts'
import { listOriginals, type OriginalRow, type ReturnRow } from './store-returns.ts'

/** A line of the sale at hand that gives goods back. */
export interface ReturningLine {
  readonly itemId: number
  readonly line: Pick<LineFacts, 'quantity' | 'return_for' | 'sku'>
  readonly variantId: number | null
  readonly variantSku: string | null
}

export interface Match {
  readonly returns: readonly ReturnRow[]
  /** Lines for which no sold line was found. */
  readonly unmatched: readonly ReturningLine[]
  /** Lines that gave back more than was left. */
  readonly exceeding: readonly { readonly itemId: number; readonly units: number }[]
}

interface Sale {
  readonly id: number
  readonly linkedReceiptRef: string | null
  readonly locationId: number | null
}

const digits = /^\d{1,15}$/

export function findOriginals(db: Db, sale: Sale, lines: readonly ReturningLine[], lock: boolean): Promise<OriginalRow[]> {
  const named = lines.flatMap(({ line }) => line.return_for ?? [])
  const receiptRef = lines.some(({ line }) => line.return_for === null) || named.length > 0 ? sale.linkedReceiptRef : null
  const itemIds = named.filter((name) => digits.test(name)).map(Number)
  return listOriginals(db, { itemIds, externalIds: named, receiptRef, notIn: sale.id }, lock)
}

/** The sold lines that one returning line may draw on, in the order in which it does. */
function candidates(sale: Sale, returning: ReturningLine, originals: readonly OriginalRow[]): OriginalRow[] {
  const { return_for: name, sku: ownSku } = returning.line
  const onReceipt = originals.filter((row) => sale.linkedReceiptRef !== null && row.receipt_ref === sale.linkedReceiptRef)
  if (name !== null) {
    const byName = (rows: readonly OriginalRow[]): OriginalRow[] => {
      const byId = rows.filter((row) => String(row.id) === name)
      return byId.length > 0 ? byId : rows.filter((row) => row.external_id === name)
    }
    // A line's own number at the till is only unique within its receipt.
    const found = byName(onReceipt).length > 0 ? byName(onReceipt) : byName(originals)
    return new Set(found.map((row) => row.transaction_id)).size === 1 ? found : []
  }
  const sku = ownSku ?? returning.variantSku
  const sameGoods = onReceipt.filter(
    (row) => (sku !== null && row.sku === sku) || (returning.variantId !== null && row.product_variant_id === returning.variantId),
  )
  const here = sameGoods.filter((row) => row.location_id === sale.locationId)
  const inOneStore = here.length > 0 ? here : sameGoods
  // Receipt numbers can start over: the latest sale that has the number is meant.
  const latest = Math.max(...inOneStore.map((row) => row.transaction_id))
  return inOneStore.filter((row) => row.transaction_id === latest)
}

/** Takes units from one sold line; what it gives is its stored share and points up to there, less what went before. */
function takeFrom(original: OriginalRow, units: number): { quantity: number; share_minor: number; points: number } {
  const part = (returning: number) =>
    returnedPart({
      quantity: original.quantity,
      share: original.share_minor,
      earned: points(original.points_earned),
      returnedQuantity: 0,
      returning,
    })
  const quantity = Math.min(units, original.quantity - original.returned_quantity)
  const upTo = part(original.returned_quantity + quantity)
  return {
    quantity,
    share_minor: Math.max(0, upTo.share - original.returned_share_minor),
    points: Math.max(0, upTo.earned - original.returned_points),
  }
}

export function matchReturns(sale: Sale, lines: readonly ReturningLine[], originals: readonly OriginalRow[]): Match {
  const returns: ReturnRow[] = []
  const unmatched: ReturningLine[] = []
  const exceeding: { itemId: number; units: number }[] = []
  // Two lines of one return can draw on the same sold line, so what was taken is remembered.
  const left = new Map(originals.map((row) => [row.id, { ...row }]))
  for (const returning of lines) {
    const from = candidates(sale, returning, [...left.values()])
    if (from.length === 0) unmatched.push(returning)
    let units = -returning.line.quantity
    for (const original of from) {
      if (units === 0 || original.returned_quantity === original.quantity) continue
      const taken = takeFrom(original, units)
      units -= taken.quantity
      original.returned_quantity += taken.quantity
      original.returned_share_minor += taken.share_minor
      original.returned_points += taken.points
      returns.push({
        ...taken,
        transaction_id: sale.id,
        item_id: returning.itemId,
        original_transaction_id: original.transaction_id,
        original_item_id: original.id,
      })
    }
    if (from.length > 0 && units > 0) exceeding.push({ itemId: returning.itemId, units })
  }
  return { returns, unmatched, exceeding }
}
