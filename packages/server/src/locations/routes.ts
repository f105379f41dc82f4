import {
  createLocation,
  deleteLocation,
  listLocations,
  readLocation,
  updateLocation,
} from '@tillside/contract/locations'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export function mountLocationRoutes(context: Context): void {
  pageQuery(context, listLocations, async (db, list) => {
    const { rows, total } = await store.listLocations(db, list)
    return accept({ rows: rows.map(service.toLocation), total })
  })

  query(context, readLocation, async (db, { params }) => {
    const id = readId(params.location_id)
    const row = id === null ? undefined : await store.findLocationById(db, id)
    return row ? accept(service.toLocation(row)) : refuse('not_found')
  })

  command(context, createLocation, async (tx, _caller, { body }, now) =>
    accept(service.toLocation(await service.createLocation(tx, body, now))),
  )

  command(context, updateLocation, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.location_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.changeLocation(tx, id, body, now)
    return outcome.ok ? accept(service.toLocation(outcome.value)) : outcome
  })

  command(context, deleteLocation, async (tx, _caller, { params }, now) => {
    const id = readId(params.location_id)
    return id === null ? refuse('not_found') : service.removeLocation(tx, id, now)
  })
}
