// Benefits as they travel, and what decides whether they can be used.
import type { Static } from 'typebox'

import type { Benefit } from '@tillside/contract/benefits'
import { decideUse, type UsableBenefit } from '@tillside/rules/benefits'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { wireAmountOrNull, wireEnd, wireMoment, wireMomentOrNull } from '../http/render.ts'
import { isEnded } from '../incentives/validity.ts'
import {
  type BenefitDefinitionRow,
  type BenefitTotals,
  findBenefitDefinitionsByIds,
  readBenefitTotals,
} from './definition-store.ts'
import { globalRemaining, toBenefitDefinition } from './definitions.ts'
import * as store from './store.ts'

export { handOverBenefits } from './store.ts'

/** A benefit with its definition and, where that has a limit for all members, what they have of it. */
export type HeldBenefit = store.BenefitRow & {
  readonly definition: BenefitDefinitionRow
  readonly totals: BenefitTotals | undefined
}

export const toUsable = (benefit: HeldBenefit): UsableBenefit => ({
  issuedAt: benefit.issued_at,
  endsAt: benefit.ends_at,
  remaining: benefit.deleted_at === null ? benefit.redemptions_remaining : 0,
  globalRemaining: globalRemaining(benefit.definition, benefit.totals),
})

export function toBenefit(row: HeldBenefit, now: Instant): Static<typeof Benefit> {
  const definition = toBenefitDefinition(row.definition, row.totals)
  return {
    id: row.id,
    profile_id: row.profile_id,
    external_id: row.external_id,
    definition,
    issued_at: wireMoment(row.issued_at),
    expires_at: wireEnd(row.ends_at),
    timezone: row.timezone,
    is_expired: isEnded(row.ends_at, now),
    is_redeemable: decideUse(toUsable(row), 1, now).ok,
    redemptions_remaining: row.redemptions_remaining,
    total_global_redemptions_remaining: definition.total_global_redemptions_remaining,
    claimed_at: wireMomentOrNull(row.claimed_at),
    extended_at: wireMomentOrNull(row.extended_at),
    value: wireAmountOrNull(row.value_minor, row.currency),
    redeem_code_pos: row.redeem_code_pos ?? row.definition.redeem_code_pos,
    redeem_code_online: row.redeem_code_online ?? row.definition.redeem_code_online,
    is_combined: null,
    combine_meta: null,
    meta: row.meta,
    source_id: row.source_id,
    source_type: row.source_type,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

/** Adds definitions and totals, in at most two statements for all rows. */
export async function withBenefitDefinitions(db: Db, rows: readonly store.BenefitRow[]): Promise<HeldBenefit[]> {
  if (rows.length === 0) return []
  const definitions = await findBenefitDefinitionsByIds(db, [...new Set(rows.map((row) => row.definition_id))])
  const limited = definitions.filter((definition) => definition.max_global_redemptions !== null).map(({ id }) => id)
  const totals = limited.length === 0 ? [] : await readBenefitTotals(db, limited)
  const definitionById = new Map(definitions.map((definition) => [definition.id, definition]))
  const totalsById = new Map(totals.map((total) => [total.definition_id, total]))
  return rows.map((row) => {
    const definition = definitionById.get(row.definition_id)
    if (!definition) throw new Error('a benefit is there without its definition')
    return { ...row, definition, totals: totalsById.get(row.definition_id) }
  })
}

/** Also benefits that were taken away since: a redemption still names them. */
export async function findBenefitsByIds(db: Db, ids: readonly number[]): Promise<HeldBenefit[]> {
  return ids.length === 0 ? [] : withBenefitDefinitions(db, await store.findBenefitsByIds(db, ids))
}

/** Any number of benefits as they travel. */
export async function renderBenefits(db: Db, ids: readonly number[], now: Instant): Promise<Static<typeof Benefit>[]> {
  return (await findBenefitsByIds(db, ids)).map((benefit) => toBenefit(benefit, now))
}
