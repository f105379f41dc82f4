import type { Instant } from '@tillside/rules/time'

import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Tx } from '../db/open.ts'

export interface IdentityRow {
  id: number
  handle: string
  identifier: string
  is_primary: boolean
  is_active: boolean
  profile_id: string
  merged_from: string | null
  created_at: Instant
  updated_at: Instant
}

const selected = 'id, handle, identifier, is_primary, is_active, profile_id, merged_from, created_at, updated_at'

const columns = {
  id: 'i.id',
  handle: 'i.handle',
  identifier: 'i.identifier',
  is_primary: 'i.is_primary',
  is_active: 'i.is_active',
  profile_id: 'i.profile_id',
  merged_from: 'i.merged_from',
  created_at: 'i.created_at',
  updated_at: 'i.updated_at',
}

export async function listIdentities(db: Db, list: List): Promise<{ rows: IdentityRow[]; total: number }> {
  const where = db`where true ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<IdentityRow[]>`select ${db.unsafe(selected)} from identity i ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from identity i ${where}`,
  })
}

export const listByProfile = (db: Db, profileId: string): Promise<IdentityRow[]> => db<IdentityRow[]>`
  select ${db.unsafe(selected)} from identity where profile_id = ${profileId} order by id`

/** The latest, when a profile has several with the handle. */
export async function findByHandle(db: Db, profileId: string, handle: string): Promise<IdentityRow | undefined> {
  const [row] = await db<IdentityRow[]>`
    select ${db.unsafe(selected)} from identity where profile_id = ${profileId} and handle = ${handle} order by id desc limit 1`
  return row
}

export async function findById(db: Db, profileId: string, id: number): Promise<IdentityRow | undefined> {
  const [row] = await db<IdentityRow[]>`
    select ${db.unsafe(selected)} from identity where profile_id = ${profileId} and id = ${id}`
  return row
}

export const findActive = (db: Db, identifiers: readonly string[], handle: string | null): Promise<IdentityRow[]> => db<
  IdentityRow[]
>`
  select ${db.unsafe(selected)} from identity
  where identifier = any(${identifiers as string[]}::text[]) and (${handle}::text is null or handle = ${handle}) and is_active
  order by id`

/** The active identities of several profiles, the primary one of each first. */
export const listActiveByProfiles = (
  db: Db,
  profileIds: readonly string[],
): Promise<Pick<IdentityRow, 'profile_id' | 'identifier'>[]> => db<Pick<IdentityRow, 'profile_id' | 'identifier'>[]>`
  select profile_id, identifier from identity where profile_id = any(${profileIds as string[]}::uuid[]) and is_active
  order by profile_id, is_primary desc, id`

/** Which of these identifiers some identity has; under the handle when one is asked for. */
export async function findStored(
  db: Db,
  identifiers: readonly string[],
  asked: { handle: string | null; isActive: boolean },
): Promise<Set<string>> {
  const rows = await db<{ identifier: string }[]>`
    select distinct identifier from identity
    where identifier = any(${identifiers as string[]}::text[]) and (${asked.handle}::text is null or handle = ${asked.handle})
      and (is_active or not ${asked.isActive}::boolean)`
  return new Set(rows.map((row) => row.identifier))
}

export interface NewIdentity {
  readonly handle: string
  readonly identifier: string
  readonly is_primary: boolean
  readonly is_active: boolean
}

export async function clearPrimary(tx: Tx, profileId: string, now: Instant): Promise<void> {
  await tx`update identity set is_primary = false, updated_at = ${now} where profile_id = ${profileId} and is_primary`
}

/** What some profile has already is not among the rows that come back. */
export const insertIdentities = (
  tx: Tx,
  profileId: string,
  identities: readonly NewIdentity[],
  now: Instant,
): Promise<IdentityRow[]> => tx<IdentityRow[]>`
  insert into identity (profile_id, handle, identifier, is_primary, is_active, created_at, updated_at)
  select ${profileId}::uuid, handle, identifier, is_primary, is_active, ${now}::timestamptz, ${now}::timestamptz
  from jsonb_to_recordset(${tx.json(identities as never)})
    as given (handle text, identifier text, is_primary boolean, is_active boolean)
  on conflict do nothing returning ${tx.unsafe(selected)}`

export async function updateIdentity(
  tx: Tx,
  id: number,
  identity: Omit<NewIdentity, 'handle'>,
  now: Instant,
): Promise<IdentityRow> {
  const { identifier, is_primary, is_active } = identity
  const [row] = await tx<IdentityRow[]>`
    update identity set identifier = ${identifier}, is_primary = ${is_primary}, is_active = ${is_active}, updated_at = ${now}
    where id = ${id} returning ${tx.unsafe(selected)}`
  if (!row) throw new Error('an identity went away behind the lock of its member')
  return row
}

export async function deleteIdentity(tx: Tx, id: number): Promise<void> {
  await tx`delete from identity where id = ${id}`
}

/**
 * All of a profile's identities become another's, with the ids that they have. There is one primary identity: that of the
 * profile that stays, where it has one.
 */
export async function handOverIdentities(tx: Tx, from: string, to: string, now: Instant): Promise<void> {
  await tx`
    update identity set profile_id = ${to}, merged_from = coalesce(merged_from, ${from}), updated_at = ${now},
      is_primary = is_primary and not exists (select from identity own where own.profile_id = ${to} and own.is_primary)
    where profile_id = ${from}`
}

/** Takes every identity off a profile and hands them back as they were. */
export const deleteByProfile = (tx: Tx, profileId: string): Promise<IdentityRow[]> => tx<IdentityRow[]>`
  delete from identity where profile_id = ${profileId} returning ${tx.unsafe(selected)}`
