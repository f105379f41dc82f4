// A sale as a request wishes it: names not yet looked up, figures in minor units. A field that is undefined
// was not mentioned; null was.
import type { Static } from 'typebox'

import type { TransactionItemChange, TransactionRequest, TransactionUpsertRequest } from '@tillside/contract/transactions'
import { minorRoundedFromMajor } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'
import { localToInstant } from '@tillside/rules/zone'

import { RequestRefused } from '../http/errors.ts'

export type SaleBody = Partial<Static<typeof TransactionRequest>> &
  Pick<Partial<Static<typeof TransactionUpsertRequest>>, 'id' | 'delete_existing_items'>
export type LineBody = Static<typeof TransactionItemChange>

/** The largest amount of one line, in minor units: a thousand such lines still add up exactly. */
const lineMinorMax = 1e12

const refuse = (field: string, words: string): never => {
  throw new RequestRefused('validation_failed', { [field]: [`The ${field} field ${words}.`] })
}

/** The columns of a line that come from the till. */
export interface LineFacts {
  external_id: string | null
  name: string
  quantity: number
  price_current_minor: number
  price_sell_minor: number
  price_original_minor: number | null
  price_margin_minor: number | null
  price_tax_minor: number | null
  sku: string | null
  variant_external_id: string | null
  discounts: unknown[] | null
  department: string | null
  tags: string[]
  is_void: boolean
  meta: unknown
  return_for: string | null
}

/** The columns of a sale that come from the till and need no look-up. */
export interface SaleFacts {
  external_id: string | null
  receipt_ref: string | null
  linked_receipt_ref: string | null
  currency: string
  total_minor: number
  total_original_minor: number | null
  rounding_minor: number | null
  margin_minor: number | null
  transacted_at: Instant
  transacted_local: string
  timezone: string
  systems: string[]
  tags: string[]
  payments: unknown[]
  fees: unknown
  meta: unknown
  custom_fields: unknown[]
  currency_values: unknown[]
  is_void: boolean
  receipt_is_email: boolean | null
  receipt_email: string | null
  tender: string | null
  type: string | null
  status: string | null
  order_number: string | null
  order_id: number | null
  external_order_id: string | null
  need_action: string | null
  organisation_id: number | null
}

/** Figures of a receipt are facts: more decimals than the currency has are rounded, never refused. */
function receiptAmount(major: number, currency: string, field: string): number {
  return minorRoundedFromMajor(major, currency) ?? refuse(field, 'is larger than a receipt can be')
}

/** The value that was given, else the one that was there. */
const kept = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given)
const keptId = (given: number | string | null | undefined, before: number | null): number | null =>
  given === undefined ? before : given === null ? null : Number(given)

function assertLineAmount(line: LineFacts, field: string): void {
  const largest = Math.max(Math.abs(line.price_current_minor), Math.abs(line.price_sell_minor))
  if (largest * Math.max(1, Math.abs(line.quantity)) > lineMinorMax) refuse(`${field}.price_sell`, 'is larger than a line can be')
}

/** A line with what the request changes of it. */
export function mergeLine(body: LineBody, before: LineFacts | null, currency: string, field: string): LineFacts {
  const amount = (name: 'price_current' | 'price_sell', was: number | undefined): number => {
    const given = body[name]
    return given === undefined ? (was ?? refuse(`${field}.${name}`, 'is required')) : receiptAmount(given, currency, `${field}.${name}`)
  }
  const optional = (name: 'price_original' | 'price_margin' | 'price_tax', was: number | null): number | null => {
    const given = body[name]
    return given === undefined ? was : given === null ? null : receiptAmount(given, currency, `${field}.${name}`)
  }
  const line: LineFacts = {
    external_id: kept(body.external_id, before?.external_id ?? null),
    name: body.name ?? before?.name ?? refuse(`${field}.name`, 'is required'),
    quantity: body.quantity ?? before?.quantity ?? refuse(`${field}.quantity`, 'is required'),
    price_current_minor: amount('price_current', before?.price_current_minor),
    price_sell_minor: amount('price_sell', before?.price_sell_minor),
    price_original_minor: optional('price_original', before?.price_original_minor ?? null),
    price_margin_minor: optional('price_margin', before?.price_margin_minor ?? null),
    price_tax_minor: optional('price_tax', before?.price_tax_minor ?? null),
    sku: kept(body.sku ?? body.product_variant_sku, before?.sku ?? null),
    variant_external_id: kept(body.variant_external_id, before?.variant_external_id ?? null),
    discounts: kept(body.discounts, before?.discounts ?? null),
    department: kept(body.department, before?.department ?? null),
    tags: kept(body.tags ?? undefined, before?.tags ?? []),
    is_void: body.is_void ?? before?.is_void ?? false,
    meta: kept(body.meta, before?.meta ?? null),
    return_for: body.return_for === undefined ? (before?.return_for ?? null) : body.return_for === null ? null : String(body.return_for),
  }
  assertLineAmount(line, field)
  return line
}

function mergeTime(body: SaleBody, before: SaleFacts | null): Pick<SaleFacts, 'transacted_at' | 'transacted_local' | 'timezone'> {
  const timezone = body.timezone ?? before?.timezone ?? refuse('timezone', 'is required')
  const local = body.transacted_at ?? before?.transacted_local ?? refuse('transacted_at', 'is required')
  const at = localToInstant(local, timezone) ?? refuse('transacted_at', 'must be a date and time that exists')
  return { transacted_at: at, transacted_local: local, timezone }
}

/** A sale with what the request changes of it. */
export function mergeSale(body: SaleBody, before: SaleFacts | null, tenantCurrency: string): SaleFacts {
  const currency = body.currency ?? before?.currency ?? tenantCurrency
  const optional = (name: 'total_original' | 'rounding' | 'margin', was: number | null): number | null => {
    const given = body[name]
    return given === undefined ? was : given === null ? null : receiptAmount(given, currency, name)
  }
  const text = (name: 'receipt_email' | 'tender' | 'type' | 'status' | 'order_number' | 'external_order_id' | 'need_action'): string | null =>
    kept(body[name], before?.[name] ?? null)
  return {
    ...mergeTime(body, before),
    external_id: kept(body.external_id, before?.external_id ?? null),
    receipt_ref: kept(body.receipt_ref, before?.receipt_ref ?? null),
    linked_receipt_ref: kept(body.linked_receipt_ref, before?.linked_receipt_ref ?? null),
    currency,
    total_minor: body.total === undefined ? (before?.total_minor ?? refuse('total', 'is required')) : receiptAmount(body.total, currency, 'total'),
    total_original_minor: optional('total_original', before?.total_original_minor ?? null),
    rounding_minor: optional('rounding', before?.rounding_minor ?? null),
    margin_minor: optional('margin', before?.margin_minor ?? null),
    systems: [...new Set(kept(body.systems ?? undefined, before?.systems ?? []))],
    tags: [...new Set(kept(body.tags ?? undefined, before?.tags ?? []))],
    payments: kept(body.payments ?? undefined, before?.payments ?? []),
    fees: kept(body.fees, before?.fees ?? null),
    meta: kept(body.meta, before?.meta ?? null),
    custom_fields: kept(body.custom_fields ?? undefined, before?.custom_fields ?? []),
    currency_values: kept(body.currency_values ?? (body.currency_value ? [body.currency_value] : undefined), before?.currency_values ?? []),
    is_void: body.is_void ?? before?.is_void ?? false,
    receipt_is_email: kept(body.receipt_is_email, before?.receipt_is_email ?? null),
    receipt_email: text('receipt_email'),
    tender: text('tender'),
    type: text('type'),
    status: text('status'),
    order_number: text('order_number'),
    order_id: keptId(body.order_id, before?.order_id ?? null),
    external_order_id: text('external_order_id'),
    need_action: text('need_action'),
    organisation_id: keptId(body.organisation_id, before?.organisation_id ?? null),
  }
}
