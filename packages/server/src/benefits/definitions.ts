// Benefit definitions: printed, made, copied, changed and deleted.
import type { Static } from 'typebox'

import {
  type BenefitDefinition,
  type BenefitDefinitionChange,
  type BenefitDefinitionClone,
  type BenefitDefinitionRequest,
  BenefitDetails,
} from '@tillside/contract/benefit-definitions'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { wireAmountOrNull, wireMoment, wireMomentOrNull } from '../http/render.ts'
import { keepDetails, readDetails, sentOr } from '../incentives/details.ts'
import { readMomentOrNull, requireExpiry } from '../incentives/validity.ts'
import { readMinorOrNull } from '../incentives/values.ts'
import { ensureTags } from '../labels/service.ts'
import { announce } from '../outbox/announce.ts'
import { isSame } from '../outbox/compare.ts'
import type { BenefitDefinitionColumns, BenefitDefinitionRow, BenefitTotals } from './definition-store.ts'
import * as store from './definition-store.ts'

/** What all members together have left; null is without limit. */
export const globalRemaining = (definition: BenefitDefinitionRow, totals: BenefitTotals | undefined): number | null =>
  definition.max_global_redemptions === null ? null : definition.max_global_redemptions - (totals?.used ?? 0)

export function toBenefitDefinition(
  row: BenefitDefinitionRow,
  totals: BenefitTotals | undefined,
): Static<typeof BenefitDefinition> {
  const left = globalRemaining(row, totals)
  return {
    // Clients of this API expect text here, and compare it.
    id: String(row.id),
    name: row.name,
    handle: row.handle,
    type: row.type,
    value: wireAmountOrNull(row.value_minor, row.currency),
    currency: row.currency,
    period: row.period,
    period_type: row.period_type,
    absolute_expiry: wireMomentOrNull(row.absolute_expiry),
    end_at: wireMomentOrNull(row.end_at),
    external_id: row.external_id,
    redeem_code_pos: row.redeem_code_pos,
    redeem_code_online: row.redeem_code_online,
    max_redemptions: row.max_redemptions,
    max_global_redemptions: row.max_global_redemptions,
    total_global_redemptions: totals?.used ?? null,
    total_global_redemptions_remaining: left === null ? null : Math.max(0, left),
    total_global_created: totals?.created ?? null,
    same_campaign_count: totals?.same_campaign ?? null,
    // There are no pools of codes yet.
    total_allocations: null,
    total_allocations_remaining: null,
    is_extendable: row.is_extendable,
    is_assignable: row.is_assignable,
    is_reassignable: row.is_reassignable,
    is_published: row.is_published,
    is_archived: row.is_archived,
    allow_user_redeem: row.allow_user_redeem,
    is_claimable: row.is_claimable,
    is_reclaimable: row.is_reclaimable,
    claim_period_start_at: wireMomentOrNull(row.claim_period_start_at),
    claim_period_end_at: wireMomentOrNull(row.claim_period_end_at),
    ...readDetails(BenefitDetails, row.details),
    tags: row.tags,
    meta: row.meta,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

type Change = Static<typeof BenefitDefinitionChange>

const fresh = (request: Static<typeof BenefitDefinitionRequest>, currency: string): BenefitDefinitionColumns => ({
  handle: request.handle,
  name: request.name,
  type: null,
  currency,
  value_minor: null,
  period: request.period,
  period_type: 'days',
  absolute_expiry: null,
  end_at: null,
  max_redemptions: 1,
  max_global_redemptions: null,
  redeem_code_pos: null,
  redeem_code_online: null,
  is_extendable: false,
  is_assignable: true,
  is_reassignable: false,
  is_published: false,
  is_archived: false,
  allow_user_redeem: false,
  is_claimable: false,
  is_reclaimable: false,
  claim_period_start_at: null,
  claim_period_end_at: null,
  external_id: null,
  tags: [],
  meta: null,
  details: {},
})

/** What a request leaves out stays; the handle always does. */
function changed(before: BenefitDefinitionColumns, sent: Change): BenefitDefinitionColumns {
  const after: BenefitDefinitionColumns = {
    handle: before.handle,
    name: sent.name ?? before.name,
    type: sentOr(sent.type, before.type),
    currency: before.currency,
    value_minor: sentOr(readMinorOrNull(sent.value, 'value', before.currency), before.value_minor),
    period: sentOr(sent.period, before.period),
    period_type: sent.period_type ?? before.period_type,
    absolute_expiry: sentOr(readMomentOrNull(sent.absolute_expiry), before.absolute_expiry),
    end_at: sentOr(readMomentOrNull(sent.end_at), before.end_at),
    max_redemptions: sent.max_redemptions ?? before.max_redemptions,
    max_global_redemptions: sentOr(sent.max_global_redemptions, before.max_global_redemptions),
    redeem_code_pos: sentOr(sent.redeem_code_pos, before.redeem_code_pos),
    redeem_code_online: sentOr(sent.redeem_code_online, before.redeem_code_online),
    is_extendable: sent.is_extendable ?? before.is_extendable,
    is_assignable: sent.is_assignable ?? before.is_assignable,
    is_reassignable: sent.is_reassignable ?? before.is_reassignable,
    is_published: sent.is_published ?? before.is_published,
    is_archived: sent.is_archived ?? before.is_archived,
    allow_user_redeem: sent.allow_user_redeem ?? before.allow_user_redeem,
    is_claimable: sent.is_claimable ?? before.is_claimable,
    is_reclaimable: sent.is_reclaimable ?? before.is_reclaimable,
    claim_period_start_at: sentOr(readMomentOrNull(sent.claim_period_start_at), before.claim_period_start_at),
    claim_period_end_at: sentOr(readMomentOrNull(sent.claim_period_end_at), before.claim_period_end_at),
    external_id: sentOr(sent.external_id, before.external_id),
    tags: sent.tags ?? before.tags,
    meta: sentOr(sent.meta, before.meta),
    details: keepDetails(BenefitDetails, sent, before.details),
  }
  requireExpiry(after, 'absolute_expiry')
  return after
}

const isForeign = (sent: Change, currency: string): boolean =>
  typeof sent.currency === 'string' && sent.currency !== currency

async function insertDefinition(
  tx: Tx,
  before: BenefitDefinitionColumns,
  request: Change,
  now: Instant,
): Promise<Outcome<BenefitDefinitionRow, RefusalCode>> {
  const { currency, handle } = before
  if (isForeign(request, currency)) return refuse('currency_unsupported', { details: { currency } })
  const definition = changed(before, request)
  if (await store.findBenefitDefinition(tx, { handle })) return refuse('handle_taken')
  await ensureTags(tx, definition.tags)
  const row = await store.insertBenefitDefinition(tx, definition, now)
  announce(tx, { event: 'benefit-definition.created', profileId: null, subjectId: row.id })
  return accept(row)
}

export const createBenefitDefinition = (
  tx: Tx,
  currency: string,
  request: Static<typeof BenefitDefinitionRequest>,
  now: Instant,
): Promise<Outcome<BenefitDefinitionRow, RefusalCode>> => insertDefinition(tx, fresh(request, currency), request, now)

export async function cloneBenefitDefinition(
  tx: Tx,
  id: number,
  request: Static<typeof BenefitDefinitionClone>,
  now: Instant,
): Promise<Outcome<BenefitDefinitionRow, RefusalCode>> {
  const original = await store.findBenefitDefinition(tx, { id })
  if (!original) return refuse('not_found')
  const { id: _, deleted_at: __, created_at: ___, updated_at: ____, ...copied } = original
  return insertDefinition(tx, { ...copied, handle: request.handle }, request, now)
}

export async function changeBenefitDefinition(
  tx: Tx,
  id: number,
  change: Change,
  now: Instant,
): Promise<Outcome<BenefitDefinitionRow, RefusalCode>> {
  const before = await store.lockBenefitDefinition(tx, id)
  if (!before) return refuse('not_found')
  if (isForeign(change, before.currency))
    return refuse('currency_unsupported', { details: { currency: before.currency } })
  const definition = changed(before, change)
  await ensureTags(tx, definition.tags)
  const after = await store.updateBenefitDefinition(tx, id, definition, now)
  if (!isSame(before, after)) announce(tx, { event: 'benefit-definition.updated', profileId: null, subjectId: id })
  return accept(after)
}

export async function removeBenefitDefinition(
  tx: Tx,
  id: number,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  if (!(await store.lockBenefitDefinition(tx, id))) return refuse('not_found')
  if (await store.isBenefitDefinitionHeld(tx, id)) return refuse('definition_in_use')
  await store.deleteBenefitDefinition(tx, id, now)
  announce(tx, { event: 'benefit-definition.deleted', profileId: null, subjectId: id })
  return accept(undefined)
}
