import type { Static } from 'typebox'

import type { Meta } from '@tillside/contract/values'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import type { Db, Tx } from '../db/open.ts'
import type { Details } from '../incentives/details.ts'

/** What the programme decides about a benefit. */
export interface BenefitDefinitionColumns {
  handle: string
  name: string
  type: string | null
  currency: string
  value_minor: number | null
  period: number | null
  period_type: string
  absolute_expiry: Instant | null
  end_at: Instant | null
  max_redemptions: number
  max_global_redemptions: number | null
  redeem_code_pos: string | null
  redeem_code_online: string | null
  is_extendable: boolean
  is_assignable: boolean
  is_reassignable: boolean
  is_published: boolean
  is_archived: boolean
  allow_user_redeem: boolean
  is_claimable: boolean
  is_reclaimable: boolean
  claim_period_start_at: Instant | null
  claim_period_end_at: Instant | null
  external_id: string | null
  tags: string[]
  meta: Static<typeof Meta> | null
  details: Details
}

export interface BenefitDefinitionRow extends BenefitDefinitionColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

/** What all members together have of a definition. */
export interface BenefitTotals {
  definition_id: number
  created: number
  /** Uses that were taken and have not come back. */
  used: number
  same_campaign: number
}

const columns = {
  id: 'id',
  handle: 'handle',
  name: 'name',
  type: 'type',
  external_id: 'external_id',
  value: 'value_minor',
  campaign: "details ->> 'campaign'",
  redeem_code_pos: 'redeem_code_pos',
  redeem_code_online: 'redeem_code_online',
  end_at: 'end_at',
  'tags.handle': 'tags',
  is_published: 'is_published',
  is_assignable: 'is_assignable',
  is_archived: 'is_archived',
  is_claimable: 'is_claimable',
  created_at: 'created_at',
  updated_at: 'updated_at',
}

export async function listBenefitDefinitions(
  db: Db,
  list: List,
  amountScale: number,
): Promise<{ rows: BenefitDefinitionRow[]; total: number }> {
  const where = db`where deleted_at is null ${andFilters(db, list, columns, { amount: amountScale })}`
  const [rows, [counted]] = await Promise.all([
    db<BenefitDefinitionRow[]>`select * from benefit_definition ${where} ${ordered(db, list, columns)}`,
    db<{ total: number }[]>`select count(*) as total from benefit_definition ${where}`,
  ])
  return { rows, total: counted?.total ?? 0 }
}

export async function findBenefitDefinition(
  db: Db,
  key: { id: number } | { handle: string },
): Promise<BenefitDefinitionRow | undefined> {
  const isKey = 'id' in key ? db`id = ${key.id}` : db`handle = ${key.handle}`
  const [row] = await db<BenefitDefinitionRow[]>`select * from benefit_definition where ${isKey} and deleted_at is null`
  return row
}

/** Also those that were deleted since. */
export const findBenefitDefinitionsByIds = (db: Db, ids: readonly number[]): Promise<BenefitDefinitionRow[]> =>
  db<BenefitDefinitionRow[]>`select * from benefit_definition where id = any(${ids as number[]}::bigint[])`

/** For issuing: it cannot be deleted before what is issued from it is there. */
export async function holdBenefitDefinition(tx: Tx, id: number): Promise<BenefitDefinitionRow | undefined> {
  const [row] = await tx<BenefitDefinitionRow[]>`
    select * from benefit_definition where id = ${id} and deleted_at is null for key share`
  return row
}

/** For a change or a deletion: alone. */
export async function lockBenefitDefinition(tx: Tx, id: number): Promise<BenefitDefinitionRow | undefined> {
  const [row] = await tx<BenefitDefinitionRow[]>`
    select * from benefit_definition where id = ${id} and deleted_at is null for update`
  return row
}

/**
 * Of definitions with a limit for all members: one use at a time, so that two members cannot both take the last
 * one. In the order of their ids, so that two redemptions of several never wait for each other.
 */
export const lockLimitedDefinitions = (tx: Tx, ids: readonly number[]): Promise<{ id: number }[]> =>
  tx<{ id: number }[]>`
    select id from benefit_definition where id = any(${ids as number[]}::bigint[]) and max_global_redemptions is not null
    order by id for no key update`

export const readBenefitTotals = (db: Db, ids: readonly number[]): Promise<BenefitTotals[]> =>
  db<BenefitTotals[]>`
    select d.id as definition_id,
      coalesce(t.created, 0) + coalesce(c.created, 0) as created, coalesce(t.used, 0) + coalesce(c.used, 0) as used,
      (select count(*) from benefit_definition o
       where o.deleted_at is null and o.details ->> 'campaign' = d.details ->> 'campaign') as same_campaign
    from benefit_definition d
    left join benefit_total t on t.definition_id = d.id
    cross join lateral (
      select sum(created)::bigint as created, sum(used)::bigint as used
      from benefit_total_change where definition_id = d.id) c
    where d.id = any(${ids as number[]}::bigint[])`

/**
 * Adds to the totals what came or went since, and answers how many rows that were. Whoever reads meanwhile sees all of it or
 * nothing, and another process takes other rows. In the order of definitions, so that two such never wait for each other.
 */
export async function addUpTotals(tx: Tx, limit: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    with taken as (
      delete from benefit_total_change where id in (
        select id from benefit_total_change order by id limit ${limit}::integer for update skip locked)
      returning definition_id, created, used),
    added as (
      insert into benefit_total as t (definition_id, created, used)
      select definition_id, sum(created), sum(used) from taken group by definition_id order by definition_id
      on conflict (definition_id) do update set created = t.created + excluded.created, used = t.used + excluded.used)
    select count(*) as count from taken`
  return row?.count ?? 0
}

export async function isBenefitDefinitionHeld(tx: Tx, id: number): Promise<boolean> {
  const [row] = await tx`select 1 from benefit where definition_id = ${id} and deleted_at is null limit 1`
  return row !== undefined
}

const stored = (tx: Tx, definition: BenefitDefinitionColumns) => ({
  ...definition,
  meta: toJson(tx, definition.meta),
  details: toJson(tx, definition.details),
})

export async function insertBenefitDefinition(
  tx: Tx,
  definition: BenefitDefinitionColumns,
  now: Instant,
): Promise<BenefitDefinitionRow> {
  const values = { ...stored(tx, definition), created_at: now, updated_at: now }
  const [row] = await tx<BenefitDefinitionRow[]>`insert into benefit_definition ${tx(values)} returning *`
  if (!row) throw new Error('a benefit definition was not inserted')
  return row
}

export async function updateBenefitDefinition(
  tx: Tx,
  id: number,
  definition: BenefitDefinitionColumns,
  now: Instant,
): Promise<BenefitDefinitionRow> {
  const values = { ...stored(tx, definition), updated_at: now }
  const [row] = await tx<
    BenefitDefinitionRow[]
  >`update benefit_definition set ${tx(values)} where id = ${id} returning *`
  if (!row) throw new Error('a locked benefit definition was not updated')
  return row
}

export async function deleteBenefitDefinition(tx: Tx, id: number, now: Instant): Promise<void> {
  await tx`update benefit_definition set deleted_at = ${now}, updated_at = ${now} where id = ${id}`
}
