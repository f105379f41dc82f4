import type { Static } from 'typebox'

import type { Meta } from '@tillside/contract/values'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'

interface RewardColumns {
  profile_id: string
  definition_id: number
  currency: string
  /** Minor units. */
  value_initial: number
  value_remaining: number
  issued_at: Instant
  /** The first moment in which it no longer works. */
  ends_at: Instant | null
  timezone: string
  external_id: string | null
  extended_at: Instant | null
  meta: Static<typeof Meta> | null
  source_type: string | null
  source_id: number | null
}

export interface RewardRow extends RewardColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const definitionColumn = (name: string): string =>
  `(select d.${name} from reward_definition d where d.id = r.definition_id)`

const columns = {
  id: 'r.id',
  profile_id: 'r.profile_id',
  reward_definition_id: 'r.definition_id',
  'definition.handle': definitionColumn('handle'),
  'definition.type': definitionColumn('type'),
  external_id: 'r.external_id',
  value_initial: 'r.value_initial',
  value_remaining: 'r.value_remaining',
  issued_at: 'r.issued_at',
  expires_at: "(r.ends_at - interval '1 second')",
  extended_at: 'r.extended_at',
  timezone: 'r.timezone',
  source_type: 'r.source_type',
  source_id: 'r.source_id',
  created_at: 'r.created_at',
  updated_at: 'r.updated_at',
}

export interface RewardsOf {
  /** One member's; everybody's when left out. */
  readonly profileId?: string
  readonly amountScale: number
}

export async function listRewards(db: Db, list: List, of: RewardsOf): Promise<{ rows: RewardRow[]; total: number }> {
  const mine = of.profileId === undefined ? db`` : db`and r.profile_id = ${of.profileId}`
  const where = db`where r.deleted_at is null ${mine} ${andFilters(db, list, columns, { amount: of.amountScale })}`
  const [rows, [counted]] = await Promise.all([
    db<RewardRow[]>`select r.* from reward r ${where} ${ordered(db, list, columns)}`,
    db<{ total: number }[]>`select count(*) as total from reward r ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

export async function findReward(db: Db, id: number, profileId?: string): Promise<RewardRow | undefined> {
  const mine = profileId === undefined ? db`` : db`and profile_id = ${profileId}`
  const [row] = await db<RewardRow[]>`select * from reward where id = ${id} ${mine} and deleted_at is null`
  return row
}

/** Also those that were taken away since: what was done with them still names them. */
export const findRewardsByIds = (db: Db, ids: readonly number[]): Promise<RewardRow[]> =>
  db<RewardRow[]>`select * from reward where id = any(${ids as number[]}::bigint[]) order by id`

/** A member's rewards among these ids that are there. */
export const findRewardsOfProfile = (db: Db, profileId: string, ids: readonly number[]): Promise<RewardRow[]> =>
  db<RewardRow[]>`
    select * from reward where profile_id = ${profileId} and id = any(${ids as number[]}::bigint[]) and deleted_at is null order by id`

export async function insertReward(tx: Tx, reward: RewardColumns, now: Instant): Promise<RewardRow> {
  const values = { ...reward, meta: toJson(tx, reward.meta), created_at: now, updated_at: now }
  const [row] = await tx<RewardRow[]>`insert into reward ${tx(values)} returning *`
  if (!row) throw new Error('a reward was not inserted')
  return row
}

type RewardChanges = Partial<
  Pick<RewardRow, 'value_initial' | 'value_remaining' | 'ends_at' | 'extended_at' | 'meta' | 'deleted_at'>
>

export async function updateReward(
  tx: Tx,
  reward: RewardRow,
  changes: RewardChanges,
  now: Instant,
): Promise<RewardRow> {
  const { value_initial, value_remaining, ends_at, extended_at, meta, deleted_at } = { ...reward, ...changes }
  const values = {
    value_initial,
    value_remaining,
    ends_at,
    extended_at,
    meta: toJson(tx, meta),
    deleted_at,
    updated_at: now,
  }
  const [row] = await tx<RewardRow[]>`
    update reward set ${tx(values)} where profile_id = ${reward.profile_id} and id = ${reward.id} returning *`
  if (!row) throw new Error('a reward that was read under the lock was not updated')
  return row
}

/** All of a member's rewards become another's, also those that were taken away. */
export async function handOverRewards(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`update reward set profile_id = ${to}, updated_at = ${now} where profile_id = ${from}`
}
