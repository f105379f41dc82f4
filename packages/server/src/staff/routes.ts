import { createStaff, deleteStaff, listStaff, readStaff, updateStaff } from '@tillside/contract/staff'
import { listStaffAccessEvents } from '@tillside/contract/staff-access'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { removeStaff } from './access.ts'
import { giverOf, toAccessEvents } from './access-events.ts'
import { listAccessEvents } from './access-events-store.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export function mountStaffRoutes(context: Context): void {
  pageQuery(context, listStaff, async (db, list) => {
    const { rows, total } = await store.listStaff(db, list)
    return accept({ rows: rows.map(service.toStaff), total })
  })

  query(context, readStaff, async (db, { params }) => {
    const row = await service.findStaff(db, params.staff_id)
    return row ? accept(service.toStaff(row)) : refuse('not_found')
  })

  command(context, createStaff, async (tx, _caller, { body }, now) =>
    accept(service.toStaff(await service.createStaff(tx, body, now))),
  )

  command(context, updateStaff, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.staff_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.changeStaff(tx, id, body, now)
    return outcome.ok ? accept(service.toStaff(outcome.value)) : outcome
  })

  command(context, deleteStaff, async (tx, caller, { params }, now) => {
    const id = readId(params.staff_id)
    return id === null ? refuse('not_found') : removeStaff(tx, id, giverOf(caller), now)
  })

  pageQuery(context, listStaffAccessEvents, async (db, list) => {
    const { rows, total } = await listAccessEvents(db, list)
    return accept({ rows: await toAccessEvents(db, rows), total })
  })
}
