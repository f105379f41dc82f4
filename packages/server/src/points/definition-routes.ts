import {
  createPointDefinition,
  deletePointDefinition,
  listPointDefinitions,
  readPointDefinition,
  updatePointDefinition,
} from '@tillside/contract/point-definitions'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import * as store from './definition-store.ts'
import * as service from './definitions.ts'

export function mountPointDefinitionRoutes(context: Context): void {
  pageQuery(context, listPointDefinitions, async (db, list) => {
    const { rows, total } = await store.listPointDefinitions(db, list)
    return accept({ rows: rows.map(service.toPointDefinition), total })
  })

  query(context, readPointDefinition, async (db, { params }) => {
    const id = readId(params.definition_id)
    const row = id === null ? undefined : await store.findPointDefinition(db, { id })
    return row ? accept(service.toPointDefinition(row)) : refuse('not_found')
  })

  command(context, createPointDefinition, async (tx, _caller, { body }, now) => {
    const outcome = await service.createPointDefinition(tx, context.tenant.currency, body, now)
    return outcome.ok ? accept(service.toPointDefinition(outcome.value)) : outcome
  })

  command(context, updatePointDefinition, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.definition_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.changePointDefinition(tx, id, body, now)
    return outcome.ok ? accept(service.toPointDefinition(outcome.value)) : outcome
  })

  command(context, deletePointDefinition, async (tx, _caller, { params }, now) => {
    const id = readId(params.definition_id)
    return id === null ? refuse('not_found') : service.removePointDefinition(tx, id, now)
  })
}
