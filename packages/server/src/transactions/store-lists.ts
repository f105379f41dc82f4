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
export interface Scope {
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

export async function findFirstTransaction(db: Db, list: ListFilters, scope: Scope): Promise<TransactionRow | undefined> {
  const [row] = await db<TransactionRow[]>`select t.* ${matching(db, list, scope)} order by t.id limit 1`
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

/** What is left to return of each redemption that goods on these sales were bought with. */
export interface ReturnableRow {
  transaction_id: number
  item_id: number
  original_item_id: number
  redemption_id: number
  share_minor: number
  left_minor: number
}

export const listReturnable = (db: Db, transactionIds: readonly number[]): Promise<ReturnableRow[]> => db<ReturnableRow[]>`
  select b.transaction_id, b.item_id, b.original_item_id, r.id as redemption_id, b.share_minor,
         case when r.reversed_at is not null then 0
              else r.total_minor - coalesce((select sum(x.total_minor) from redemption x
                                             where x.linked_redemption_id = r.id and x.type = 'return'), 0)::bigint end as left_minor
  from item_return b join transaction o on o.id = b.original_transaction_id join redemption r on r.id = o.redemption_id
  where b.transaction_id = any(${transactionIds as number[]}::bigint[]) order by b.item_id, b.original_item_id`
