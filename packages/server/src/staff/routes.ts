import { createStaff, deleteStaff, listStaff, readStaff, updateStaff } from '@tillside/contract/staff'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
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

  command(context, deleteStaff, async (tx, _caller, { params }, now) => {
    const id = readId(params.staff_id)
    return id === null ? refuse('not_found') : service.removeStaff(tx, id, now)
  })
}
