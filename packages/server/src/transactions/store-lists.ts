// Sales as they are listed and looked up.
import type { Instant } from '@tillside/rules/time'

import { andFilters, type Columns, type List, type ListFilters, ordered } from '../db/list.ts'
import type { Db, Fragment } from '../db/open.ts'
import type { TransactionRow } from './store.ts'

const columns: Columns = {
  id: 't.id',
  profile_id: 't.profile_id',
  external_id: 't.external_id',
  redemption_id: 't.redemption_id',
  receipt_ref: 't.receipt_ref',
  linked_receipt_ref: 't.linked_receipt_ref',
  receipt_is_email: 't.receipt_is_email',
  location_id: 't.location_id',
  'location.name': '(select l.name from location l where l.id = t.location_id)',
  staff_id: 't.staff_id',
  total: 't.total_minor',
  total_original: 't.total_original_minor',
  rounding: 't.rounding_minor',
  margin: 't.margin_minor',
  currency: 't.currency',
  transacted_at: 't.transacted_at',
  deliver_at: 'null::timestamptz',
  timezone: 't.timezone',
  'systems.handle': 't.systems',
  'tags.handle': 't.tags',
  'profile.identities.identifier': '(select array_agg(i.identifier) from identity i where i.profile_id = t.profile_id)',
  type: 't.type',
  status: 't.status',
  order_number: 't.order_number',
  need_action: 't.need_action',
  is_void: 't.is_void',
  created_at: 't.created_at',
  updated_at: 't.updated_at',
}

/** Whose sales a list is about: everybody's, or one member's. */
interface Scope {
  readonly profileId: string | null
  readonly amountScale: number
}

const matching = (db: Db, list: Pick<ListFilters, 'filters'>, scope: Scope): Fragment => db`
  from transaction t where t.deleted_at is null
  ${scope.profileId === null ? db`` : db`and t.profile_id = ${scope.profileId}`}
  ${andFilters(db, list, columns, { amount: scope.amountScale })}`

export const listTransactions = (db: Db, list: List, scope: Scope): Promise<TransactionRow[]> =>
  db<TransactionRow[]>`select t.* ${matching(db, list, scope)} ${ordered(db, list, columns)}`

export async function countTransactions(db: Db, list: List, scope: Scope): Promise<number> {
  const [row] = await db<{ count: number }[]>`select count(*) as count ${matching(db, list, scope)}`
  return row?.count ?? 0
}

export async function findFirstTransaction(
  db: Db,
  list: ListFilters,
  scope: Scope,
): Promise<TransactionRow | undefined> {
  const page = { number: 1, size: 1, offset: 0, isByOffset: false }
  const [row] = await listTransactions(db, { ...list, page }, scope)
  return row
}

export interface SaleRedemptionRow {
  id: number
  type: string
  total_minor: number
  currency: string
  location_id: number | null
  reversed_at: Instant | null
}

export const listSaleRedemptions = (db: Db, ids: readonly number[]): Promise<SaleRedemptionRow[]> =>
  db<SaleRedemptionRow[]>`
    select id, type, total_minor, currency, location_id, reversed_at from redemption where id = any(${ids as number[]}::bigint[])`

/** What goods on these sales were bought with, and what of it may still be given back. */
export interface ReturnableRow {
  transaction_id: number
  item_id: number
  original_item_id: number
  redemption_id: number
  currency: string
  returnable_minor: number
}

/**
 * Refunds are made by redemption and not by line, so they are taken to pay the returned shares in the order in which those
 * came back: all offers and refunds together never exceed the shares of what came back, nor the redemption. A sale that let go of
 * its redemption offers nothing of it.
 */
export const listReturnable = (db: Db, transactionIds: readonly number[]): Promise<ReturnableRow[]> => db<
  ReturnableRow[]
>`
  with original as (
    select distinct original_transaction_id as id from item_return where transaction_id = any(${transactionIds as number[]}::bigint[])),
  share as (
    select b.transaction_id, b.item_id, b.original_item_id, r.id as redemption_id, r.currency, r.reversed_at, o.redemption_id as applied_id, o.redemption_minor, b.share_minor,
           sum(b.share_minor) over (partition by r.id order by b.transaction_id, b.item_id, b.original_item_id) as shares_so_far,
           (select coalesce(sum(x.total_minor), 0) - r.total_minor + o.redemption_minor from redemption x
            where x.linked_redemption_id = r.id and x.type = 'return') as refunded_minor
    from original join transaction o on o.id = original.id join redemption r on r.id = coalesce(o.redemption_id, o.kept_redemption_id)
    join transaction_item i on i.transaction_id = o.id join item_return b on b.original_item_id = i.id)
  select transaction_id, item_id, original_item_id, redemption_id, currency,
         case when reversed_at is null and applied_id is not null then greatest(0, least(share_minor, least(shares_so_far, redemption_minor) - refunded_minor)) else 0 end::bigint
           as returnable_minor
  from share where transaction_id = any(${transactionIds as number[]}::bigint[]) order by item_id, original_item_id`
