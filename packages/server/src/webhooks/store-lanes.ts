// Deliveries on their way: which URL this process may send to, what is due there, and what became of it.
import type { Instant } from '@tillside/rules/time'

import type { Db, Fragment, Tx } from '../db/open.ts'

/** One that was replaced, and signs along for a while. */
export interface PreviousSecret {
  readonly secret: string
  readonly until: number
}

export interface Endpoint {
  id: number
  url: string
  secret: string
  previous_secrets: PreviousSecret[]
  pauses: number
  paused_until: Instant | null
}

interface Lease {
  readonly owner: string
  readonly now: Instant
  readonly until: Instant
}

/** Those behind one that has to wait wait with it: what is about the same is told in order. */
const isNext = (db: Db, now: Instant): Fragment => db`not exists (
  select from webhook_delivery earlier
  where earlier.endpoint_id = d.endpoint_id and earlier.subject = d.subject and earlier.state = 'pending'
    and earlier.id < d.id and earlier.next_at > ${now})`

/** Takes the URLs at which something is due and which nobody else sends to, for a while; but for those named. */
export const claimEndpoints = (
  db: Db,
  { owner, now, until }: Lease,
  except: readonly number[],
): Promise<Endpoint[]> => db<Endpoint[]>`
  update webhook_endpoint set leased_by = ${owner}, leased_until = ${until}
  where id in (
    select e.id from webhook_endpoint e
    where (e.leased_until is null or e.leased_until <= ${now} or e.leased_by = ${owner})
      and e.id <> all(${except as number[]}::bigint[]) and (e.paused_until is null or e.paused_until <= ${now})
      and exists (
        select from webhook_delivery d
        where d.endpoint_id = e.id and d.state = 'pending' and d.next_at <= ${now} and ${isNext(db, now)})
    for update skip locked)
  returning id, url, secret, previous_secrets, pauses, paused_until`

/** Undefined when the URL is not ours any more, or is gone. */
export async function renewLease(db: Db, id: number, { owner, until }: Lease): Promise<Endpoint | undefined> {
  const [row] = await db<Endpoint[]>`
    update webhook_endpoint set leased_until = ${until} where id = ${id} and leased_by = ${owner}
    returning id, url, secret, previous_secrets, pauses, paused_until`
  return row
}

/** Others need not wait until they run out. */
export async function endLeases(db: Db, owner: string): Promise<void> {
  await db`update webhook_endpoint set leased_by = null, leased_until = null where leased_by = ${owner}`
}

/** A delivery that may be sent now. */
export interface Due {
  id: number
  webhook_id: number
  message_id: string
  /** The message's own, whatever its webhook has become since. */
  event: string
  subject: string
  attempts: number
  since: Instant
  queue: 'high' | 'default' | 'low' | null
  retry_hourly: boolean
  retry_daily: boolean | null
}

export const listDue = (
  db: Db,
  endpointId: number,
  asked: { readonly now: Instant; readonly except: readonly number[]; readonly limit: number },
): Promise<Due[]> => db<Due[]>`
  select d.id, d.webhook_id, d.message_id, m.event, d.subject, d.attempts, d.since,
    w.queue, w.retry_hourly, w.retry_daily
  from webhook_delivery d join webhook w on w.id = d.webhook_id join webhook_message m on m.id = d.message_id
  where d.endpoint_id = ${endpointId} and d.state = 'pending' and d.next_at <= ${asked.now}
    and d.id <> all(${asked.except as number[]}::bigint[])
    and ${isNext(db, asked.now)}
  order by d.id limit ${asked.limit}`

export const readBodies = (db: Db, messageIds: readonly string[]): Promise<{ id: string; body: string }[]> =>
  db<{ id: string; body: string }[]>`
    select id, body from webhook_message where id = any(${messageIds as string[]}::uuid[])`

/** What became of one try. */
export interface Tried {
  readonly id: number
  readonly state: 'pending' | 'succeeded' | 'parked'
  readonly at: Instant
  /** When it is tried again, if it is. */
  readonly nextAt: Instant
  readonly status: number | null
  readonly error: string | null
}

export async function keepTries(db: Db, tries: readonly Tried[], now: Instant): Promise<void> {
  await db`
    update webhook_delivery d
    set state = t.state, attempts = d.attempts + 1, next_at = t.next_at, last_attempt_at = t.at, last_status = t.status,
      last_error = t.error, updated_at = ${now}
    from unnest(
      ${tries.map(({ id }) => id)}::bigint[], ${tries.map(({ state }) => state)}::text[], ${tries.map(({ at }) => at)}::timestamptz[],
      ${tries.map(({ nextAt }) => nextAt)}::timestamptz[], ${tries.map(({ status }) => status)}::integer[],
      ${tries.map(({ error }) => error)}::text[]) as t (id, state, at, next_at, status, error)
    where d.id = t.id and d.state = 'pending'`
}

/** So that nobody looks in vain at what waits behind those that have to be tried again. */
export async function delayFollowers(db: Db, tries: readonly Tried[]): Promise<void> {
  const failed = tries.filter(({ state }) => state === 'pending')
  if (failed.length === 0) return
  await db`
    update webhook_delivery f set next_at = t.next_at
    from unnest(${failed.map(({ id }) => id)}::bigint[], ${failed.map(({ nextAt }) => nextAt)}::timestamptz[]) as t (id, next_at)
    join webhook_delivery d on d.id = t.id
    where f.endpoint_id = d.endpoint_id and f.subject = d.subject and f.state = 'pending' and f.id > d.id
      and f.next_at < t.next_at`
}

/** The URL as a whole does not answer; or it does again. */
export async function keepPause(db: Db, id: number, pauses: number, until: Instant | null): Promise<void> {
  await db`update webhook_endpoint set pauses = ${pauses}, paused_until = ${until} where id = ${id}`
}

/** While a URL rests, what waits for it grows old: what has waited for longer than it would have been tried is given up. */
export async function parkOverdue(db: Db, endpointId: number, now: Instant): Promise<number> {
  const parked = await db`
    update webhook_delivery d
    set state = 'parked', last_error = coalesce(d.last_error, 'the URL did not answer'), updated_at = ${now}
    from webhook w
    where w.id = d.webhook_id and d.endpoint_id = ${endpointId} and d.state = 'pending'
      and d.since <= ${now}::timestamptz - make_interval(
        days => 1 + case when w.retry_hourly then 1 else 0 end + case when w.retry_daily then 7 else 0 end)`
  return parked.count
}

/** The receiver says that it is gone: all webhooks of the URL are switched off, and what was still to be told is parked. */
export async function disableEndpoint(tx: Tx, endpointId: number, now: Instant): Promise<void> {
  await tx`
    update webhook set is_active = false, disabled_reason = 'gone', updated_at = ${now}
    where endpoint_id = ${endpointId} and is_active`
  await tx`
    update webhook_delivery set state = 'parked', last_error = 'the receiver is gone', updated_at = ${now}
    where endpoint_id = ${endpointId} and state = 'pending'`
}

/** Messages from before an id (their ids rise with time) of which nothing is pending, with their deliveries. How many they were. */
export async function removeMessages(db: Db, beforeId: string, limit: number): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    with old as (
      select id from webhook_message m
      where id < ${beforeId}::uuid
        and not exists (select from webhook_delivery d where d.message_id = m.id and d.state = 'pending')
      order by id limit ${limit}),
    deliveries as (delete from webhook_delivery where message_id in (select id from old)),
    messages as (delete from webhook_message where id in (select id from old) returning id)
    select count(*) as count from messages`
  return row?.count ?? 0
}
