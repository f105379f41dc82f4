// Deliveries as people see them: listed, parked and sent again.
import type { Instant } from '@tillside/rules/time'

import { andFilters, type Columns, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

export interface DeliveryRow {
  id: number
  webhook_id: number
  message_id: string
  event: string
  profile_id: string | null
  version: number | null
  change_number: number | null
  state: 'pending' | 'succeeded' | 'parked'
  attempts: number
  next_at: Instant
  last_attempt_at: Instant | null
  last_status: number | null
  last_error: string | null
  created_at: Instant
  updated_at: Instant
}

const columns: Columns = {
  id: 'd.id',
  state: 'd.state',
  event: 'm.event',
  profile_id: 'm.profile_id',
  created_at: 'd.created_at',
  updated_at: 'd.updated_at',
}

const selected = `
  d.id, d.webhook_id, d.message_id, m.event, m.profile_id, m.version, m.change_number, d.state, d.attempts, d.next_at,
  d.last_attempt_at, d.last_status, d.last_error, d.created_at, d.updated_at`

export function listDeliveries(db: Db, list: List, webhookId: number): Promise<{ rows: DeliveryRow[]; total: number }> {
  const from = db`
    from webhook_delivery d join webhook_message m on m.id = d.message_id
    where d.webhook_id = ${webhookId} ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<DeliveryRow[]>`select ${db.unsafe(selected)} ${from} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total ${from}`,
  })
}

/** Why nothing was sent any more. */
export async function parkPending(tx: Tx, webhookId: number, reason: string, now: Instant): Promise<void> {
  await tx`
    update webhook_delivery set state = 'parked', last_error = ${reason}, updated_at = ${now}
    where webhook_id = ${webhookId} and state = 'pending'`
}

/** What is still to be told goes to the webhook's new URL. */
export async function movePending(tx: Tx, webhookId: number, endpointId: number): Promise<void> {
  await tx`
    update webhook_delivery set endpoint_id = ${endpointId} where webhook_id = ${webhookId} and state = 'pending'`
}

/** Which deliveries of a webhook are sent again; those that are under way are left alone. */
export interface Replay {
  readonly webhookId: number
  /** These, or those of a span of time. */
  readonly ids: readonly number[] | null
  readonly from: Instant | null
  /** The first moment that is not meant any more. */
  readonly until: Instant | null
  readonly withSucceeded: boolean
}

function meant(tx: Tx, { webhookId, ids, from, until, withSucceeded }: Replay): Fragment {
  const byId = ids === null ? tx`` : tx`and d.id = any(${ids as number[]}::bigint[])`
  const after = from === null ? tx`` : tx`and d.created_at >= ${from}`
  const before = until === null ? tx`` : tx`and d.created_at < ${until}`
  const states = withSucceeded ? ['parked', 'succeeded'] : ['parked']
  // What could not be made cannot be sent.
  const isMade = tx`exists (select from webhook_message m where m.id = d.message_id and m.body is not null)`
  return tx`d.webhook_id = ${webhookId} and d.state = any(${states}::text[]) ${byId} ${after} ${before} and ${isMade}`
}

/** Counted as far as the limit, and one beyond it. */
export async function countReplay(tx: Tx, replay: Replay, limit: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count from (select from webhook_delivery d where ${meant(tx, replay)} limit ${limit + 1}) found`
  return row?.count ?? 0
}

/** They begin anew: tries are counted from now, at the webhook's URL of now. */
export async function replayDeliveries(tx: Tx, replay: Replay, now: Instant): Promise<number> {
  const sent = await tx`
    update webhook_delivery d
    set state = 'pending', attempts = 0, since = ${now}, next_at = ${now}, updated_at = ${now}, endpoint_id = w.endpoint_id
    from webhook w where w.id = d.webhook_id and ${meant(tx, replay)}`
  return sent.count
}
