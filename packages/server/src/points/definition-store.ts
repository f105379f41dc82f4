import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Details } from '../incentives/details.ts'

/** What the programme decides about points. */
export interface PointDefinitionColumns {
  handle: string
  name: string
  currency: string
  is_reassignable: boolean
  issue_period: number | null
  issue_period_type: string | null
  issue_absolute_expiry: Instant | null
  tags: string[]
  details: Details
}

export interface PointDefinitionRow extends PointDefinitionColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const columns = {
  id: 'id',
  handle: 'handle',
  name: 'name',
  'tags.handle': 'tags',
  created_at: 'created_at',
  updated_at: 'updated_at',
}

export async function listPointDefinitions(db: Db, list: List): Promise<{ rows: PointDefinitionRow[]; total: number }> {
  const where = db`where deleted_at is null ${andFilters(db, list, columns)}`
  const [rows, [counted]] = await Promise.all([
    db<PointDefinitionRow[]>`select * from point_definition ${where} ${ordered(db, list, columns)}`,
    db<{ total: number }[]>`select count(*) as total from point_definition ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

export async function findPointDefinition(
  db: Db,
  key: { id: number } | { handle: string },
): Promise<PointDefinitionRow | undefined> {
  const isKey = 'id' in key ? db`id = ${key.id}` : db`handle = ${key.handle}`
  const [row] = await db<PointDefinitionRow[]>`select * from point_definition where ${isKey} and deleted_at is null`
  return row
}

/** Also those that were deleted since. */
export const findPointDefinitionsByIds = (db: Db, ids: readonly number[]): Promise<PointDefinitionRow[]> =>
  db<PointDefinitionRow[]>`select * from point_definition where id = any(${ids as number[]}::bigint[])`

/** For issuing: it cannot be deleted before what is issued from it is there. */
export async function holdPointDefinition(tx: Tx, id: number): Promise<PointDefinitionRow | undefined> {
  const [row] = await tx<PointDefinitionRow[]>`
    select * from point_definition where id = ${id} and deleted_at is null for key share`
  return row
}

/** For a change or a deletion: alone. */
export async function lockPointDefinition(tx: Tx, id: number): Promise<PointDefinitionRow | undefined> {
  const [row] = await tx<PointDefinitionRow[]>`
    select * from point_definition where id = ${id} and deleted_at is null for update`
  return row
}

export async function isPointDefinitionHeld(tx: Tx, id: number): Promise<boolean> {
  const [row] = await tx`select 1 from point where definition_id = ${id} and deleted_at is null limit 1`
  return row !== undefined
}

export async function insertPointDefinition(
  tx: Tx,
  definition: PointDefinitionColumns,
  now: Instant,
): Promise<PointDefinitionRow> {
  const values = { ...definition, details: toJson(tx, definition.details), created_at: now, updated_at: now }
  const [row] = await tx<PointDefinitionRow[]>`insert into point_definition ${tx(values)} returning *`
  if (!row) throw new Error('a point definition was not inserted')
  return row
}

/** The definition with this id, unless it is there; ids that are given out later come after it. */
export async function insertPointDefinitionAt(
  tx: Tx,
  id: number,
  definition: PointDefinitionColumns,
  now: Instant,
): Promise<void> {
  const values = { id, ...definition, details: toJson(tx, definition.details), created_at: now, updated_at: now }
  const inserted = await tx`insert into point_definition ${tx(values)} on conflict (id) do nothing returning id`
  if (inserted.length === 1) {
    await tx`select setval(pg_get_serial_sequence('point_definition', 'id'), (select max(id) from point_definition))`
  }
}

export async function updatePointDefinition(
  tx: Tx,
  id: number,
  definition: PointDefinitionColumns,
  now: Instant,
): Promise<PointDefinitionRow> {
  const values = { ...definition, details: toJson(tx, definition.details), updated_at: now }
  const [row] = await tx<PointDefinitionRow[]>`update point_definition set ${tx(values)} where id = ${id} returning *`
  if (!row) throw new Error('a locked point definition was not updated')
  return row
}

export async function deletePointDefinition(tx: Tx, id: number, now: Instant): Promise<void> {
  await tx`update point_definition set deleted_at = ${now}, updated_at = ${now} where id = ${id}`
}
