// What is being sold, and what comes back. All amounts are whole minor units of the till's one currency.
import { amountMaxMinor } from '@tillside/money/money'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { CheckoutRefusalCode } from './codes.ts'
import { isText, linesMax, unitsMax } from './limits.ts'

export interface BasketLine {
  /**
   * The till's own name for the line, unique in the basket and without `~`: at most 80 characters, or 169 where goods come
   * back. The sale's `external_id` of the line is made from it and the receipt's number.
   */
  readonly id: string
  readonly name: string
  readonly sku?: string
  /** Whole units; below zero where goods come back. */
  readonly quantity: number
  /** What one unit costs here and now, before any reward. */
  readonly priceMinor: number
  /** The ticket price of one unit, where it differs. */
  readonly priceOriginalMinor?: number
  /** False for what a reward may not pay, such as gift cards. */
  readonly isEligible?: boolean
  /** On units that come back: the line of the receipt that sold them. */
  readonly returnFor?: ReturnFor
}

export interface ReturnFor {
  readonly receiptRef: string
  readonly lineId: string
  /** The redemption that the receipt applied; null when it applied none. */
  readonly redemptionId: number | null
  /** The share of the reward that these units carried: it is not paid out but given back as a reward. */
  readonly shareMinor: number
  /** The receipt's currency; left out where nobody knows it. */
  readonly currency?: string
  /** The server's id of the line, where another POS sold it and gave it no name of ours. */
  readonly itemId?: number
}

/** What the server keeps of a line's name is 255 characters: the receipt's number, this, and what joins them. */
const receiptRefLengthMax = 80
const lineIdLengthMax = 80
const lineBackIdLengthMax = 169

/** A basket as the POS gives it; the currency, where it is named, must be the till's. */
export type GivenBasket = Omit<Basket, 'currency'> & { readonly currency?: string }

export interface Basket {
  /** ISO 4217. */
  readonly currency: string
  readonly lines: readonly BasketLine[]
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

/** What the customer pays for the line, or gets for it: units that come back leave the reward's share out. */
export const lineTotal = (line: BasketLine): number =>
  line.priceMinor * line.quantity + (line.returnFor?.shareMinor ?? 0)

/** What the basket costs before a reward; below zero when more comes back than is sold. */
export const basketTotal = ({ lines }: Basket): number => sum(lines.map(lineTotal))

/** Each line as the spreading of a reward sees it. */
export const eligibleLines = ({ lines }: Basket): { amount: number; eligible: boolean }[] =>
  lines.map((line) => ({
    amount: line.priceMinor * line.quantity,
    eligible: line.isEligible !== false && line.quantity > 0,
  }))

/** The most that a reward may pay: the lines that may carry one, and no more than is due for the whole basket. */
export function redeemableMax(basket: Basket): number {
  const eligible = sum(eligibleLines(basket).map((line) => (line.eligible ? line.amount : 0)))
  return Math.max(0, Math.min(eligible, basketTotal(basket)))
}

const isName = ({ id, quantity }: BasketLine): boolean =>
  isText(id) && !id.includes('~') && id.length <= (quantity < 0 ? lineBackIdLengthMax : lineIdLengthMax)

function faultOf(line: BasketLine): CheckoutRefusalCode | null {
  const { name, sku = name, quantity, priceMinor, returnFor } = line
  if (!isName(line)) return 'line_name_invalid'
  const from = returnFor ? [returnFor.receiptRef, returnFor.lineId] : []
  if (![name, sku, ...from].every(isText)) return 'line_text_invalid'
  if (!Number.isSafeInteger(quantity) || quantity === 0 || Math.abs(quantity) > unitsMax) return 'line_quantity_invalid'
  if (!isPrice(priceMinor) || !isPrice(line.priceOriginalMinor ?? 0)) return 'line_price_invalid'
  if (quantity < 0 !== (returnFor !== undefined)) return 'line_without_return'
  const share = returnFor?.shareMinor ?? 0
  return isPrice(share) && share <= priceMinor * Math.abs(quantity) ? null : 'line_price_invalid'
}

const isPrice = (minor: number): boolean => Number.isSafeInteger(minor) && minor >= 0 && minor <= amountMaxMinor

/** Whether the basket adds up; said before anything is sent. */
export function checkBasket(basket: Basket, currency: string): Outcome<Basket, CheckoutRefusalCode> {
  if (basket.currency !== currency) {
    return refuse('currency_mixed', { field: 'currency', details: { basket: basket.currency, till: currency } })
  }
  for (const [index, line] of basket.lines.entries()) {
    const code = faultOf(line)
    if (code) return refuse(code, { field: `lines.${index}`, details: { line: line.id } })
    const receipt = line.returnFor?.currency ?? currency
    if (receipt !== currency) {
      return refuse('currency_mixed', { field: `lines.${index}`, details: { line: line.id, receipt, till: currency } })
    }
  }
  const sent = sum(basket.lines.map(({ quantity }) => (quantity < 0 ? 2 : 1)))
  if (sent > linesMax) return refuse('lines_too_many', { field: 'lines', details: { max: linesMax } })
  const names = basket.lines.map((line) => line.id)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return refuse('line_name_twice', { field: 'lines', details: { line: twice } })
  const gross = sum(basket.lines.map((line) => Math.abs(line.priceMinor * line.quantity)))
  return gross <= amountMaxMinor ? accept(basket) : refuse('total_beyond_counting', { field: 'lines' })
}

/** A receipt's number is part of every key that its requests carry: visible ASCII, and none of the sign that joins names. */
export const checkReceiptRef = (receiptRef: string): Outcome<string, CheckoutRefusalCode> =>
  /^[!-}]+$/.test(receiptRef) && receiptRef.length <= receiptRefLengthMax
    ? accept(receiptRef)
    : refuse('receipt_ref_invalid', { field: 'receiptRef', details: { max: receiptRefLengthMax } })
