// Point definitions: printed, made, changed and deleted. The one with id 1 is what sales earn.
import type { Static } from 'typebox'

import {
  type PointDefinition,
  type PointDefinitionChange,
  type PointDefinitionRequest,
  PointDetails,
} from '@tillside/contract/point-definitions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { wireMoment, wireMomentOrNull } from '../http/render.ts'
import { keepDetails, readDetails, sentOr } from '../incentives/details.ts'
import { type Period, readMomentOrNull, requireExpiry } from '../incentives/validity.ts'
import { ensureTags } from '../labels/service.ts'
import type { PointDefinitionColumns, PointDefinitionRow } from './definition-store.ts'
import * as store from './definition-store.ts'

/** What sales earn. Integrations of this API rely on its being there. */
export const firstPointDefinitionId = 1

export function toPointDefinition(row: PointDefinitionRow): Static<typeof PointDefinition> {
  return {
    id: row.id,
    name: row.name,
    handle: row.handle,
    is_reassignable: row.is_reassignable,
    tags: row.tags,
    issue_period: row.issue_period,
    issue_period_type: row.issue_period_type,
    issue_absolute_expiry: wireMomentOrNull(row.issue_absolute_expiry),
    ...readDetails(PointDetails, row.details),
    currency: row.currency,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

export const periodOf = (definition: PointDefinitionColumns): Period => ({
  period: definition.issue_period,
  period_type: definition.issue_period_type,
  absolute_expiry: definition.issue_absolute_expiry,
})

type Change = Static<typeof PointDefinitionChange>

const fresh = (handle: string, name: string, currency: string): PointDefinitionColumns => ({
  handle,
  name,
  currency,
  is_reassignable: false,
  issue_period: null,
  issue_period_type: null,
  issue_absolute_expiry: null,
  tags: [],
  details: {},
})

/** What a request leaves out stays; the handle always does. */
function changed(before: PointDefinitionColumns, sent: Change): PointDefinitionColumns {
  const after: PointDefinitionColumns = {
    handle: before.handle,
    name: sent.name ?? before.name,
    currency: before.currency,
    is_reassignable: sent.is_reassignable ?? before.is_reassignable,
    issue_period: sentOr(sent.issue_period, before.issue_period),
    issue_period_type: sentOr(sent.issue_period_type, before.issue_period_type),
    issue_absolute_expiry: sentOr(readMomentOrNull(sent.issue_absolute_expiry), before.issue_absolute_expiry),
    tags: sent.tags ?? before.tags,
    details: keepDetails(PointDetails, sent, before.details),
  }
  requireExpiry(periodOf(after), 'issue_absolute_expiry')
  return after
}

const isForeign = (sent: Change, currency: string): boolean =>
  typeof sent.currency === 'string' && sent.currency !== currency

/** Makes the definition with id 1 at the first start of a tenant. */
export const ensureFirstPointDefinition = (tx: Tx, currency: string, now: Instant): Promise<void> =>
  store.insertPointDefinitionAt(tx, firstPointDefinitionId, fresh('points', 'Points', currency), now)

export async function createPointDefinition(
  tx: Tx,
  currency: string,
  request: Static<typeof PointDefinitionRequest>,
  now: Instant,
): Promise<Outcome<PointDefinitionRow, RefusalCode>> {
  if (isForeign(request, currency)) return refuse('currency_unsupported', { details: { currency } })
  const definition = changed(fresh(request.handle, request.name, currency), request)
  if (await store.findPointDefinition(tx, { handle: request.handle })) return refuse('handle_taken')
  await ensureTags(tx, definition.tags)
  return accept(await store.insertPointDefinition(tx, definition, now))
}

export async function changePointDefinition(
  tx: Tx,
  id: number,
  change: Change,
  now: Instant,
): Promise<Outcome<PointDefinitionRow, RefusalCode>> {
  const before = await store.lockPointDefinition(tx, id)
  if (!before) return refuse('not_found')
  if (isForeign(change, before.currency))
    return refuse('currency_unsupported', { details: { currency: before.currency } })
  const definition = changed(before, change)
  await ensureTags(tx, definition.tags)
  return accept(await store.updatePointDefinition(tx, id, definition, now))
}

export async function removePointDefinition(
  tx: Tx,
  id: number,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  if (!(await store.lockPointDefinition(tx, id))) return refuse('not_found')
  if (id === firstPointDefinitionId || (await store.isPointDefinitionHeld(tx, id))) return refuse('definition_in_use')
  await store.deletePointDefinition(tx, id, now)
  return accept(undefined)
}
