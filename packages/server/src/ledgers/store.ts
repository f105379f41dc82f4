// The entries by which value moves. They are added, and what they say never changes.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

export type EntryKind = 'reward' | 'point' | 'benefit'

/** Why value moved. */
export type Cause =
  | 'issue'
  | 'earn'
  | 'redeem'
  | 'reversal'
  | 'return'
  | 'earn_return'
  | 'debt_paid'
  | 'adjustment'
  | 'extension'
  | 'removal'
  | 'opening'

export interface NewEntry {
  readonly profileId: string
  readonly kind: EntryKind
  /** The reward, point row or benefit that moved. */
  readonly rowId: number
  /** Minor units, thousandths of a point, or uses of a benefit; what leaves the member is below zero. */
  readonly amount: number
  /** The same movement in minor units of money; left out for a benefit. */
  readonly valueMinor?: number | null
  readonly cause: Cause
  readonly redemptionId?: number | null
  /** Of points: the sale that earned them. */
  readonly transactionId?: number | null
  /** The return that moved them, when it was another sale. */
  readonly byTransactionId?: number | null
  /** The entry that this one undoes, in whole or in part. */
  readonly undoesEntryId?: number | null
  readonly userId: number | null
  readonly reason?: string | null
  /** Whether the row was made or taken away with it, where its cause does not say so. */
  readonly row?: 'made' | 'gone'
}

export async function insertEntries(tx: Tx, entries: readonly NewEntry[], now: Instant): Promise<void> {
  if (entries.length === 0) return
  const column = <T>(pick: (entry: NewEntry) => T): T[] => entries.map(pick)
  await tx`
    insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, redemption_id, transaction_id,
      by_transaction_id, undoes_entry_id, user_id, reason, created_at)
    select *, ${now}::timestamptz from unnest(
      ${column((entry) => entry.profileId)}::uuid[], ${column((entry) => entry.kind)}::text[],
      ${column((entry) => entry.rowId)}::bigint[], ${column((entry) => entry.amount)}::bigint[],
      ${column((entry) => entry.valueMinor ?? null)}::bigint[], ${column((entry) => entry.cause)}::text[],
      ${column((entry) => entry.redemptionId ?? null)}::bigint[], ${column((entry) => entry.transactionId ?? null)}::bigint[],
      ${column((entry) => entry.byTransactionId ?? null)}::bigint[], ${column((entry) => entry.undoesEntryId ?? null)}::bigint[],
      ${column((entry) => entry.userId)}::bigint[], ${column((entry) => entry.reason ?? null)}::text[])`
}

/** Hangs all of a member's entries on another. What each says stays: how much, why, and for whom it was written. */
export async function handOverEntries(tx: Tx, from: string, to: string): Promise<void> {
  await tx`update ledger_entry set profile_id = ${to}, merged_from = coalesce(merged_from, ${from}) where profile_id = ${from}`
}

/** An entry with what tells a person why it is there. */
export interface LedgerRow {
  id: number
  kind: EntryKind
  row_id: number
  amount: number
  value_minor: number | null
  cause: Cause
  redemption_id: number | null
  /** The sale that moved it. */
  transaction_id: number | null
  undoes_entry_id: number | null
  reason: string | null
  /** The member for whom it was written, when that one was merged into this one since. */
  merged_from: string | null
  created_at: Instant
  /** When the reward, points or benefit end, as it is now. */
  ends_at: Instant | null
  /** What the programme calls what moved. */
  definition_name: string
  /** What was said of a row of points when it was made. */
  point_description: string | null
  /** The receipt of the sale that this is about, when there is one. */
  sale_ref: string | null
  /** The sale that moved it has goods that came back. */
  is_of_return: boolean
}

/** All entries of a member, in order. */
export const listLedger = (db: Db, profileId: string): Promise<LedgerRow[]> => db<LedgerRow[]>`
  select e.id, e.kind, e.row_id, e.amount, e.value_minor, e.cause, e.redemption_id, moved.transaction_id, e.undoes_entry_id,
         e.reason, e.merged_from, e.created_at, coalesce(reward.ends_at, point.ends_at, benefit.ends_at) as ends_at,
         coalesce(rd.name, pd.name, bd.name, '') as definition_name, point.description as point_description,
         coalesce(sale.receipt_ref, sale.external_id, spent.transaction_receipt_ref, made.transaction_receipt_ref) as sale_ref,
         exists (select 1 from transaction_item i where i.transaction_id = moved.transaction_id and i.quantity < 0) as is_of_return
  from ledger_entry e
  cross join lateral (select coalesce(e.by_transaction_id, e.transaction_id) as transaction_id) moved
  left join reward on e.kind = 'reward' and reward.profile_id = e.profile_id and reward.id = e.row_id
  left join point on e.kind = 'point' and point.profile_id = e.profile_id and point.id = e.row_id
  left join benefit on e.kind = 'benefit' and benefit.profile_id = e.profile_id and benefit.id = e.row_id
  left join reward_definition rd on rd.id = reward.definition_id
  left join point_definition pd on pd.id = point.definition_id
  left join benefit_definition bd on bd.id = benefit.definition_id
  left join redemption made on made.id = e.redemption_id
  left join redemption spent on spent.id = case when made.type = 'redeem' then made.id else made.linked_redemption_id end
  left join transaction sale on sale.id = coalesce(moved.transaction_id, spent.transaction_id)
  where e.profile_id = ${profileId} order by e.id`
