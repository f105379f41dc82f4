import type { Static } from 'typebox'

import {
  type BenefitDefinition,
  cloneBenefitDefinition,
  createBenefitDefinition,
  deleteBenefitDefinition,
  listBenefitDefinitions,
  readBenefitDefinition,
  readBenefitDefinitionByHandle,
  updateBenefitDefinition,
} from '@tillside/contract/benefit-definitions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Db } from '../db/open.ts'
import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { amountScaleOf } from '../incentives/rows.ts'
import * as store from './definition-store.ts'
import * as service from './definitions.ts'

type Wire = Static<typeof BenefitDefinition>

/** Definitions with what all members have of them, in one statement for all rows. */
async function render(db: Db, rows: readonly store.BenefitDefinitionRow[]): Promise<Wire[]> {
  const totals =
    rows.length === 0
      ? []
      : await store.readBenefitTotals(
          db,
          rows.map(({ id }) => id),
        )
  const byId = new Map(totals.map((total) => [total.definition_id, total]))
  return rows.map((row) => service.toBenefitDefinition(row, byId.get(row.id)))
}

async function renderOne(db: Db, row: store.BenefitDefinitionRow | undefined): Promise<Outcome<Wire, RefusalCode>> {
  const [definition] = row ? await render(db, [row]) : []
  return definition ? accept(definition) : refuse('not_found')
}

export function mountBenefitDefinitionRoutes(context: Context): void {
  const { currency } = context.tenant

  pageQuery(context, listBenefitDefinitions, async (db, list) => {
    const { rows, total } = await store.listBenefitDefinitions(db, list, amountScaleOf(currency))
    return accept({ rows: await render(db, rows), total })
  })

  query(context, readBenefitDefinition, async (db, { params }) => {
    const id = readId(params.definition_id)
    return id === null ? refuse('not_found') : renderOne(db, await store.findBenefitDefinition(db, { id }))
  })

  query(context, readBenefitDefinitionByHandle, async (db, { params }) =>
    renderOne(db, await store.findBenefitDefinition(db, { handle: params.handle })),
  )

  command(context, createBenefitDefinition, async (tx, _caller, { body }, now) => {
    const outcome = await service.createBenefitDefinition(tx, currency, body, now)
    return outcome.ok ? renderOne(tx, outcome.value) : outcome
  })

  command(context, cloneBenefitDefinition, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.definition_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.cloneBenefitDefinition(tx, id, body, now)
    return outcome.ok ? renderOne(tx, outcome.value) : outcome
  })

  command(context, updateBenefitDefinition, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.definition_id)
    if (id === null) return refuse('not_found')
    const outcome = await service.changeBenefitDefinition(tx, id, body, now)
    return outcome.ok ? renderOne(tx, outcome.value) : outcome
  })

  command(context, deleteBenefitDefinition, async (tx, _caller, { params }, now) => {
    const id = readId(params.definition_id)
    return id === null ? refuse('not_found') : service.removeBenefitDefinition(tx, id, now)
  })
}
