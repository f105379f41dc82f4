// The queue of what was committed, and the numbered changes that are made of it.
import type { ChangeType, EventName } from '@tillside/contract/events'
import type { Instant } from '@tillside/rules/time'

import type { Occasion } from '../db/ending.ts'
import type { Db, Fragment, Sql, Tx } from '../db/open.ts'

export interface ChangeEvent {
  readonly event: EventName
  readonly subject_id: string | number | null
  readonly details?: Readonly<Record<string, unknown>>
}

export interface NewNews {
  readonly profile_id: string | null
  readonly types: readonly ChangeType[]
  readonly events: readonly ChangeEvent[]
}

/**
 * Puts news into the queue, and raises the version of the member whom it is about. Its place in the queue is drawn behind their
 * lock, so that for each member the order of the queue is that of the versions and of the commits. What else is to be written may go with it: each statement
 * costs the till something.
 */
export const insertNews = (
  tx: Tx,
  { profile_id, types, events }: NewNews,
  { by, at }: Occasion,
  beside: Fragment | undefined,
): Fragment => tx`
  with ${beside ? tx`beside as (${beside}),` : tx``} raised as (
    update profile set version = version + 1,
      profile_version = case when ${types.includes('profile')}::boolean then version + 1 else profile_version end
    where id = ${profile_id}::uuid returning version)
  insert into outbox (profile_id, version, types, events, namespace, at)
  select ${profile_id}::uuid, raised.version, ${types as string[]}::text[], ${tx.json(events as never)}::jsonb, ${by}::text, ${at}::timestamptz
  from (select) nothing left join raised on true`

/** One at a time numbers; any key will do. */
const numberingLock = 7_155_014

/**
 * Moves the first of the queue behind the last number, unless another process is numbering. The number that was last is read
 * behind its lock: what was seen before the lock was ours may be gone by then, and is left out.
 */
export async function numberFirst(sql: Sql, count: number): Promise<number> {
  const [row] = await sql<{ numbered: number }[]>`
    with turn as materialized (select pg_try_advisory_xact_lock(${numberingLock}) as is_ours),
    taken as (
      delete from outbox where (select is_ours from turn) and id in (select id from outbox order by id limit ${count}::integer)
      returning *),
    counted as (
      update change_number set last = last + (select count(*) from taken) where exists (select from taken) returning last),
    numbered as (
      insert into change (number, profile_id, version, types, events, namespace, at)
      select counted.last - count(*) over () + row_number() over (order by id),
             profile_id, version, types, events, namespace, at from taken, counted
      returning number)
    select count(*) as numbered from numbered`
  return row?.numbered ?? 0
}

export interface NotKept {
  readonly before: Instant
  /** Up to which number everybody of ours who follows the changes has come. */
  readonly last: number
}

/**
 * Removes the first changes, as far as all of them are from before the moment: what is left begins with one number and has no
 * gap. Looks at the very first one before anything else, since mostly there is nothing to do. What is behind `last` stays.
 */
export async function removeFirst(tx: Tx, { before, last }: NotKept, count: number): Promise<number> {
  const removed = await tx`
    delete from change where (select at from change order by number limit 1) < ${before} and number in (
      select number from (
        select number, max(at) over (order by number) as latest
        from (select number, at from change where number <= ${last} order by number limit ${count}::integer) first) f
      where latest < ${before})
    returning number`
  return removed.length
}

export interface ChangeRow {
  number: number
  profile_id: string | null
  version: number | null
  types: ChangeType[]
  events: ChangeEvent[]
  namespace: string | null
  at: Instant
}

/** Where the feed begins and ends. */
interface FeedBounds {
  /** The number that was given last; 0 before the first. */
  last: number
  /** What comes after this number is kept. */
  removed: number
}

type FeedRow = { [Column in keyof ChangeRow]: ChangeRow[Column] | null } & FeedBounds

interface Wish {
  /** Null: from the first that is kept. */
  readonly after: number | null
  /** Null: all of them. */
  readonly types: readonly ChangeType[] | null
  readonly limit: number
  /** Most that is looked at for the types that are wished for. */
  readonly scanned: number
}

/** A page of the feed and its bounds, in one statement: so that nothing is numbered or removed between them. */
export async function readFeed(
  db: Db,
  { after, types, limit, scanned }: Wish,
): Promise<FeedBounds & { rows: ChangeRow[] }> {
  const rows = await db<FeedRow[]>`
    with bounds as (
      select last, coalesce((select number from change order by number limit 1) - 1, last) as removed from change_number)
    select bounds.last, bounds.removed, found.*
    from bounds left join lateral (
      select number, profile_id, version, types, events, namespace, at from change
      where number > coalesce(${after}::bigint, bounds.removed) and number <= coalesce(${after}::bigint, bounds.removed) + ${scanned}
        and (${types as string[] | null}::text[] is null or types && ${types as string[] | null}::text[])
      order by number limit ${limit}) found on true
    order by found.number`
  const { last = 0, removed = 0 } = rows[0] ?? {}
  return { last, removed, rows: rows.filter((row): row is ChangeRow & FeedBounds => row.number !== null) }
}
