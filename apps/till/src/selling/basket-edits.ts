// What a cashier does to the basket, as lines before and lines after. Pure. The ticket price is never lost: whoever changes a
// price leaves the one before it on the line.
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import { unitsMax } from '@tillside/pos-sdk/checkout/limits'
import { amountMaxMinor } from '@tillside/money/money'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { CatalogueVariant } from '../catalogue/variant.ts'

type Lines = readonly BasketLine[]
type EditCode = 'line_unknown' | 'line_comes_back' | 'quantity_invalid' | 'price_invalid' | 'percent_invalid'
type Edited = Outcome<Lines, EditCode>

const percentMax = 100

/** Lines are numbered as they come, and no number is used twice, so that a receipt's line keeps its name. */
function nextLineId(lines: Lines): string {
  const numbers = lines.map(({ id }) => Number(id)).filter(Number.isSafeInteger)
  return String(Math.max(0, ...numbers) + 1)
}

/** The same goods at the same price share a line; a price that was changed keeps its own. */
const isSame = (line: BasketLine, variant: CatalogueVariant): boolean =>
  line.quantity > 0 &&
  line.sku === variant.sku &&
  line.priceMinor === variant.priceMinor &&
  (line.priceOriginalMinor ?? null) === variant.priceOriginalMinor

export function addVariant(lines: Lines, variant: CatalogueVariant, units = 1): Edited {
  if (!isUnits(units)) return refuse('quantity_invalid', { field: 'quantity' })
  const { sku, title, priceMinor, priceOriginalMinor, isEligible } = variant
  const same = lines.find((line) => isSame(line, variant))
  if (same) return setQuantity(lines, same.id, same.quantity + units)
  const line: BasketLine = {
    id: nextLineId(lines),
    name: title,
    sku,
    quantity: units,
    priceMinor,
    ...(priceOriginalMinor === null ? {} : { priceOriginalMinor }),
    ...(isEligible ? {} : { isEligible }),
  }
  return accept([...lines, line])
}

/** Something without a code, at a price that the cashier names. */
export function addOpenLine(lines: Lines, name: string, priceMinor: number): Edited {
  if (!isPrice(priceMinor)) return refuse('price_invalid', { field: 'priceMinor' })
  return accept([...lines, { id: nextLineId(lines), name, quantity: 1, priceMinor }])
}

const isUnits = (units: number): boolean => Number.isSafeInteger(units) && units > 0 && units <= unitsMax
const isPrice = (minor: number): boolean => Number.isSafeInteger(minor) && minor >= 0 && minor <= amountMaxMinor

function change(lines: Lines, lineId: string, next: (line: BasketLine) => BasketLine): Edited {
  const line = lines.find(({ id }) => id === lineId)
  if (!line) return refuse('line_unknown', { field: lineId })
  if (line.quantity < 0) return refuse('line_comes_back', { field: lineId })
  return accept(lines.map((one) => (one === line ? next(one) : one)))
}

/** None takes the line away. */
export function setQuantity(lines: Lines, lineId: string, quantity: number): Edited {
  if (quantity === 0) return removeLine(lines, lineId)
  if (!isUnits(quantity)) return refuse('quantity_invalid', { field: 'quantity', details: { max: unitsMax } })
  return change(lines, lineId, (line) => ({ ...line, quantity }))
}

export function removeLine(lines: Lines, lineId: string): Edited {
  const left = lines.filter(({ id }) => id !== lineId)
  return left.length === lines.length ? refuse('line_unknown', { field: lineId }) : accept(left)
}

/** The price before anybody changed it. */
const originalOf = ({ priceMinor, priceOriginalMinor }: BasketLine): number => priceOriginalMinor ?? priceMinor

function atPrice(
  { priceOriginalMinor: _before, ...line }: BasketLine,
  priceMinor: number,
  original: number,
): BasketLine {
  return { ...line, priceMinor, ...(priceMinor === original ? {} : { priceOriginalMinor: original }) }
}

export function overridePrice(lines: Lines, lineId: string, priceMinor: number): Edited {
  if (!isPrice(priceMinor)) return refuse('price_invalid', { field: 'priceMinor', details: { max: amountMaxMinor } })
  return change(lines, lineId, (line) => atPrice(line, priceMinor, originalOf(line)))
}

const isPercent = (percent: number): boolean => Number.isInteger(percent) && percent >= 0 && percent <= percentMax

/** What the goods of a line cost today without anybody's doing, which may be less than on the ticket; null: not known. */
export type PriceToday = (line: BasketLine) => number | null

/** So many hundredths less. */
export const discounted = (minor: number, percent: number): number => minor - Math.round((minor * percent) / percentMax)

/**
 * What a discount by hand is counted from: the price of today, and never one that somebody has made here, so that two in a row
 * are not more than the larger of them. Goods that the shop has reduced would become dearer, were it counted from the ticket.
 */
export function discountBase(line: BasketLine, priceToday: PriceToday): number {
  const original = originalOf(line)
  return Math.min(priceToday(line) ?? original, original)
}

const lessPercent = (line: BasketLine, percent: number, priceToday: PriceToday): BasketLine =>
  atPrice(line, discounted(discountBase(line, priceToday), percent), originalOf(line))

/** So many hundredths off today's price; none gives that price back. */
export function discountLine(lines: Lines, lineId: string, percent: number, priceToday: PriceToday): Edited {
  if (!isPercent(percent)) return refuse('percent_invalid', { field: 'percent' })
  return change(lines, lineId, (line) => lessPercent(line, percent, priceToday))
}

/** The same on everything that is sold, but for gift cards, which are money. A price that is lower already stays. */
export function discountAll(lines: Lines, percent: number, priceToday: PriceToday): Edited {
  if (!isPercent(percent)) return refuse('percent_invalid', { field: 'percent' })
  return accept(
    lines.map((line) => {
      if (line.quantity <= 0 || line.isEligible === false) return line
      const less = lessPercent(line, percent, priceToday)
      return percent > 0 && less.priceMinor > line.priceMinor ? line : less
    }),
  )
}
