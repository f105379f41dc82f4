import type { Instant } from '@tillside/rules/time'

import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

interface StaffIdentityRow {
  id: number
  handle: string
  identifier: string
  created_at: Instant
  updated_at: Instant
}

interface StaffColumns {
  first_name: string
  last_name: string
  email: string
  is_placeholder: boolean
}

export interface StaffRow extends StaffColumns {
  id: number
  /** The first given first. */
  identities: StaffIdentityRow[]
  created_at: Instant
  updated_at: Instant
}

/** One way to recognise a person: a number or a card. */
export interface Recognition {
  readonly handle: string
  readonly identifier: string
}

// Moments inside JSON are written as the milliseconds that an Instant is.
const selected = (db: Db): Fragment => db`
  select s.id, s.first_name, s.last_name, s.email, s.is_placeholder, s.created_at, s.updated_at,
    coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', i.id, 'handle', i.handle, 'identifier', i.identifier,
        'created_at', floor(extract(epoch from i.created_at) * 1000)::bigint,
        'updated_at', floor(extract(epoch from i.updated_at) * 1000)::bigint) order by i.id)
      from staff_identity i where i.staff_id = s.id), '[]') as identities
  from staff s`

const columns = {
  id: 's.id',
  first_name: 's.first_name',
  last_name: 's.last_name',
  email: 's.email',
  is_placeholder: 's.is_placeholder',
  'identities.handle': '(select array_agg(i.handle) from staff_identity i where i.staff_id = s.id)',
  'identities.identifier': '(select array_agg(i.identifier) from staff_identity i where i.staff_id = s.id)',
  created_at: 's.created_at',
  updated_at: 's.updated_at',
}

const matching = (db: Db, search: string | null): Fragment =>
  search === null
    ? db``
    : db`and (strpos(lower(s.first_name || ' ' || s.last_name || ' ' || s.email), lower(${search})) > 0
          or exists (select from staff_identity i where i.staff_id = s.id and i.identifier = ${search}))`

export function listStaff(db: Db, list: List): Promise<{ rows: StaffRow[]; total: number }> {
  const where = db`where s.deleted_at is null ${matching(db, list.search)} ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<StaffRow[]>`${selected(db)} ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from staff s ${where}`,
  })
}

/** Also those that were removed since: their sales still name them. */
export const findStaffByIds = (db: Db, ids: readonly number[]): Promise<StaffRow[]> =>
  db<StaffRow[]>`${selected(db)} where s.id = any(${ids}::bigint[])`

/** The id behind a number or card, or behind an id. Who was removed has no numbers any more. */
export async function findStaffId(db: Db, identifier: string, id: number | null): Promise<number | undefined> {
  const [row] = await db<{ id: number }[]>`
    select staff_id as id, id as identity_id, case handle when 'staff' then 0 when 'staff-number' then 1 else 2 end as rank
    from staff_identity where identifier = ${identifier}
    union all
    select id, 0, 3 from staff where id = ${id}::bigint and deleted_at is null
    order by rank, identity_id limit 1`
  return row?.id
}

/** For a change: two of them at once happen one after the other. */
export async function lockStaff(tx: Tx, id: number): Promise<StaffRow | undefined> {
  const [row] = await tx<StaffRow[]>`${selected(tx)} where s.id = ${id} and s.deleted_at is null for no key update of s`
  return row
}

/** The oldest placeholder that stands for one of the identifiers, under whatever handle. */
export async function lockPlaceholder(tx: Tx, identifiers: readonly string[]): Promise<StaffRow | undefined> {
  const [row] = await tx<StaffRow[]>`
    ${selected(tx)}
    where s.is_placeholder and s.deleted_at is null
      and exists (select from staff_identity i where i.staff_id = s.id and i.identifier = any(${identifiers}::text[]))
    order by s.id limit 1 for no key update of s`
  return row
}

export async function insertStaff(tx: Tx, staff: StaffColumns, now: Instant): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    insert into staff ${tx({ ...staff, created_at: now, updated_at: now })} returning id`
  if (!row) throw new Error('a member of staff was not inserted')
  return row.id
}

export async function updateStaff(tx: Tx, id: number, staff: StaffColumns, now: Instant): Promise<void> {
  await tx`update staff set ${tx({ ...staff, updated_at: now })} where id = ${id}`
}

/** Adds those that the person does not have yet, in the order given. */
export async function insertIdentities(
  tx: Tx,
  staffId: number,
  given: readonly Recognition[],
  now: Instant,
): Promise<void> {
  await tx`
    insert into staff_identity (staff_id, handle, identifier, created_at, updated_at)
    select ${staffId}, g.handle, g.identifier, ${now}, ${now}
    from unnest(${given.map((one) => one.handle)}::text[], ${given.map((one) => one.identifier)}::text[])
      with ordinality as g (handle, identifier, position)
    where not exists (
      select from staff_identity i where i.staff_id = ${staffId} and i.handle = g.handle and i.identifier = g.identifier)
    order by g.position`
}

export async function deleteIdentitiesExcept(tx: Tx, staffId: number, kept: readonly Recognition[]): Promise<void> {
  await tx`
    delete from staff_identity i where i.staff_id = ${staffId} and not exists (
      select from unnest(${kept.map((one) => one.handle)}::text[], ${kept.map((one) => one.identifier)}::text[])
        as k (handle, identifier) where k.handle = i.handle and k.identifier = i.identifier)`
}

/** The person stays for past sales; the numbers are free again, and nothing is kept by which anybody was let in. */
export async function deleteStaff(tx: Tx, id: number, now: Instant): Promise<boolean> {
  const deleted = await tx`
    with gone as (
      update staff
      set deleted_at = ${now}, updated_at = ${now}, role = null, pin_hash = null, pin_salt = null, badge_hash = null
      where id = ${id} and deleted_at is null returning id),
    freed as (delete from staff_identity where staff_id in (select id from gone))
    select id from gone`
  return deleted.length === 1
}

/**
 * A placeholder with its number, or the person who got that number in the meantime: the second of two sales
 * waits here for the first.
 */
export async function insertPlaceholder(
  tx: Tx,
  staff: StaffColumns,
  identity: Recognition,
  now: Instant,
): Promise<{ id: number; isNew: boolean }> {
  const [row] = await tx<{ id: number; isNew: boolean }[]>`
    with made as (insert into staff ${tx({ ...staff, created_at: now, updated_at: now })} returning id)
    insert into staff_identity (staff_id, handle, identifier, created_at, updated_at)
    select made.id, ${identity.handle}, ${identity.identifier}, ${now}, ${now} from made
    on conflict (handle, identifier) do update set updated_at = staff_identity.updated_at
    returning staff_id as id, staff_id = (select made.id from made) as "isNew"`
  if (!row) throw new Error('a placeholder was neither inserted nor found')
  if (!row.isNew) await tx`delete from staff where email = ${staff.email}`
  return row
}
