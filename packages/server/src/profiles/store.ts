import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import type { Db, Tx } from '../db/open.ts'
import { type ProfileColumns, profileColumns, type ProfileRow } from './row.ts'

/**
 * `no key update`: rows that point at the member may be added by others meanwhile. The statement leaves at once, so
 * that what is sent beside it is read behind the lock.
 */
export async function lockProfileForValue(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx`select 1 from profile where id = ${id} and deleted_at is null for no key update`.execute()
  return rows.length === 1
}

export async function isProfile(db: Db, id: string): Promise<boolean> {
  const rows = await db`select 1 from profile where id = ${id} and deleted_at is null`
  return rows.length === 1
}

const selected = profileColumns.join(', ')

/** For a change: two of them at once happen one after the other. */
export async function lockProfileForChange(tx: Tx, id: string): Promise<ProfileRow | undefined> {
  const [row] = await tx<ProfileRow[]>`
    select ${tx.unsafe(selected)} from profile where id = ${id} and deleted_at is null for no key update`
  return row
}

const stored = (tx: Tx, profile: ProfileColumns) => ({
  ...profile,
  addresses: toJson(tx, profile.addresses),
  comms: toJson(tx, profile.comms),
  appearance: toJson(tx, profile.appearance),
  dates: toJson(tx, profile.dates),
  custom_attributes: toJson(tx, profile.custom_attributes),
  custom_fields: toJson(tx, profile.custom_fields),
  region: toJson(tx, profile.region),
})

export async function insertProfile(tx: Tx, id: string, profile: ProfileColumns, now: Instant): Promise<void> {
  await tx`insert into profile ${tx({ id, ...stored(tx, profile), created_at: now, updated_at: now })}`
}

export async function updateProfile(tx: Tx, id: string, profile: ProfileColumns, now: Instant): Promise<void> {
  await tx`update profile set ${tx({ ...stored(tx, profile), updated_at: now })} where id = ${id}`
}

/** Says that something of the member changed, which also locks the row. */
export async function touchProfile(tx: Tx, id: string, now: Instant): Promise<boolean> {
  const rows = await tx`update profile set updated_at = ${now} where id = ${id} and deleted_at is null returning id`
  return rows.length === 1
}

export async function markDeleted(tx: Tx, id: string, identities: readonly object[], now: Instant): Promise<void> {
  await tx`
    update profile set deleted_at = ${now}, updated_at = ${now}, profile_type = 'deleted', deleted_identities = ${toJson(tx, identities)}
    where id = ${id}`
}

/** A profile with what became of it. */
export interface FatedRow extends ProfileRow {
  deleted_at: Instant | null
  merged_into: string | null
}

/** Locks both of a merge in the order of all that lock several members; also those that are gone. */
export const lockTwoForMerge = (tx: Tx, ids: readonly [string, string]): Promise<FatedRow[]> => tx<FatedRow[]>`
  select ${tx.unsafe(selected)}, deleted_at, merged_into from profile where id = any(${[...ids]}::uuid[]) order by id
  for no key update`

/** The one into whom this member was merged, and who is there; along the way of all merges since. */
export async function findSurvivor(db: Db, id: string): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    with recursive way as (
      select id, merged_into, deleted_at from profile where id = ${id} and merged_into is not null
      union all
      select p.id, p.merged_into, p.deleted_at from way join profile p on p.id = way.merged_into)
    select id from way where deleted_at is null`
  return row?.id
}

export async function isDeleted(db: Db, id: string): Promise<boolean> {
  const rows = await db`select 1 from profile where id = ${id} and deleted_at is not null`
  return rows.length > 0
}

/** A member who was merged, by the e-mail address that they had then; the last one who had it. */
export async function findMergedByEmail(db: Db, email: string): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    select id from profile where lower(email) = lower(${email}) and merged_into is not null order by deleted_at desc limit 1`
  return row?.id
}

export async function markMerged(tx: Tx, id: string, into: string, now: Instant): Promise<void> {
  await tx`
    update profile set deleted_at = ${now}, updated_at = ${now}, profile_type = 'deleted', merged_into = ${into} where id = ${id}`
}

/** Ids for addresses, dates and custom attributes, which are kept inside the row. */
export async function drawPartIds(tx: Tx, count: number): Promise<number[]> {
  const rows = await tx<
    { id: number }[]
  >`select nextval('profile_part_id') as id from generate_series(1, ${count}::integer)`
  return rows.map((row) => row.id)
}

export type NameRow = Pick<ProfileRow, 'id' | 'first_name' | 'last_name' | 'email' | 'statuses'>

/** Not those that were deleted: they are in no answer. */
export const findNamesByIds = (db: Db, ids: readonly string[]): Promise<NameRow[]> => db<NameRow[]>`
  select id, first_name, last_name, email, statuses from profile where id = any(${ids as string[]}::uuid[]) and deleted_at is null`

export async function findNameByEmail(db: Db, email: string): Promise<NameRow | undefined> {
  const [row] = await db<NameRow[]>`
    select id, first_name, last_name, email, statuses from profile where lower(email) = lower(${email}) and deleted_at is null`
  return row
}

export async function findNameByMobile(db: Db, e164: string): Promise<NameRow | undefined> {
  const [row] = await db<NameRow[]>`
    select id, first_name, last_name, email, statuses from profile where mobile_phone = ${e164} and deleted_at is null`
  return row
}

/** Also by an identity that is not active any more. The first of the identifiers that is there wins. */
export async function findIdByIdentity(
  db: Db,
  handle: string,
  identifiers: readonly string[],
): Promise<string | undefined> {
  const [row] = await db<{ profile_id: string }[]>`
    select profile_id from identity where handle = ${handle} and identifier = any(${identifiers as string[]}::text[])
    order by identifier = ${identifiers[0] ?? ''} desc limit 1`
  return row?.profile_id
}

/** Of each that is there: whether it was merged into another. Also those that were deleted. */
export const lockProfilesInOrder = (tx: Tx, ids: readonly string[]): Promise<{ is_merged: boolean }[]> =>
  tx<{ is_merged: boolean }[]>`
  select merged_into is not null as is_merged from profile where id = any(${ids as string[]}::uuid[]) order by id
  for no key update`.execute()
