// Reading redemptions back: with their state, the sale that used them, and what they took.
import type { Instant } from '@tillside/rules/time'

import { andFilters, type Columns, type List, ordered } from '../db/list.ts'
import type { Db, Fragment } from '../db/open.ts'
import { unmatchedAfterHours } from '../settings/choices.ts'
import type { RedemptionRow } from './store.ts'

type RedemptionState = 'open' | 'held' | 'applied' | 'reversed' | 'returned' | 'unmatched' | 'reversal' | 'return'

export interface ListedRedemptionRow extends RedemptionRow {
  state: RedemptionState
  sale_external_id: string | null
  sale_receipt_ref: string | null
  sale_transacted_local: string | null
  sale_total_minor: number | null
  sale_location_id: number | null
}

export interface ItemRow {
  id: number
  redemption_id: number
  profile_id: string
  kind: 'reward' | 'point' | 'benefit'
  row_id: number
  amount: number
  value_minor: number | null
  created_at: Instant
}

// A setting of the tenant's. It is looked up once for a statement, not once for a row.
const unmatchedAfter = `interval '1 hour' * (select value::integer from setting where handle = '${unmatchedAfterHours.handle}')`

const returnsOf = `select b.id from redemption b where b.linked_redemption_id = r.id and b.type = 'return'`

// The latest thing that happened to all of it. Nothing comes back in excess of what an entry took, so the entries of a
// redemption and its returns add up to nothing once everything is back: money, points and uses alike.
// The only thing that is not fixed in this text is a moment of our own clock.
const stateAt = (now: Instant): string => `case
  when r.type <> 'redeem' then r.type
  when r.reversed_at is not null then 'reversed'
  when exists (${returnsOf}) and 0 = (
    select sum(e.amount) from ledger_entry e where e.redemption_id = any(array(${returnsOf}) || r.id)) then 'returned'
  when r.transaction_id is not null then 'applied'
  when r.hold_expires_at is not null and r.hold_outcome is null then 'held'
  when r.redeem_at <= '${new Date(now).toISOString()}'::timestamptz - ${unmatchedAfter} then 'unmatched'
  else 'open' end`

const took = (kind: string): string =>
  `exists (select 1 from ledger_entry e where e.redemption_id = r.id and e.kind = '${kind}')`

const columnsAt = (now: Instant): Columns => ({
  id: 'r.id',
  type: 'r.type',
  state: stateAt(now),
  profile_id: 'r.profile_id',
  location_id: 'r.location_id',
  transaction_id: 'r.transaction_id',
  transaction_external_id: 'r.transaction_external_id',
  transaction_receipt_ref: 'r.transaction_receipt_ref',
  linked_redemption_id: 'r.linked_redemption_id',
  linked_source_id: 'r.linked_redemption_id',
  linked_source_type: "case when r.linked_redemption_id is not null then 'redemption' end",
  // Redemptions carry no id of another system; a tenant books in one currency, at one for one.
  external_id: 'null::text',
  exchange_rate: '1000',
  meta: 'r.meta',
  total: 'r.total_minor',
  hold_expires_at: 'r.hold_expires_at',
  redeem_at: 'r.redeem_at',
  created_at: 'r.created_at',
  updated_at: 'r.updated_at',
  has_reward: took('reward'),
  has_point: took('point'),
  has_benefit: took('benefit'),
  has_credit: 'false',
})

const selected = (db: Db, now: Instant): Fragment => db`
  select r.*, ${db.unsafe(stateAt(now))} as state, t.external_id as sale_external_id, t.receipt_ref as sale_receipt_ref,
         t.transacted_local as sale_transacted_local, t.total_minor as sale_total_minor, t.location_id as sale_location_id
  from redemption r left join transaction t on t.id = r.transaction_id`

/** Which redemptions a list is about: everybody's, or one member's. */
export interface Scope {
  readonly profileId: string | null
  readonly amountScale: number
}

const matching = (db: Db, list: List, scope: Scope, now: Instant): Fragment => db`
  where (${scope.profileId}::uuid is null or r.profile_id = ${scope.profileId}::uuid)
  ${andFilters(db, list, columnsAt(now), { amount: scope.amountScale })}`

export const listRedemptions = (db: Db, list: List, scope: Scope, now: Instant): Promise<ListedRedemptionRow[]> =>
  db<ListedRedemptionRow[]>`${selected(db, now)} ${matching(db, list, scope, now)} ${ordered(db, list, columnsAt(now))}`

export async function countRedemptions(db: Db, list: List, scope: Scope, now: Instant): Promise<number> {
  const [row] = await db<
    { count: number }[]
  >`select count(*) as count from redemption r ${matching(db, list, scope, now)}`
  return row?.count ?? 0
}

export const listRedemptionsByIds = (db: Db, ids: readonly number[], now: Instant): Promise<ListedRedemptionRow[]> =>
  db<ListedRedemptionRow[]>`${selected(db, now)} where r.id = any(${ids as number[]}::bigint[]) order by r.id`

/** What redemptions took or gave back, without the points that paid a debt on the way. */
export const listItemsByRedemptions = (db: Db, redemptionIds: readonly number[]): Promise<ItemRow[]> => db<ItemRow[]>`
  select id, redemption_id, profile_id, kind, row_id, amount, value_minor, created_at from ledger_entry
  where redemption_id = any(${redemptionIds as number[]}::bigint[]) and cause in ('redeem', 'reversal', 'return') order by id`

const itemColumns: Columns = {
  id: 'e.id',
  redemption_id: 'e.redemption_id',
  profile_id: 'e.profile_id',
  redeemable_type: 'e.kind',
  redeemable_id: 'e.row_id',
  linked_profile_id: 'null::uuid',
  external_id: 'null::text',
  value: 'abs(e.value_minor)',
  created_at: 'e.created_at',
}

const matchingItems = (db: Db, list: List, amountScale: number): Fragment => db`
  from ledger_entry e where e.redemption_id is not null and e.cause in ('redeem', 'reversal', 'return')
  ${andFilters(db, list, itemColumns, { amount: amountScale })}`

export const listItems = (db: Db, list: List, amountScale: number): Promise<ItemRow[]> => db<ItemRow[]>`
  select e.id, e.redemption_id, e.profile_id, e.kind, e.row_id, e.amount, e.value_minor, e.created_at
  ${matchingItems(db, list, amountScale)} ${ordered(db, list, itemColumns)}`

export async function countItems(db: Db, list: List, amountScale: number): Promise<number> {
  const [row] = await db<{ count: number }[]>`select count(*) as count ${matchingItems(db, list, amountScale)}`
  return row?.count ?? 0
}

interface GroupRow {
  value: string | number | null
  count: number
  total_minor: number
}

/** The attributes by which redemptions can be grouped. */
export const groupAttributes = [
  'type',
  'location_id',
  'profile_id',
  'transaction_receipt_ref',
  'transaction_external_id',
]

export async function groupRedemptions(
  db: Db,
  attribute: string,
  list: List,
  scope: Scope,
  now: Instant,
): Promise<{ rows: GroupRow[]; total: number }> {
  const column = db(`r.${attribute}`)
  const rows = await db<GroupRow[]>`
    select ${column} as value, count(*) as count, sum(r.total_minor)::bigint as total_minor
    from redemption r ${matching(db, list, scope, now)}
    group by 1 order by 1 nulls last limit ${list.page.size} offset ${list.page.offset}`
  const [groups] = await db<{ count: number }[]>`
    select count(*) as count from (select 1 from redemption r ${matching(db, list, scope, now)} group by ${column}) g`
  return { rows, total: groups?.count ?? 0 }
}

/** How many redemptions took from one row of a member and were not reversed; undefined when the member has no such row. */
export async function countByRow(db: Db, profileId: string, kind: string, rowId: number): Promise<number | undefined> {
  const [row] = await db<{ entries: number; count: number }[]>`
    select count(*) as entries, count(distinct r.id) as count
    from ledger_entry e left join redemption r on r.id = e.redemption_id and e.cause = 'redeem' and r.reversed_at is null
    where e.profile_id = ${profileId} and e.kind = ${kind} and e.row_id = ${rowId}`
  return row && row.entries > 0 ? row.count : undefined
}
