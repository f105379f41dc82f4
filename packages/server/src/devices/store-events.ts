// What happened on devices: rows that are added and never changed.
import type { Permission } from '@tillside/rules/roles'
import type { Instant } from '@tillside/rules/time'

import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db } from '../db/open.ts'

type EventName = 'paired' | 'revoked' | 'signed_in' | 'signed_out' | 'sign_in_failed' | 'approved'

interface DeviceEvent {
  readonly device_id: string
  readonly event: EventName
  readonly staff_id?: number | null
  readonly for_staff_id?: number | null
  readonly permission?: Permission
  readonly by?: string
}

export interface DeviceEventRow {
  id: number
  event: EventName
  staff_id: number | null
  for_staff_id: number | null
  permission: Permission | null
  by: string | null
  created_at: Instant
}

export async function insertEvent(db: Db, event: DeviceEvent, now: Instant): Promise<void> {
  await db`insert into device_event ${db({ ...event, created_at: now })}`
}

const columns = { id: 'e.id', event: 'e.event', staff_id: 'e.staff_id', created_at: 'e.created_at' }

export function listEvents(db: Db, list: List, deviceId: string): Promise<{ rows: DeviceEventRow[]; total: number }> {
  const where = db`where e.device_id = ${deviceId} ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<DeviceEventRow[]>`
      select e.id, e.event, e.staff_id, e.for_staff_id, e.permission, e.by, e.created_at from device_event e
      ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from device_event e ${where}`,
  })
}

/** Who signed in long ago is as good as never there, and a till of many years has many of them. */
const signInsMax = 300

/** Who has signed in at a place of late, the last first. */
export async function listStaffSeenAt(db: Db, locationId: number): Promise<number[]> {
  const rows = await db<{ staff_id: number }[]>`
    select e.staff_id from device d
    cross join lateral (
      select id, staff_id from device_event
      where device_id = d.id and event = 'signed_in' order by id desc limit ${signInsMax}::integer) e
    where d.location_id = ${locationId}
    group by e.staff_id order by max(e.id) desc`
  return rows.map(({ staff_id }) => staff_id)
}
