// The rows that redemptions move: rewards, points and benefits that could be spent, were taken, or have expired since.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

export interface OpenRowRow {
  kind: 'reward' | 'point'
  id: number
  remaining: number
  issued_at: Instant
  ends_at: Instant | null
}

/** What could be spent now. Read it behind the member's lock. */
export function listOpenRows(tx: Tx, profileId: string, now: Instant): Promise<OpenRowRow[]> {
  return tx<OpenRowRow[]>`
    select 'reward' as kind, id, value_remaining as remaining, issued_at, ends_at from reward
    where profile_id = ${profileId} and deleted_at is null and value_remaining > 0
      and issued_at <= ${now} and (ends_at is null or ends_at > ${now})
    union all
    select 'point', id, value_remaining, issued_at, ends_at from point
    where profile_id = ${profileId} and deleted_at is null and value_remaining <> 0
      and greatest(issued_at, accrued_at) <= ${now} and (ends_at is null or ends_at > ${now})`
}

export interface TakenRow {
  entry_id: number
  kind: 'reward' | 'point' | 'benefit'
  row_id: number
  /** Above zero: what was taken. */
  amount: number
  value_minor: number
  returned_amount: number
  returned_value: number
  /** Of a benefit: the handle of its definition. */
  handle: string | null
}

/** What a redemption took, in spend order, with what came back of it. */
export function listTaken(db: Db, redemptionId: number): Promise<TakenRow[]> {
  return db<TakenRow[]>`
    select e.id as entry_id, e.kind, e.row_id, -e.amount as amount, coalesce(-e.value_minor, 0) as value_minor,
           coalesce(back.amount, 0)::bigint as returned_amount, coalesce(back.value_minor, 0)::bigint as returned_value,
           d.handle
    from ledger_entry e
    left join lateral (
      select sum(b.amount) as amount, sum(b.value_minor) as value_minor
      from redemption r join ledger_entry b on b.redemption_id = r.id
      where r.linked_redemption_id = ${redemptionId} and r.type = 'return' and b.undoes_entry_id = e.id) back on true
    left join benefit on e.kind = 'benefit' and benefit.profile_id = e.profile_id and benefit.id = e.row_id
    left join benefit_definition d on d.id = benefit.definition_id
    where e.redemption_id = ${redemptionId} and e.cause = 'redeem' order by e.id`
}

export interface EndedRow {
  kind: 'reward' | 'point' | 'benefit'
  id: number
  ends_at: Instant
  timezone: string
  /** What was left on it, and expired with it. */
  remaining: number
}

/** Rows of a redemption that expired since; put back as they were, nobody could use them. */
export function listEndedRows(tx: Tx, redemptionId: number, now: Instant): Promise<EndedRow[]> {
  return tx<EndedRow[]>`
    select distinct e.kind, r.id, r.ends_at, r.timezone, r.remaining::bigint as remaining
    from ledger_entry e
    join lateral (
      select id, ends_at, timezone, value_remaining as remaining from reward where e.kind = 'reward' and profile_id = e.profile_id and id = e.row_id
      union all
      select id, ends_at, timezone, value_remaining as remaining from point where e.kind = 'point' and profile_id = e.profile_id and id = e.row_id
      union all
      select id, ends_at, timezone, redemptions_remaining as remaining from benefit where e.kind = 'benefit' and profile_id = e.profile_id and id = e.row_id) r on true
    where e.redemption_id = ${redemptionId} and e.cause = 'redeem' and r.ends_at <= ${now}`
}

/** Takes what is left off these rows, so that a later end gives no life to what had expired unspent. */
export async function emptyRows(
  tx: Tx,
  profileId: string,
  rows: readonly Pick<EndedRow, 'kind' | 'id'>[],
  now: Instant,
): Promise<void> {
  for (const kind of ['reward', 'point', 'benefit'] as const) {
    const ids = rows.filter((row) => row.kind === kind).map((row) => row.id)
    const left = kind === 'benefit' ? 'redemptions_remaining' : 'value_remaining'
    if (ids.length === 0) continue
    await tx`update ${tx(kind)} set ${tx(left)} = 0, updated_at = ${now} where profile_id = ${profileId} and id = any(${ids}::bigint[])`
  }
}

/** Moves the end of rows that a reversal brought back after their time. */
export async function moveEnds(
  tx: Tx,
  profileId: string,
  rows: readonly { kind: string; id: number; endsAt: Instant }[],
  now: Instant,
): Promise<void> {
  for (const kind of ['reward', 'point', 'benefit']) {
    const moved = rows.filter((row) => row.kind === kind)
    if (moved.length === 0) continue
    await tx`
      update ${tx(kind)} as r set ends_at = m.ends_at, updated_at = ${now}
      from unnest(${moved.map((row) => row.id)}::bigint[], ${moved.map((row) => row.endsAt)}::timestamptz[]) as m(id, ends_at)
      where r.profile_id = ${profileId} and r.id = m.id`
  }
}
