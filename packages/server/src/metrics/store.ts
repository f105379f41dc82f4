// What waits, as it is in the database: the same for every process that looks.
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'

export interface Waiting {
  outbox: number
  change_last: number
  change_dispatched: number
  pending: number
  parked: number
  paused: number
  /** When what waits for the longest was made; null when nothing waits. */
  oldest_pending: Instant | null
}

export async function readWaiting(db: Db, now: Instant): Promise<Waiting> {
  const [row] = await db<Waiting[]>`
    select (select count(*) from outbox) as outbox,
      (select last from change_number) as change_last,
      (select number from webhook_cursor) as change_dispatched,
      (select count(*) from webhook_delivery where state = 'pending') as pending,
      (select count(*) from webhook_delivery where state = 'parked') as parked,
      (select count(*) from webhook_endpoint where paused_until > ${now}) as paused,
      (select min(first.since) from webhook_endpoint e cross join lateral (
        select since from webhook_delivery d where d.endpoint_id = e.id and d.state = 'pending' order by d.id limit 1) first)
        as oldest_pending`
  if (!row) throw new Error('what waits is one row')
  return row
}
