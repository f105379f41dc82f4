import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Details } from '../incentives/details.ts'

/** What the programme decides about a reward. */
export interface RewardDefinitionColumns {
  handle: string
  name: string
  currency: string
  value_minor: number
  max_value_minor: number | null
  type: string
  period: number | null
  period_type: string
  absolute_expiry: Instant | null
  is_assignable: boolean
  is_reassignable: boolean
  is_extendable: boolean
  is_published: boolean
  extend_days: number | null
  tags: string[]
  details: Details
}

export interface RewardDefinitionRow extends RewardDefinitionColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const columns = {
  id: 'id',
  handle: 'handle',
  name: 'name',
  type: 'type',
  value: 'value_minor',
  'tags.handle': 'tags',
  is_assignable: 'is_assignable',
  is_published: 'is_published',
  created_at: 'created_at',
  updated_at: 'updated_at',
}

export async function listRewardDefinitions(
  db: Db,
  list: List,
  amountScale: number,
): Promise<{ rows: RewardDefinitionRow[]; total: number }> {
  const where = db`where deleted_at is null ${andFilters(db, list, columns, { amount: amountScale })}`
  const [rows, [counted]] = await Promise.all([
    db<RewardDefinitionRow[]>`select * from reward_definition ${where} ${ordered(db, list, columns)}`,
    db<{ total: number }[]>`select count(*) as total from reward_definition ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

export async function findRewardDefinition(
  db: Db,
  key: { id: number } | { handle: string },
): Promise<RewardDefinitionRow | undefined> {
  const isKey = 'id' in key ? db`id = ${key.id}` : db`handle = ${key.handle}`
  const [row] = await db<RewardDefinitionRow[]>`select * from reward_definition where ${isKey} and deleted_at is null`
  return row
}

/** Also those that were deleted since. */
export const findRewardDefinitionsByIds = (db: Db, ids: readonly number[]): Promise<RewardDefinitionRow[]> =>
  db<RewardDefinitionRow[]>`select * from reward_definition where id = any(${ids as number[]}::bigint[])`

/** For issuing: it cannot be deleted before what is issued from it is there. */
export async function holdRewardDefinition(
  tx: Tx,
  key: { id: number } | { handle: string },
): Promise<RewardDefinitionRow | undefined> {
  const isKey = 'id' in key ? tx`id = ${key.id}` : tx`handle = ${key.handle}`
  const [row] = await tx<RewardDefinitionRow[]>`
    select * from reward_definition where ${isKey} and deleted_at is null for key share`
  return row
}

/** For a change or a deletion: alone. */
export async function lockRewardDefinition(tx: Tx, id: number): Promise<RewardDefinitionRow | undefined> {
  const [row] = await tx<RewardDefinitionRow[]>`
    select * from reward_definition where id = ${id} and deleted_at is null for update`
  return row
}

export async function isRewardDefinitionHeld(tx: Tx, id: number): Promise<boolean> {
  const [row] = await tx`select 1 from reward where definition_id = ${id} and deleted_at is null limit 1`
  return row !== undefined
}

export async function insertRewardDefinition(
  tx: Tx,
  definition: RewardDefinitionColumns,
  now: Instant,
): Promise<RewardDefinitionRow> {
  const values = { ...definition, details: toJson(tx, definition.details), created_at: now, updated_at: now }
  const [row] = await tx<RewardDefinitionRow[]>`insert into reward_definition ${tx(values)} returning *`
  if (!row) throw new Error('a reward definition was not inserted')
  return row
}

export async function updateRewardDefinition(
  tx: Tx,
  id: number,
  definition: RewardDefinitionColumns,
  now: Instant,
): Promise<RewardDefinitionRow> {
  const values = { ...definition, details: toJson(tx, definition.details), updated_at: now }
  const [row] = await tx<RewardDefinitionRow[]>`update reward_definition set ${tx(values)} where id = ${id} returning *`
  if (!row) throw new Error('a locked reward definition was not updated')
  return row
}

export async function deleteRewardDefinition(tx: Tx, id: number, now: Instant): Promise<void> {
  await tx`update reward_definition set deleted_at = ${now}, updated_at = ${now} where id = ${id}`
}
