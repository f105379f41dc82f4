import {
  createRewardDefinition,
  deleteRewardDefinition,
  listRewardDefinitions,
  readRewardDefinition,
  updateRewardDefinition,
} from '@tillside/contract/reward-definitions'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { amountScaleOf } from '../incentives/rows.ts'
import * as store from './definition-store.ts'
import * as service from './definitions.ts'

export function mountRewardDefinitionRoutes(context: Context): void {
  const { currency } = context.tenant

  pageQuery(context, listRewardDefinitions, async (db, list) => {
    const { rows, total } = await store.listRewardDefinitions(db, list, amountScaleOf(currency))
    return accept({ rows: rows.map(service.toRewardDefinition), total })
  })

  query(context, readRewardDefinition, async (db, { params }) => {
    const id = readId(params.definition_id)
    const row = id === null ? undefined : await store.findRewardDefinition(db, { id })
    return row ? accept(service.toRewardDefinition(row)) : refuse('not_found')
  })

  command(context, createRewardDefinition, async (tx, _caller, { body }, now) => {
    const outcome = await service.createRewardDefinition(tx, currency, body, now)
    return outcome.ok ? accept(service.toRewardDefinition(outcome.value)) : outcome
  })

  command(context, updateRewardDefinition, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.definition_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.changeRewardDefinition(tx, id, body, now)
    return outcome.ok ? accept(service.toRewardDefinition(outcome.value)) : outcome
  })

  command(context, deleteRewardDefinition, async (tx, _caller, { params }, now) => {
    const id = readId(params.definition_id)
    return id === null ? refuse('not_found') : service.removeRewardDefinition(tx, id, now)
  })
}
