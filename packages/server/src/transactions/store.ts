// Sales and their lines as they are written.
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import type { Db, Tx } from '../db/open.ts'

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

/** Who, where and what a sale was found to be about. */
export interface SaleLinks {
  profile_id: string | null
  location_id: number | null
  staff_id: number | null
  /** The redemption that it applies. */
  redemption_id: number | null
  /** The redemption that the till named, whatever became of it. */
  named_redemption_id: number | null
}

export interface TransactionRow extends SaleFacts, SaleLinks {
  id: number
  claimed_at: Instant | null
  points_earned: number
  /** What of its redemption it applies, or applied of the one that it let go of. */
  redemption_minor: number
  /** The redemption that it let go of last: named again, it is what it was. */
  kept_redemption_id: number | null
  /** Points for each 1.00 as they were when it was recorded. */
  earn_rate: string
  fields: Record<string, string>
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

/** What loyalty worked out for a line. */
export interface LineBooking {
  charged_minor: number
  share_minor: number
  share_unit_minor: number
  share_units_more: number
  points_earned: number
}

export interface ItemRow extends LineFacts, LineBooking {
  id: number
  transaction_id: number
  position: number
  product_variant_id: number | null
  returned_quantity: number
  returned_share_minor: number
  returned_points: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

export type NewTransaction = SaleFacts &
  SaleLinks &
  Pick<TransactionRow, 'id' | 'points_earned' | 'redemption_minor' | 'kept_redemption_id' | 'earn_rate' | 'fields'>
export type NewItem = LineFacts &
  LineBooking & { id: number; transaction_id: number; position: number; product_variant_id: number | null }

export async function nextTransactionId(tx: Tx): Promise<number> {
  const [row] = await tx<{ id: number }[]>`select nextval('transaction_id_seq') as id`
  if (!row) throw new Error('a sequence gave no number')
  return row.id
}

export async function nextItemIds(tx: Tx, count: number): Promise<number[]> {
  const rows = await tx<
    { id: number }[]
  >`select nextval('transaction_item_id_seq') as id from generate_series(1, ${count})`
  return rows.map((row) => row.id)
}

export async function findTransaction(
  db: Db,
  key: { id: number } | { externalId: string },
): Promise<TransactionRow | undefined> {
  const isKey = 'id' in key ? db`id = ${key.id}` : db`external_id = ${key.externalId}`
  const [row] = await db<TransactionRow[]>`select * from transaction where ${isKey} and deleted_at is null`
  return row
}

/** The sale that has this external id, or else the last that had it and was removed since. */
export async function findLastOfExternalId(db: Db, externalId: string): Promise<TransactionRow | undefined> {
  const [row] = await db<TransactionRow[]>`
    select * from transaction
    where (external_id = ${externalId} and deleted_at is null) or (external_id = ${externalId} and deleted_at is not null)
    order by deleted_at is not null, id desc limit 1`
  return row
}

/** A sale as it was written, also when it has been removed since. */
export async function findWritten(db: Db, id: number): Promise<TransactionRow | undefined> {
  const [row] = await db<TransactionRow[]>`select * from transaction where id = ${id}`
  return row
}

export const findTransactionsByIds = (db: Db, ids: readonly number[]): Promise<TransactionRow[]> => db<
  TransactionRow[]
>`
  select * from transaction where id = any(${ids as number[]}::bigint[]) and deleted_at is null order by id`

export const listItems = (db: Db, transactionIds: readonly number[]): Promise<ItemRow[]> => db<ItemRow[]>`
  select * from transaction_item
  where transaction_id = any(${transactionIds as number[]}::bigint[]) and deleted_at is null order by transaction_id, position, id`

/** Lines that are gone, of which units had come back. */
export const listGoneItems = (db: Db, transactionId: number): Promise<ItemRow[]> => db<ItemRow[]>`
  select * from transaction_item
  where transaction_id = ${transactionId} and deleted_at is not null and (returned_quantity > 0 or share_minor > 0) order by id`

const jsonColumns = new Set(['payments', 'fees', 'meta', 'custom_fields', 'currency_values', 'discounts', 'fields'])

/** JSON columns are said to be JSON; the driver would guess a list's type from its first entry. */
const toColumns = (tx: Tx, row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, jsonColumns.has(name) ? toJson(tx, value) : value]),
  )

export async function insertTransaction(tx: Tx, sale: NewTransaction, now: Instant): Promise<void> {
  await tx`insert into transaction ${tx(toColumns(tx, { ...sale, created_at: now, updated_at: now }) as never)}`
}

const itemColumns = `id, transaction_id, position, external_id, name, quantity, price_current_minor, price_sell_minor, price_original_minor,
  price_margin_minor, price_tax_minor, product_variant_id, sku, variant_external_id, discounts, department, tags, is_void, meta, return_for,
  charged_minor, share_minor, share_unit_minor, share_units_more, points_earned`

/** Any number in one statement whose text is always the same, so that long receipts do not fill the driver’s memory. */
export async function insertItems(tx: Tx, items: readonly NewItem[], now: Instant): Promise<void> {
  if (items.length === 0) return
  await tx`
    insert into transaction_item (${tx.unsafe(itemColumns)}, created_at, updated_at)
    select ${tx.unsafe(itemColumns)}, ${now}, ${now} from jsonb_populate_recordset(null::transaction_item, ${toJson(tx, items)})`
}

export async function updateTransaction(
  tx: Tx,
  id: number,
  changes: Partial<NewTransaction>,
  now: Instant,
): Promise<void> {
  const columns = toColumns(tx, { ...changes, updated_at: now })
  await tx`update transaction set ${tx(columns as never)} where id = ${id}`
}

export async function updateItem(
  tx: Tx,
  item: Pick<ItemRow, 'id' | 'transaction_id'>,
  changes: Partial<NewItem>,
  now: Instant,
): Promise<void> {
  const columns = toColumns(tx, { ...changes, updated_at: now })
  await tx`update transaction_item set ${tx(columns as never)} where transaction_id = ${item.transaction_id} and id = ${item.id}`
}

/** Takes lines off the receipt. Of the redemption they hold what came back of them, and nothing else. */
export async function deleteItems(tx: Tx, transactionId: number, ids: readonly number[], now: Instant): Promise<void> {
  if (ids.length === 0) return
  await tx`
    update transaction_item set deleted_at = ${now}, updated_at = ${now}, share_minor = returned_share_minor,
      share_unit_minor = returned_share_minor / greatest(quantity, 1), share_units_more = returned_share_minor % greatest(quantity, 1)
    where transaction_id = ${transactionId} and id = any(${ids as number[]}::bigint[])`
}

/** Lines that are gone hold of the redemption what came back of them, also when that has changed since. */
export async function trimGoneShares(tx: Tx, transactionIds: readonly number[]): Promise<void> {
  if (transactionIds.length === 0) return
  await tx`
    update transaction_item set share_minor = returned_share_minor,
      share_unit_minor = returned_share_minor / greatest(quantity, 1), share_units_more = returned_share_minor % greatest(quantity, 1)
    where transaction_id = any(${transactionIds as number[]}::bigint[]) and deleted_at is not null and share_minor <> returned_share_minor`
}

/** Whose it was. */
export async function markDeleted(tx: Tx, id: number, now: Instant): Promise<string | null> {
  const [row] = await tx<{ profile_id: string | null }[]>`
    update transaction set deleted_at = ${now}, updated_at = ${now} where id = ${id} returning profile_id`
  return row?.profile_id ?? null
}

/** All of a member's sales become another's, also those that were removed. */
export async function handOverSales(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`update transaction set profile_id = ${to}, updated_at = ${now} where profile_id = ${from}`
}
