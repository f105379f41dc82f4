// What can come back by a receipt, and what it is worth. Pure: the stored share of each unit, never one that is reckoned anew.
import type { Basket, BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { lineTotal } from '@tillside/pos-sdk/checkout/basket'
import { linesComingBack, type Receipt } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { points } from '@tillside/money/points'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { returnedPart } from '@tillside/rules/sales'

export interface ReturnableLine {
  readonly lineId: string
  readonly name: string
  readonly sku: string | null
  readonly quantity: number
  /** Units that came back before, or are in a basket of this till now. */
  readonly unitsBefore: number
  /** None of a line that the server has taken off the sale. */
  readonly unitsLeft: number
  readonly priceMinor: number
  readonly shareMinor: number
  /** What the line earned, in thousandths; null: only the server knows, and it is away. */
  readonly earned: number | null
}

export interface Returnable {
  readonly receipt: Receipt
  readonly lines: readonly ReturnableLine[]
  /** False: the server is away. What came back on another till is not known. */
  readonly isFromServer: boolean
}

export interface WantedBack {
  readonly lineId: string
  readonly units: number
}

/** What a return would do, before anybody confirms it. */
export interface ReturnPreview {
  readonly lines: readonly BasketLine[]
  /** What the customer gets in money. */
  readonly payOutMinor: number
  /** What goes back as a reward. */
  readonly shareMinor: number
  /** Points that are taken back, in thousandths; null: not known before the server is back. */
  readonly points: number | null
}

/** Units of each line of a receipt that come back by these baskets. */
function unitsIn(baskets: readonly Basket[], receiptRef: string): Map<string, number> {
  const units = new Map<string, number>()
  for (const { quantity, returnFor } of baskets.flatMap(({ lines }) => lines)) {
    if (returnFor?.receiptRef !== receiptRef) continue
    units.set(returnFor.lineId, (units.get(returnFor.lineId) ?? 0) - quantity)
  }
  return units
}

/**
 * Baskets whose returns count: all but those that never happened. Where the server has said what came back, only those that
 * it does not know of yet; the sale in hand is counted by whoever changes it.
 */
const countsAsBack = ({ state, isVoidAsked, transactionId }: Checkout, isFromServer: boolean): boolean =>
  state !== 'cancelled' && state !== 'voided' && !isVoidAsked && !(isFromServer && transactionId !== null)

interface ReturnedFacts {
  /** By line; null: the server was not asked. */
  readonly facts: ReadonlyMap<string, { readonly returnedUnits: number; readonly earned: number }> | null
  readonly checkouts: readonly Checkout[]
  readonly current: string | null
}

export function toReturnable(receipt: Receipt, { facts, checkouts, current }: ReturnedFacts): Returnable {
  const isFromServer = facts !== null
  const others = checkouts.filter((one) => one.receiptRef !== current && countsAsBack(one, isFromServer))
  const here = unitsIn(
    others.map(({ basket }) => basket),
    receipt.receiptRef,
  )
  const lines = receipt.lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ id, name, sku = null, quantity, priceMinor, shareMinor }) => {
      const unitsBefore = Math.min(quantity, (facts?.get(id)?.returnedUnits ?? 0) + (here.get(id) ?? 0))
      const earned = facts?.get(id)?.earned ?? null
      const isTakenOff = facts !== null && !facts.has(id)
      return {
        lineId: id,
        name,
        sku,
        quantity,
        unitsBefore,
        unitsLeft: isTakenOff ? 0 : quantity - unitsBefore,
        priceMinor,
        shareMinor,
        earned,
      }
    })
  return { receipt, lines, isFromServer }
}

/** Not all of it came back, and nothing of it can. */
export const isTakenOff = ({ quantity, unitsBefore, unitsLeft }: ReturnableLine): boolean =>
  unitsLeft === 0 && unitsBefore < quantity

/** Refused for the first line of which the basket brings back more than is left of it, or that the receipt has no more. */
export function stillReturnable({ receipt, lines }: Returnable, basket: Basket): Outcome<true> {
  for (const [lineId, units] of unitsIn([basket], receipt.receiptRef)) {
    const line = lines.find((one) => one.lineId === lineId)
    if (!line || isTakenOff(line)) return refuse('line_taken_off', { field: lineId })
    if (units > line.unitsLeft) return refuse('line_beyond_sold', { field: lineId })
  }
  return accept(true)
}

function pointsOf(lines: readonly ReturnableLine[], wanted: readonly WantedBack[]): number | null {
  let sum = 0
  for (const { lineId, units } of wanted) {
    const line = lines.find((one) => one.lineId === lineId)
    if (!line || line.earned === null) return null
    const { quantity, earned, unitsBefore } = line
    sum += returnedPart({
      quantity,
      share: 0,
      earned: points(earned),
      returnedQuantity: unitsBefore,
      returning: units,
    }).earned
  }
  return sum
}

/** Refused where more of a line comes back than is left of it. */
export function previewReturn({ receipt, lines }: Returnable, wanted: readonly WantedBack[]): Outcome<ReturnPreview> {
  const some = wanted.filter(({ units }) => units !== 0)
  if (some.length === 0) return refuse('nothing_chosen')
  const takenOff = some.find(({ lineId }) => lines.some((line) => line.lineId === lineId && isTakenOff(line)))
  if (takenOff) return refuse('line_taken_off', { field: takenOff.lineId })
  const before = new Map(lines.map(({ lineId, unitsBefore }) => [lineId, unitsBefore]))
  const back = linesComingBack(
    receipt,
    some.map(({ lineId, units }) => ({ lineId, units, unitsBefore: before.get(lineId) ?? 0 })),
  )
  if (!back.ok) return back
  return accept({
    lines: back.value,
    payOutMinor: -back.value.reduce((sum, line) => sum + lineTotal(line), 0),
    shareMinor: back.value.reduce((sum, { returnFor }) => sum + (returnFor?.shareMinor ?? 0), 0),
    points: pointsOf(lines, some),
  })
}

/**
 * The basket with these units coming back as well. What of the same receipt is in it already is reckoned together with them, so
 * that each line stands there once.
 */
export function withReturn(
  basketLines: readonly BasketLine[],
  returnable: Returnable,
  wanted: readonly WantedBack[],
): Outcome<readonly BasketLine[]> {
  const { receiptRef } = returnable.receipt
  const units = unitsIn([{ currency: '', lines: basketLines }], receiptRef)
  for (const { lineId, units: more } of wanted) units.set(lineId, (units.get(lineId) ?? 0) + more)
  const together = [...units].map(([lineId, count]) => ({ lineId, units: count }))
  const preview = previewReturn(returnable, together)
  if (!preview.ok) return preview
  const others = basketLines.filter(({ returnFor }) => returnFor?.receiptRef !== receiptRef)
  return accept([...others, ...preview.value.lines])
}
