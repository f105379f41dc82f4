// Rewards as other features see them: found by id, and printed.
import type { Static } from 'typebox'

import type { Reward } from '@tillside/contract/rewards'
import { instant, type Instant, secondMs } from '@tillside/rules/time'
import { instantToLocal } from '@tillside/rules/zone'

import type { Db } from '../db/open.ts'
import { wireAmount, wireEnd, wireMoment, wireMomentOrNull } from '../http/render.ts'
import { isEnded } from '../incentives/validity.ts'
import { findRewardDefinitionsByIds, type RewardDefinitionRow } from './definition-store.ts'
import { toRewardDefinition } from './definitions.ts'
import * as store from './store.ts'

export { handOverRewards } from './store.ts'

/** A reward with the definition that it came from. */
export type HeldReward = store.RewardRow & { readonly definition: RewardDefinitionRow }

/** The last second in which a reward works, as its zone's clocks show it. */
export const wireLocalEnd = (endsAt: Instant | null, timezone: string): string | null =>
  endsAt === null ? null : instantToLocal(instant(endsAt - secondMs), timezone)

export function toReward(row: HeldReward, now: Instant): Static<typeof Reward> {
  const isExpired = isEnded(row.ends_at, now)
  return {
    id: row.id,
    profile_id: row.profile_id,
    value_initial: wireAmount(row.value_initial, row.currency),
    value_remaining: wireAmount(row.value_remaining, row.currency),
    issued_at: wireMoment(row.issued_at),
    expires_at: wireEnd(row.ends_at),
    issued_local_at: instantToLocal(row.issued_at, row.timezone),
    expires_local_at: wireLocalEnd(row.ends_at, row.timezone),
    timezone: row.timezone,
    is_active: row.deleted_at === null && !isExpired && row.issued_at <= now && row.value_remaining > 0,
    is_expired: isExpired,
    extended_at: wireMomentOrNull(row.extended_at),
    // Nobody is notified from here yet.
    has_notified_issue: null,
    has_notified_expiry: null,
    has_notified_extend: null,
    notify_issue_at: null,
    notify_expiry_at: null,
    definition: toRewardDefinition(row.definition),
    external_id: row.external_id,
    meta: row.meta,
    source_id: row.source_id,
    source_type: row.source_type,
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

/** Adds the definitions, in one statement for all rows. */
export async function withRewardDefinitions(db: Db, rows: readonly store.RewardRow[]): Promise<HeldReward[]> {
  if (rows.length === 0) return []
  const definitions = await findRewardDefinitionsByIds(db, [...new Set(rows.map((row) => row.definition_id))])
  const byId = new Map(definitions.map((definition) => [definition.id, definition]))
  return rows.map((row) => {
    const definition = byId.get(row.definition_id)
    if (!definition) throw new Error('a reward is there without its definition')
    return { ...row, definition }
  })
}

/** Also rewards that were taken away since: a redemption still names them. */
export async function findRewardsByIds(db: Db, ids: readonly number[]): Promise<HeldReward[]> {
  return ids.length === 0 ? [] : withRewardDefinitions(db, await store.findRewardsByIds(db, ids))
}

/** Any number of rewards as they travel. */
export async function renderRewards(db: Db, ids: readonly number[], now: Instant): Promise<Static<typeof Reward>[]> {
  return (await findRewardsByIds(db, ids)).map((reward) => toReward(reward, now))
}
