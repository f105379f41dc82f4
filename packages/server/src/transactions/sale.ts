// A sale as a request wishes it: names not yet looked up, figures in minor units. A field that is undefined
// was not mentioned; null was.
import type { Static } from 'typebox'

import type { TransactionRequest, TransactionUpsertRequest } from '@tillside/contract/transactions'
import { localToInstant } from '@tillside/rules/zone'

import { inCurrency, receiptAmount, receiptTotal, refuseField } from './amounts.ts'
import type { SaleFacts } from './store.ts'

export type SaleBody = Partial<Static<typeof TransactionRequest>> &
  Pick<Partial<Static<typeof TransactionUpsertRequest>>, 'id' | 'delete_existing_items'>

type TextName =
  | 'receipt_email'
  | 'tender'
  | 'type'
  | 'status'
  | 'order_number'
  | 'external_order_id'
  | 'need_action'
  | 'external_id'
  | 'receipt_ref'
  | 'linked_receipt_ref'
type AmountName = 'total_original' | 'rounding' | 'margin'

/** The value that was given, else the one that was there. */
const kept = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given)
/** No id is 0. */
const keptId = (given: number | string | null | undefined, before: number | null): number | null =>
  given === undefined ? before : Number(given) || null
/** A list can be empty, but not missing. */
const keptList = <T>(given: readonly T[] | null | undefined, before: readonly T[] | undefined): T[] => [
  ...(given === undefined ? (before ?? []) : (given ?? [])),
]
const distinct = (handles: readonly string[]): string[] => [...new Set(handles)]

function mergeTime(
  body: SaleBody,
  before: SaleFacts | null,
): Pick<SaleFacts, 'transacted_at' | 'transacted_local' | 'timezone'> {
  const timezone = body.timezone ?? before?.timezone ?? refuseField('timezone', 'is required')
  const local = body.transacted_at ?? before?.transacted_local ?? refuseField('transacted_at', 'is required')
  const at = localToInstant(local, timezone) ?? refuseField('transacted_at', 'must be a date and time that exists')
  return { transacted_at: at, transacted_local: local, timezone }
}

function mergeTotal(body: SaleBody, before: SaleFacts | null, currency: string): number {
  if (body.total !== undefined) return receiptTotal(body.total, currency)
  return before ? inCurrency(before.total_minor, before.currency, currency) : refuseField('total', 'is required')
}

/** A sale with what the request changes of it. */
export function mergeSale(body: SaleBody, before: SaleFacts | null, tenantCurrency: string): SaleFacts {
  const currency = body.currency ?? before?.currency ?? tenantCurrency
  const amount = (name: AmountName, was: number | null): number | null => {
    const given = body[name]
    if (given === undefined) return inCurrency(was, before?.currency ?? currency, currency)
    return given === null ? null : receiptAmount(given, currency, name)
  }
  const text = (name: TextName): string | null => kept(body[name], before?.[name] ?? null)
  return {
    ...mergeTime(body, before),
    external_id: text('external_id'),
    receipt_ref: text('receipt_ref'),
    linked_receipt_ref: text('linked_receipt_ref'),
    currency,
    total_minor: mergeTotal(body, before, currency),
    total_original_minor: amount('total_original', before?.total_original_minor ?? null),
    rounding_minor: amount('rounding', before?.rounding_minor ?? null),
    margin_minor: amount('margin', before?.margin_minor ?? null),
    systems: distinct(keptList(body.systems, before?.systems)),
    tags: distinct(keptList(body.tags, before?.tags)),
    payments: keptList(body.payments, before?.payments),
    fees: kept(body.fees, before?.fees ?? null),
    meta: kept(body.meta, before?.meta ?? null),
    custom_fields: keptList(body.custom_fields, before?.custom_fields),
    currency_values: keptList(
      body.currency_value ? (body.currency_values ?? [body.currency_value]) : body.currency_values,
      before?.currency_values,
    ).map((value) => ({ ...(value as object), total: (value as { total?: number | null }).total ?? null })),
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
