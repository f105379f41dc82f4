import type { Static } from 'typebox'

import { createDevice, listDeviceEvents, listDevices, revokeDevice } from '@tillside/contract/devices'
import { updateStaffAccess } from '@tillside/contract/staff-access'
import { accept, refuse } from '@tillside/rules/outcome'

import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readUuid } from '../http/ids.ts'
import { pageQuery } from '../http/query.ts'
import { wireMoment } from '../http/render.ts'
import { giverOf } from '../staff/access-events.ts'
import { findStaffByIds } from '../staff/service.ts'
import { byId, toDevices, toOneDevice, toStaffName } from './render.ts'
import * as service from './service.ts'
import { giveAccess } from './sessions.ts'
import { type DeviceEventRow, listEvents } from './store-events.ts'
import * as store from './store.ts'

type Event = Static<(typeof listDeviceEvents)['answer']>

async function toEvents(db: Db, rows: readonly DeviceEventRow[]): Promise<Event[]> {
  const ids = rows.flatMap((row) => [row.staff_id, row.for_staff_id]).filter((id) => id !== null)
  const staff = byId(await findStaffByIds(db, [...new Set(ids)]))
  const named = (id: number | null): Event['staff'] => {
    const person = id === null ? undefined : staff.get(id)
    return person ? toStaffName(person) : null
  }
  return rows.map(({ id, event, staff_id, for_staff_id, permission, by, created_at }) => ({
    id,
    event,
    staff: named(staff_id),
    for_staff: named(for_staff_id),
    permission,
    by,
    created_at: wireMoment(created_at),
  }))
}

/** What the operator does with devices, and with whom they let in. */
export function mountDeviceRoutes(context: Context): void {
  const { tenant } = context

  pageQuery(context, listDevices, async (db, list, _request, now) => {
    const { rows, total } = await store.listDevices(db, list)
    return accept({ rows: await toDevices(db, rows, tenant, now), total })
  })

  command(context, createDevice, async (tx, _caller, { body }, now) => {
    const made = await service.makePairable(tx, body, now)
    if (!made.ok) return made
    const { row, endsAt } = made.value
    const device = await toOneDevice(tx, row, tenant, now)
    return accept({
      ...device,
      pairing_path: service.pairingPath(made.value),
      pairing_expires_at: wireMoment(endsAt),
    })
  })

  command(context, revokeDevice, async (tx, caller, { params }, now) => {
    const id = readUuid(params.device_id)
    return id === null ? refuse('not_found') : service.revoke(tx, caller.tokenName, id, now)
  })

  pageQuery(context, listDeviceEvents, async (db, list, { params }) => {
    const id = readUuid(params.device_id)
    if (id === null || !(await store.findDevice(db, id))) return refuse('not_found')
    const { rows, total } = await listEvents(db, list, id)
    return accept({ rows: await toEvents(db, rows), total })
  })

  command(context, updateStaffAccess, (tx, caller, { params, body }, now) =>
    giveAccess(tx, params.staff_id, body, giverOf(caller), now),
  )
}
