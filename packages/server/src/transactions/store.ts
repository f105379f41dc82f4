// Sales and their lines as they are written.
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import type { Db, Tx } from '../db/open.ts'
import type { LineFacts, SaleFacts } from './sale.ts'

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

export type NewTransaction = SaleFacts & SaleLinks & { id: number; points_earned: number; fields: Record<string, string> }
export type NewItem = LineFacts & LineBooking & { id: number; transaction_id: number; position: number; product_variant_id: number | null }

/** One sale of an external id at a time: a re-send waits for the first, then finds it. */
export async function lockExternalId(tx: Tx, externalId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${externalId}, 7155))`
}

export async function nextTransactionId(tx: Tx): Promise<number> {
  const [row] = await tx<{ id: number }[]>`select nextval('transaction_id_seq') as id`
  if (!row) throw new Error('a sequence gave no number')
  return row.id
}

export async function nextItemIds(tx: Tx, count: number): Promise<number[]> {
  const rows = await tx<{ id: number }[]>`select nextval('transaction_item_id_seq') as id from generate_series(1, ${count})`
  return rows.map((row) => row.id)
}

export async function findTransaction(db: Db, key: { id: number } | { externalId: string }): Promise<TransactionRow | undefined> {
  const isKey = 'id' in key ? db`id = ${key.id}` : db`external_id = ${key.externalId}`
  const [row] = await db<TransactionRow[]>`select * from transaction where ${isKey} and deleted_at is null`
  return row
}

/** For changing it: one change of a sale at a time. */
export async function lockTransaction(tx: Tx, id: number): Promise<TransactionRow | undefined> {
  const [row] = await tx<TransactionRow[]>`
    select * from transaction where id = ${id} and deleted_at is null for no key update`
  return row
}

export const listItems = (db: Db, transactionIds: readonly number[]): Promise<ItemRow[]> => db<ItemRow[]>`
  select * from transaction_item
  where transaction_id = any(${transactionIds as number[]}::bigint[]) and deleted_at is null order by transaction_id, position, id`

const jsonColumns = new Set(['payments', 'fees', 'meta', 'custom_fields', 'currency_values', 'discounts', 'fields'])

/** JSON columns are said to be JSON; the driver would guess a list's type from its first entry. */
const toColumns = (tx: Tx, row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonColumns.has(name) ? toJson(tx, value) : value]))

const helper = (tx: Tx, rows: readonly object[]) => tx(rows.map((row) => toColumns(tx, row)) as never)

export async function insertTransaction(tx: Tx, sale: NewTransaction, now: Instant): Promise<void> {
  await tx`insert into transaction ${helper(tx, [{ ...sale, created_at: now, updated_at: now }])}`
}

export async function insertItems(tx: Tx, items: readonly NewItem[], now: Instant): Promise<void> {
  if (items.length === 0) return
  const rows = items.map((item) => ({ ...item, created_at: now, updated_at: now }))
  await tx`insert into transaction_item ${helper(tx, rows)}`
}

export async function updateTransaction(tx: Tx, id: number, changes: Partial<NewTransaction>, now: Instant): Promise<void> {
  const columns = toColumns(tx, { ...changes, updated_at: now })
  await tx`update transaction set ${tx(columns as never)} where id = ${id}`
}

export async function updateItem(tx: Tx, item: Pick<ItemRow, 'id' | 'transaction_id'>, changes: Partial<NewItem>, now: Instant): Promise<void> {
  const columns = toColumns(tx, { ...changes, updated_at: now })
  await tx`update transaction_item set ${tx(columns as never)} where transaction_id = ${item.transaction_id} and id = ${item.id}`
}

export async function deleteItems(tx: Tx, transactionId: number, ids: readonly number[], now: Instant): Promise<void> {
  if (ids.length === 0) return
  await tx`
    update transaction_item set deleted_at = ${now}, updated_at = ${now}
    where transaction_id = ${transactionId} and id = any(${ids as number[]}::bigint[])`
}

export async function markDeleted(tx: Tx, id: number, now: Instant): Promise<void> {
  await tx`update transaction set deleted_at = ${now}, updated_at = ${now} where id = ${id}`
}
