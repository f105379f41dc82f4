// What became of the access of staff: rows that are added and never changed.
import type { Role } from '@tillside/rules/roles'
import type { Instant } from '@tillside/rules/time'

import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

type Secret = 'kept' | 'set' | 'taken'

/** By whose hand: a token and its user, or the command line of the server, which has neither. */
export interface AccessGiver {
  readonly by: string
  readonly token_id: string | null
  readonly user_id: number | null
}

interface AccessEvent extends AccessGiver {
  readonly staff_id: number
  readonly event: 'changed' | 'removed'
  readonly role_before: Role | null
  readonly role: Role | null
  readonly pin: Secret
  readonly badge: Secret
}

export interface AccessEventRow extends AccessEvent {
  readonly id: number
  readonly user_name: string | null
  readonly created_at: Instant
}

export async function insertAccessEvent(tx: Tx, event: AccessEvent, now: Instant): Promise<void> {
  await tx`insert into staff_access_event ${tx({ ...event, created_at: now })}`
}

const columns = {
  id: 'e.id',
  staff_id: 'e.staff_id',
  event: 'e.event',
  by: 'e.by',
  user_id: 'e.user_id',
  created_at: 'e.created_at',
}

const selected = (db: Db): Fragment => db`
  select e.id, e.staff_id, e.event, e.role_before, e.role, e.pin, e.badge, e.by, e.token_id, e.user_id,
    u.name as user_name, e.created_at
  from staff_access_event e left join app_user u on u.id = e.user_id`

export function listAccessEvents(db: Db, list: List): Promise<{ rows: AccessEventRow[]; total: number }> {
  const where = db`where true ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<AccessEventRow[]>`${selected(db)} ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from staff_access_event e ${where}`,
  })
}

/** The last so many, the oldest of them first; of one person, or of all. */
export async function findLastAccessEvents(db: Db, staffId: number | null, count: number): Promise<AccessEventRow[]> {
  const whose = staffId === null ? db`` : db`where e.staff_id = ${staffId}`
  const rows = await db<AccessEventRow[]>`${selected(db)} ${whose} order by e.id desc limit ${count}`
  return rows.toReversed()
}
