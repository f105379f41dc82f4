// The queue of what was committed, and the numbered changes that are made of it.
import type { ChangeType, EventName } from '@tillside/contract/events'
import type { Instant } from '@tillside/rules/time'

import type { Occasion } from '../db/ending.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

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
 * Puts news into the queue, and raises the versions of the members whom it is about. Behind their locks, so that for each
 * member the order of the queue is that of the versions and of the commits.
 */
export const insertNews = (tx: Tx, news: readonly NewNews[], { by, at }: Occasion): Fragment => tx`
  with given as (
    select * from jsonb_to_recordset(${tx.json(news as never)}) as given (profile_id uuid, types text[], events jsonb)),
  raised as (
    update profile set version = version + 1,
      profile_version = case when 'profile' = any(given.types) then version + 1 else profile_version end
    from given where profile.id = given.profile_id returning profile.id, profile.version)
  insert into outbox (profile_id, version, types, events, namespace, at)
  select given.profile_id, raised.version, given.types, given.events, ${by}, ${at}::timestamptz
  from given left join raised on raised.id = given.profile_id`

/** One at a time numbers; any key will do. */
const numberingLock = 7_155_014

/** False while another process is numbering. */
export async function tryNumbering(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ is_ours: boolean }[]>`select pg_try_advisory_xact_lock(${numberingLock}) as is_ours`
  return row?.is_ours === true
}

/** Moves the first of the queue behind the last number. Its own statement, so that it sees what the one before it has done. */
export async function numberFirst(tx: Tx, count: number): Promise<number> {
  const [row] = await tx<{ numbered: number }[]>`
    with taken as (
      delete from outbox where id in (select id from outbox order by id limit ${count}::integer) returning *),
    numbered as (
      insert into change (number, profile_id, version, types, events, namespace, at)
      select (select last from change_number) + row_number() over (order by id),
             profile_id, version, types, events, namespace, at from taken
      returning number)
    update change_number set last = last + (select count(*) from numbered) returning (select count(*) from numbered) as numbered`
  return row?.numbered ?? 0
}

/**
 * Removes the first changes, as far as all of them are from before the moment: what is left begins with one number and has no
 * gap. Looks at the very first one before anything else, since mostly there is nothing to do.
 */
export async function removeFirst(tx: Tx, before: Instant, count: number): Promise<number> {
  const removed = await tx`
    delete from change where (select at from change order by number limit 1) < ${before} and number in (
      select number from (
        select number, max(at) over (order by number) as latest
        from (select number, at from change order by number limit ${count}::integer) first) f
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
