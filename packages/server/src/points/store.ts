import type { Static } from 'typebox'

import type { Meta } from '@tillside/contract/values'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'

interface PointColumns {
  profile_id: string
  definition_id: number
  /** Thousandths; below zero is a debt. */
  value_initial: number
  value_remaining: number
  issued_at: Instant
  accrued_at: Instant
  /** The first moment in which they no longer work. */
  ends_at: Instant | null
  timezone: string
  description: string | null
  meta: Static<typeof Meta> | null
  source_type: string | null
  source_id: number | null
}

export interface PointRow extends PointColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const columns = {
  id: 'p.id',
  profile_id: 'p.profile_id',
  point_definition_id: 'p.definition_id',
  'definition.handle': '(select d.handle from point_definition d where d.id = p.definition_id)',
  value_initial: 'p.value_initial',
  value_remaining: 'p.value_remaining',
  issued_at: 'p.issued_at',
  accrued_at: 'p.accrued_at',
  expires_at: "(p.ends_at - interval '1 second')",
  source_type: 'p.source_type',
  source_id: 'p.source_id',
  created_at: 'p.created_at',
  updated_at: 'p.updated_at',
}

/** One member's rows; everybody's without a member. */
export async function listPoints(db: Db, list: List, profileId?: string): Promise<{ rows: PointRow[]; total: number }> {
  const mine = profileId === undefined ? db`` : db`and p.profile_id = ${profileId}`
  const where = db`where p.deleted_at is null ${mine} ${andFilters(db, list, columns)}`
  const [rows, [counted]] = await Promise.all([
    db<PointRow[]>`select p.* from point p ${where} ${ordered(db, list, columns)}`,
    db<{ total: number }[]>`select count(*) as total from point p ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

export async function findPoint(db: Db, id: number, profileId?: string): Promise<PointRow | undefined> {
  const mine = profileId === undefined ? db`` : db`and profile_id = ${profileId}`
  const [row] = await db<PointRow[]>`select * from point where id = ${id} ${mine} and deleted_at is null`
  return row
}

/** Also those that were taken away since: what was done with them still names them. */
export const findPointsByIds = (db: Db, ids: readonly number[]): Promise<PointRow[]> =>
  db<PointRow[]>`select * from point where id = any(${ids as number[]}::bigint[]) order by id`

/** A member's rows that hold points, and those that owe them. */
export const listPointsLeft = (tx: Tx, profileId: string): Promise<PointRow[]> =>
  tx<
    PointRow[]
  >`select * from point where profile_id = ${profileId} and deleted_at is null and value_remaining <> 0 order by id`

export async function insertPoint(tx: Tx, point: PointColumns, now: Instant): Promise<PointRow> {
  const values = { ...point, meta: toJson(tx, point.meta), created_at: now, updated_at: now }
  const [row] = await tx<PointRow[]>`insert into point ${tx(values)} returning *`
  if (!row) throw new Error('a row of points was not inserted')
  return row
}

type PointChanges = Partial<Omit<PointRow, 'id' | 'profile_id' | 'definition_id' | 'created_at' | 'updated_at'>>

export async function updatePoint(tx: Tx, point: PointRow, changes: PointChanges, now: Instant): Promise<PointRow> {
  const { id, profile_id, definition_id: _, created_at: __, ...after } = { ...point, ...changes }
  const values = { ...after, meta: toJson(tx, after.meta), updated_at: now }
  const [row] = await tx<
    PointRow[]
  >`update point set ${tx(values)} where profile_id = ${profile_id} and id = ${id} returning *`
  if (!row) throw new Error('a row of points that was read under the lock was not updated')
  return row
}

/** So many thousandths more, or fewer when below zero, on one row. */
export interface PointMove {
  readonly id: number
  readonly by: number
}

export async function movePoints(tx: Tx, profileId: string, moves: readonly PointMove[], now: Instant): Promise<void> {
  if (moves.length === 0) return
  const moved = await tx`
    update point p set value_remaining = p.value_remaining + m.by, updated_at = ${now}
    from unnest(${moves.map((move) => move.id)}::bigint[], ${moves.map((move) => move.by)}::bigint[]) as m(id, by)
    where p.profile_id = ${profileId} and p.id = m.id returning p.id`
  if (moved.length !== moves.length) throw new Error('a row of points that was read under the lock was not moved')
}

/** A row that the points of a sale came onto or left, with what the sale has moved on it. */
export interface SaleRow extends PointRow {
  /** What of the sale is on it; below zero where it was drawn from the member's other points, or is owed. */
  net: number
  /** What staff had taken away and counted as taken back. */
  absorbed: number
  /** Of the member's other points: what was once drawn here and has been given back. */
  repaid: number
}

export const listSaleRows = (tx: Tx, saleId: number): Promise<SaleRow[]> => tx<SaleRow[]>`
  select p.*, e.net, e.absorbed, greatest(0, e.least_net * -1 + e.net)::bigint as repaid
  from (
    select profile_id, row_id, sum(moved)::bigint as net, min(running) as least_net,
           coalesce(sum(amount) filter (where cause = 'removal'), 0)::bigint as absorbed
    from (
      select profile_id, row_id, amount, cause, moved, sum(moved) over (partition by profile_id, row_id order by id) as running
      from ledger_entry cross join lateral (
        select case when cause in ('earn', 'earn_return', 'debt_paid') then amount else 0 end as moved) m
      where transaction_id = ${saleId} and kind = 'point') each
    group by profile_id, row_id) e
  join point p on p.profile_id = e.profile_id and p.id = e.row_id order by p.id`

/** What left these rows by the hand of staff, or was written off. */
export const listLost = (
  tx: Tx,
  profileId: string,
  rowIds: readonly number[],
): Promise<{ id: number; amount: number }[]> => tx<{ id: number; amount: number }[]>`
  select row_id as id, -sum(amount)::bigint as amount from ledger_entry
  where profile_id = ${profileId} and kind = 'point' and row_id = any(${rowIds as number[]}::bigint[]) and cause in ('removal', 'adjustment')
  group by row_id having sum(amount) < 0 order by row_id`

/** A sale that comes to earn more has given more from the beginning. */
export async function growInitial(
  tx: Tx,
  profileId: string,
  id: number,
  thousandths: number,
  now: Instant,
): Promise<void> {
  await tx`
    update point set value_initial = ${thousandths}, updated_at = ${now}
    where profile_id = ${profileId} and id = ${id} and value_initial < ${thousandths}`
}

/** A row that staff had taken away holds points again. */
export async function reviveRow(tx: Tx, profileId: string, id: number, now: Instant): Promise<void> {
  await tx`update point set deleted_at = null, updated_at = ${now} where profile_id = ${profileId} and id = ${id}`
}

/** All of a member's points, and what they owe become another's, also those that were taken away. */
export async function handOverPoints(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`update point set profile_id = ${to}, updated_at = ${now} where profile_id = ${from}`
}
