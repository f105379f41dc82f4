// A line as a request wishes it: names not yet looked up, figures in minor units. A field that is undefined
// was not mentioned; null was.
import type { Static } from 'typebox'

import type { TransactionItemChange } from '@tillside/contract/transaction-items'

import { assertLineSize, inCurrency, receiptAmount, refuseField } from './amounts.ts'
import type { LineFacts } from './store.ts'

export type LineBody = Static<typeof TransactionItemChange>

/** The value that was given, else the one that was there. */
const kept = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given)

/** The same line in another currency. */
export function lineInCurrency(line: LineFacts, was: string, is: string): LineFacts {
  return {
    ...line,
    price_current_minor: inCurrency(line.price_current_minor, was, is),
    price_sell_minor: inCurrency(line.price_sell_minor, was, is),
    price_original_minor: inCurrency(line.price_original_minor, was, is),
    price_margin_minor: inCurrency(line.price_margin_minor, was, is),
    price_tax_minor: inCurrency(line.price_tax_minor, was, is),
  }
}

/** A line with what the request changes of it. `path` is where the request has it: `items.0.`, or nothing. */
export function mergeLine(body: LineBody, before: LineFacts | null, currency: string, path: string): LineFacts {
  const amount = (name: 'price_current' | 'price_sell', was: number | undefined): number => {
    const given = body[name]
    if (given === undefined) return was ?? refuseField(`${path}${name}`, 'is required')
    return receiptAmount(given, currency, `${path}${name}`)
  }
  const optional = (name: 'price_original' | 'price_margin' | 'price_tax', was: number | null): number | null => {
    const given = body[name]
    if (given === undefined || given === null) return given === null ? null : was
    return receiptAmount(given, currency, `${path}${name}`)
  }
  const returnFor = typeof body.return_for === 'number' ? String(body.return_for) : body.return_for
  const line: LineFacts = {
    external_id: kept(body.external_id, before?.external_id ?? null),
    name: body.name ?? before?.name ?? refuseField(`${path}name`, 'is required'),
    quantity: body.quantity ?? before?.quantity ?? refuseField(`${path}quantity`, 'is required'),
    price_current_minor: amount('price_current', before?.price_current_minor),
    price_sell_minor: amount('price_sell', before?.price_sell_minor),
    price_original_minor: optional('price_original', before?.price_original_minor ?? null),
    price_margin_minor: optional('price_margin', before?.price_margin_minor ?? null),
    price_tax_minor: optional('price_tax', before?.price_tax_minor ?? null),
    sku: kept(body.sku ?? body.product_variant_sku ?? body.sku, before?.sku ?? null),
    variant_external_id: kept(body.variant_external_id, before?.variant_external_id ?? null),
    discounts: kept(body.discounts, before?.discounts ?? null),
    department: kept(body.department, before?.department ?? null),
    tags: kept(body.tags, before?.tags ?? []) ?? [],
    is_void: body.is_void ?? before?.is_void ?? false,
    meta: kept(body.meta, before?.meta ?? null),
    return_for: kept(returnFor, before?.return_for ?? null),
  }
  assertLineSize(line, `${path}price_sell`)
  return line
}
