// Members as payloads have them: richer than the API's own, so that a receiver needs no call of its own. Their versions are
// read with them, in the same snapshot: a payload says of which version it is.
import type { Static } from 'typebox'

import type { Profile } from '@tillside/contract/profiles'

import type { Db } from '../db/open.ts'
import { together } from '../db/together.ts'
import { renderMembersByIds } from '../members/render.ts'
import { readAggregations } from '../transactions/aggregations.ts'
import { readVersions } from './store-dispatch.ts'
import type { Around, Json } from './subjects.ts'

type Wire = Static<typeof Profile>

export interface Member {
  /** Null when there is no such member any more. */
  readonly profile: (Wire & Json) | null
  readonly version: number
}

/** What of a member stands beside a reward, a card or a line. */
const summaryFields = [
  'id',
  'external_id',
  'first_name',
  'last_name',
  'full_name',
  'email',
  'mobile_phone',
  'profile_type',
  'tier_handle',
  'flattened_tags',
  'flattened_statuses',
  'identities',
  'aggregations',
  'reward_balance',
  'point_balance',
  'point_balance_dollars',
  'combined_balance_dollars',
  'benefit_balance',
] as const

export const balanceFields = [
  'reward_balance',
  'point_balance',
  'point_balance_dollars',
  'combined_balance_dollars',
  'credit_balance',
  'benefit_balance',
] as const

export const pick = (from: Json, names: readonly string[]): Json =>
  Object.fromEntries(names.map((name) => [name, from[name]]))

export const summaryOf = ({ profile }: Member): Json | null => profile && pick(profile, summaryFields)

/** Also those who were deleted: of them there is only a version. */
export async function readMembers(
  db: Db,
  ids: readonly string[],
  { tenant, now }: Around,
): Promise<Map<string, Member>> {
  const [versions, profiles, aggregations] = await together([
    readVersions(db, ids),
    renderMembersByIds(db, ids, tenant, now),
    readAggregations(db, ids, tenant.currency, now),
  ])
  const byId = new Map(profiles.map((profile) => [profile.id, profile]))
  return new Map(
    versions.map(({ id, version }) => {
      const profile = byId.get(id)
      const enriched = profile && {
        ...profile,
        flattened_tags: profile.tags,
        flattened_statuses: profile.statuses,
        aggregations: aggregations.get(id),
      }
      return [id, { profile: enriched ?? null, version }]
    }),
  )
}
