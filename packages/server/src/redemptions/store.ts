// Redemptions as they are kept. Each command is a read under the member's lock and one statement that writes everything: drawn
// rows, the redemption, and the entries that explain them.
import type { BurnTake } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import { BeginAgain } from '../db/begin-again.ts'
import { toJson } from '../db/json.ts'
import type { Db, Tx } from '../db/open.ts'
import type { TakenRow } from './store-rows.ts'

export interface RedemptionRow {
  id: number
  profile_id: string
  type: 'redeem' | 'return' | 'reversal'
  total_minor: number
  currency: string
  location_id: number | null
  meta: Record<string, unknown> | null
  transaction_external_id: string | null
  transaction_receipt_ref: string | null
  transaction_id: number | null
  linked_redemption_id: number | null
  reversed_at: Instant | null
  /** When the hold lapses; null without a hold. */
  hold_expires_at: Instant | null
  /** How the hold ended; null while it holds, and without one. */
  hold_outcome: 'settled' | 'released' | 'lapsed' | null
  /** Set aside for an allowance: only its report or its lapse moves it. */
  is_reserve: boolean
  reason: string | null
  user_id: number | null
  redeem_at: Instant
  created_at: Instant
  updated_at: Instant
}

export type NewRedemption = Pick<
  RedemptionRow,
  | 'profile_id'
  | 'type'
  | 'total_minor'
  | 'currency'
  | 'location_id'
  | 'meta'
  | 'transaction_external_id'
  | 'transaction_receipt_ref'
  | 'linked_redemption_id'
  | 'reason'
  | 'user_id'
> &
  Partial<Pick<RedemptionRow, 'hold_expires_at' | 'is_reserve'>>

const columnsOf = (tx: Tx, redemption: NewRedemption, now: Instant) => tx`
  ${redemption.profile_id}::uuid, ${redemption.type}, ${redemption.total_minor}, ${redemption.currency}, ${redemption.location_id}::bigint,
  ${toJson(tx, redemption.meta)}::jsonb, ${redemption.transaction_external_id}, ${redemption.transaction_receipt_ref},
  ${redemption.linked_redemption_id}::bigint, ${redemption.reason}, ${redemption.user_id}::bigint, ${redemption.hold_expires_at ?? null}::timestamptz, ${redemption.is_reserve ?? false}::boolean,
  ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz`

const insertColumns = `profile_id, type, total_minor, currency, location_id, meta, transaction_external_id, transaction_receipt_ref,
  linked_redemption_id, reason, user_id, hold_expires_at, is_reserve, redeem_at, created_at, updated_at`

/** A redemption without value of its own to move: its rows are moved by the feature that keeps them. A return changes what it is of. */
export async function insertRedemption(tx: Tx, redemption: NewRedemption, now: Instant): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    with touched as (update redemption set updated_at = ${now} where id = ${redemption.linked_redemption_id}::bigint)
    insert into redemption (${tx.unsafe(insertColumns)}) values (${columnsOf(tx, redemption, now)}) returning id`
  if (!row) throw new Error('a redemption was not inserted')
  return row.id
}

/** The id of a redemption that is about to be made, so that its answer can be written with it. */
export async function drawRedemptionId(tx: Tx): Promise<number> {
  const [row] = await tx<{ id: number }[]>`select nextval('redemption_id_seq') as id`
  if (!row) throw new Error('no id for a redemption')
  return row.id
}

/**
 * Draws the takes down and books them, in one statement, which leaves at once: what is sent beside it sees its effect. It
 * fails, and the transaction with it, when a row that it takes from is not there.
 */
export async function burn(
  tx: Tx,
  id: number,
  redemption: NewRedemption,
  takes: readonly BurnTake[],
  now: Instant,
): Promise<void> {
  await tx`
    with redemption_made as (
      insert into redemption (id, ${tx.unsafe(insertColumns)}) overriding system value
      values (${id}, ${columnsOf(tx, redemption, now)}) returning id),
    take as (
      select * from unnest(
        ${takes.map((take) => take.kind)}::text[], ${takes.map((take) => take.id)}::bigint[],
        ${takes.map((take) => take.amount)}::bigint[], ${takes.map((take) => take.value)}::bigint[])
        with ordinality as t(kind, row_id, amount, value_minor, position)),
    reward_drawn as (
      update reward set value_remaining = value_remaining - take.amount, updated_at = ${now} from take
      where take.kind = 'reward' and reward.profile_id = ${redemption.profile_id} and reward.id = take.row_id returning reward.id),
    point_drawn as (
      update point set value_remaining = value_remaining - take.amount, updated_at = ${now} from take
      where take.kind = 'point' and point.profile_id = ${redemption.profile_id} and point.id = take.row_id returning point.id),
    booked as (
      insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, redemption_id, user_id, created_at)
      select ${redemption.profile_id}::uuid, take.kind, take.row_id, -take.amount, -take.value_minor, 'redeem', redemption_made.id,
             ${redemption.user_id}::bigint, ${now}::timestamptz
      from take, redemption_made order by take.position)
    select 1 / case (select count(*) from reward_drawn) + (select count(*) from point_drawn)
           when ${takes.length} then 1 else 0 end as every_row_was_drawn from redemption_made`.execute()
}

const redemptionColumns = `id, profile_id, type, total_minor, currency, location_id, meta, transaction_external_id,
  transaction_receipt_ref, transaction_id, linked_redemption_id, reversed_at, hold_expires_at, hold_outcome, is_reserve, reason, user_id, redeem_at, created_at, updated_at`

/**
 * Locks the member behind a redemption, also one who has been deleted since: value is never stuck. Where that member was
 * merged while we waited, the redemption is another's, and all begins again. Leaves at once, as lockProfile does.
 */
export async function lockProfileOfRedemption(tx: Tx, redemptionId: number): Promise<boolean> {
  const [row] = await tx<{ is_merged: boolean }[]>`
    select merged_into is not null as is_merged from profile
    where id = (select profile_id from redemption where id = ${redemptionId}) for no key update`.execute()
  if (row?.is_merged) throw new BeginAgain('a member was merged meanwhile')
  return row !== undefined
}

export async function findRedemptionById(db: Db, id: number): Promise<RedemptionRow | undefined> {
  const [row] = await db<RedemptionRow[]>`select ${db.unsafe(redemptionColumns)} from redemption where id = ${id}`
  return row
}

/** The same, and whether anything of it has been returned. */
export async function findRedemptionWithReturns(
  db: Db,
  id: number,
): Promise<(RedemptionRow & { has_returns: boolean }) | undefined> {
  const [row] = await db<(RedemptionRow & { has_returns: boolean })[]>`
    select ${db.unsafe(redemptionColumns)},
           exists (select from redemption b where b.linked_redemption_id = ${id} and b.type = 'return') as has_returns
    from redemption where id = ${id}`
  return row
}

/** Puts every row of a redemption back, books that, and marks the redemption as reversed, in one statement, which leaves at once. The rows. */
export async function reverse(
  tx: Tx,
  reversal: NewRedemption,
  now: Instant,
): Promise<{ id: number; rows: { kind: TakenRow['kind']; row_id: number }[] }> {
  const redeemedId = reversal.linked_redemption_id
  const [row] = await tx<{ id: number; rows: { kind: TakenRow['kind']; row_id: number }[] }[]>`
    with reversal_made as (
      insert into redemption (${tx.unsafe(insertColumns)}) values (${columnsOf(tx, reversal, now)}) returning id),
    taken as (
      select id, kind, row_id, -amount as amount, -value_minor as value_minor from ledger_entry
      where redemption_id = ${redeemedId} and cause = 'redeem'),
    back as (
      select kind, row_id, sum(amount)::bigint as amount from taken group by kind, row_id),
    marked as (
      update redemption set reversed_at = ${now}, updated_at = ${now},
        hold_outcome = case when hold_expires_at is not null then coalesce(hold_outcome, 'released') end where id = ${redeemedId}),
    reward_restored as (
      update reward set value_remaining = value_remaining + back.amount, deleted_at = null, updated_at = ${now} from back
      where back.kind = 'reward' and reward.profile_id = ${reversal.profile_id} and reward.id = back.row_id),
    point_restored as (
      update point set value_remaining = value_remaining + back.amount, deleted_at = null, updated_at = ${now} from back
      where back.kind = 'point' and point.profile_id = ${reversal.profile_id} and point.id = back.row_id),
    benefit_restored as (
      update benefit set redemptions_remaining = redemptions_remaining + back.amount, deleted_at = null, updated_at = ${now} from back
      where back.kind = 'benefit' and benefit.profile_id = ${reversal.profile_id} and benefit.id = back.row_id),
    booked as (
      insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, redemption_id, undoes_entry_id, user_id, reason, created_at)
      select ${reversal.profile_id}::uuid, kind, row_id, amount, value_minor, 'reversal', reversal_made.id, taken.id,
             ${reversal.user_id}::bigint, ${reversal.reason}, ${now}::timestamptz
      from taken, reversal_made order by taken.id)
    select id, (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'row_id', row_id)), '[]') from back) as rows
    from reversal_made`.execute()
  if (!row) throw new Error('a reversal was not inserted')
  return row
}

/** The sale that a redemption was applied to, which settles a hold. */
export async function setTransaction(
  tx: Tx,
  redemptionId: number,
  transactionId: number | null,
  now: Instant,
): Promise<void> {
  await tx`
    update redemption set transaction_id = ${transactionId}::bigint, updated_at = ${now},
      hold_outcome = case when hold_expires_at is not null and ${transactionId}::bigint is not null then coalesce(hold_outcome, 'settled')
        else hold_outcome end
    where id = ${redemptionId}`
}

/** All of a member's redemptions, reversals and returns become another's, each as it stands. */
export async function handOverRedemptions(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`update redemption set profile_id = ${to}, updated_at = ${now} where profile_id = ${from}`
}
