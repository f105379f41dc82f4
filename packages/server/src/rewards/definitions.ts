// Reward definitions: printed, made, changed and deleted.
import type { Static } from 'typebox'

import {
  type RewardDefinition,
  type RewardDefinitionChange,
  RewardDetails,
  type RewardDefinitionRequest,
} from '@tillside/contract/reward-definitions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { wireAmount, wireAmountOrNull, wireMoment, wireMomentOrNull } from '../http/render.ts'
import { keepDetails, readDetails, sentOr } from '../incentives/details.ts'
import { readMomentOrNull, requireExpiry } from '../incentives/validity.ts'
import { readMinor, readMinorOrNull } from '../incentives/values.ts'
import { ensureTags } from '../labels/service.ts'
import type { RewardDefinitionColumns, RewardDefinitionRow } from './definition-store.ts'
import * as store from './definition-store.ts'

export function toRewardDefinition(row: RewardDefinitionRow): Static<typeof RewardDefinition> {
  return {
    id: row.id,
    name: row.name,
    handle: row.handle,
    value: wireAmount(row.value_minor, row.currency),
    max_value: wireAmountOrNull(row.max_value_minor, row.currency),
    type: row.type,
    period: row.period,
    period_type: row.period_type,
    absolute_expiry: wireMomentOrNull(row.absolute_expiry),
    is_assignable: row.is_assignable,
    is_reassignable: row.is_reassignable,
    is_extendable: row.is_extendable,
    is_published: row.is_published,
    extend_days: row.extend_days,
    ...readDetails(RewardDetails, row.details),
    tags: row.tags,
    currency: row.currency,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

type Change = Static<typeof RewardDefinitionChange>

const fresh = (request: Static<typeof RewardDefinitionRequest>, currency: string): RewardDefinitionColumns => ({
  handle: request.handle,
  name: request.name,
  currency,
  value_minor: 0,
  max_value_minor: null,
  type: request.type,
  period: request.period,
  period_type: 'days',
  absolute_expiry: null,
  is_assignable: true,
  is_reassignable: false,
  is_extendable: false,
  is_published: true,
  extend_days: null,
  tags: [],
  details: {},
})

/** What a request leaves out stays; the handle always does. */
function changed(before: RewardDefinitionColumns, sent: Change): RewardDefinitionColumns {
  const { currency } = before
  const after: RewardDefinitionColumns = {
    handle: before.handle,
    name: sent.name ?? before.name,
    currency,
    value_minor: sent.value === undefined ? before.value_minor : readMinor(sent.value, 'value', currency),
    max_value_minor: sentOr(readMinorOrNull(sent.max_value, 'max_value', currency), before.max_value_minor),
    type: sent.type ?? before.type,
    period: sentOr(sent.period, before.period),
    period_type: sent.period_type ?? before.period_type,
    absolute_expiry: sentOr(readMomentOrNull(sent.absolute_expiry), before.absolute_expiry),
    is_assignable: sent.is_assignable ?? before.is_assignable,
    is_reassignable: sent.is_reassignable ?? before.is_reassignable,
    is_extendable: sent.is_extendable ?? before.is_extendable,
    is_published: sent.is_published ?? before.is_published,
    extend_days: sentOr(sent.extend_days, before.extend_days),
    tags: sent.tags ?? before.tags,
    details: keepDetails(RewardDetails, sent, before.details),
  }
  requireExpiry(after, 'absolute_expiry')
  return after
}

const isForeign = (sent: Change, currency: string): boolean =>
  typeof sent.currency === 'string' && sent.currency !== currency

export async function createRewardDefinition(
  tx: Tx,
  currency: string,
  request: Static<typeof RewardDefinitionRequest>,
  now: Instant,
): Promise<Outcome<RewardDefinitionRow, RefusalCode>> {
  if (isForeign(request, currency)) return refuse('currency_unsupported', { details: { currency } })
  const definition = changed(fresh(request, currency), request)
  if (await store.findRewardDefinition(tx, { handle: request.handle })) return refuse('handle_taken')
  await ensureTags(tx, definition.tags)
  return accept(await store.insertRewardDefinition(tx, definition, now))
}

export async function changeRewardDefinition(
  tx: Tx,
  id: number,
  change: Change,
  now: Instant,
): Promise<Outcome<RewardDefinitionRow, RefusalCode>> {
  const before = await store.lockRewardDefinition(tx, id)
  if (!before) return refuse('not_found')
  if (isForeign(change, before.currency))
    return refuse('currency_unsupported', { details: { currency: before.currency } })
  const definition = changed(before, change)
  await ensureTags(tx, definition.tags)
  return accept(await store.updateRewardDefinition(tx, id, definition, now))
}

export async function removeRewardDefinition(
  tx: Tx,
  id: number,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  if (!(await store.lockRewardDefinition(tx, id))) return refuse('not_found')
  if (await store.isRewardDefinitionHeld(tx, id)) return refuse('definition_in_use')
  await store.deleteRewardDefinition(tx, id, now)
  return accept(undefined)
}
