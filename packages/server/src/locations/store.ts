import type { Static } from 'typebox'

import type { Location } from '@tillside/contract/locations'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

type Wire = Static<typeof Location>

/** The address as it is kept: what the location itself tells of it is added when it is printed. */
export type AddressRow = Omit<NonNullable<Wire['address']>, 'id' | 'is_default' | 'created_at' | 'updated_at'>
export type NormalHoursRow = Omit<Wire['normal_hours'][number], 'location_id'>
export type SpecialHoursRow = Omit<Wire['special_hours'][number], 'location_id'>

/** What a caller decides about a location. */
export interface LocationColumns {
  type: string | null
  name: string
  handle: string | null
  description: string | null
  phone: string | null
  email: string | null
  timezone: string | null
  external_id: string | null
  external_code: string | null
  is_published: boolean
  is_permanently_closed: boolean
  address: AddressRow | null
  normal_hours: NormalHoursRow[]
  special_hours: SpecialHoursRow[]
  tags: string[]
  icon: string | null
  image_url: string | null
  country_iso_3: string | null
  departments: Wire['departments']
  custom_fields: Wire['custom_fields']
}

export interface LocationRow extends LocationColumns {
  id: number
  deleted_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const selected = (db: Db): Fragment => db`
  select id, type, name, handle, description, phone, email, timezone, external_id, external_code, is_published,
    is_permanently_closed, address, normal_hours, special_hours, tags, icon, image_url, country_iso_3, departments,
    custom_fields, deleted_at, created_at, updated_at
  from location l`

const columns = {
  id: 'l.id',
  type: 'l.type',
  name: 'l.name',
  handle: 'l.handle',
  phone: 'l.phone',
  email: 'l.email',
  timezone: 'l.timezone',
  external_id: 'l.external_id',
  external_code: 'l.external_code',
  country_iso_3: 'l.country_iso_3',
  is_published: 'l.is_published',
  is_permanently_closed: 'l.is_permanently_closed',
  'tags.handle': 'l.tags',
  created_at: 'l.created_at',
  updated_at: 'l.updated_at',
}

export function listLocations(db: Db, list: List): Promise<{ rows: LocationRow[]; total: number }> {
  const where = db`where l.deleted_at is null ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<LocationRow[]>`${selected(db)} ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from location l ${where}`,
  })
}

export async function findLocationById(db: Db, id: number): Promise<LocationRow | undefined> {
  const [row] = await db<LocationRow[]>`${selected(db)} where id = ${id} and deleted_at is null`
  return row
}

/** For a change: two of them at once happen one after the other. */
export async function lockLocation(tx: Tx, id: number): Promise<LocationRow | undefined> {
  const [row] = await tx<LocationRow[]>`${selected(tx)} where id = ${id} and deleted_at is null for no key update`
  return row
}

/** Also those that were removed since: what happened there still names them. */
export const findLocationsByIds = (db: Db, ids: readonly number[]): Promise<LocationRow[]> =>
  db<LocationRow[]>`${selected(db)} where id = any(${ids}::bigint[])`

/** By id, then external id, then code. One that was removed since is found by its id alone. */
export async function findLocationByAnyKey(db: Db, id: number | null, key: string): Promise<LocationRow | undefined> {
  const [row] = await db<LocationRow[]>`
    ${selected(db)}
    where id = ${id}::bigint or (deleted_at is null and (external_id = ${key} or external_code = ${key}))
    order by deleted_at is not null, id is distinct from ${id}::bigint, external_id is distinct from ${key}
    limit 1`
  return row
}

/** By one of the ids that another system has for it. */
export async function findLocationByExternal(
  db: Db,
  name: 'external_id' | 'external_code',
  value: string,
): Promise<LocationRow | undefined> {
  const [row] = await db<LocationRow[]>`${selected(db)} where ${db(name)} = ${value} and deleted_at is null`
  return row
}

const stored = (tx: Tx, location: LocationColumns) => ({
  ...location,
  address: toJson(tx, location.address),
  normal_hours: toJson(tx, location.normal_hours),
  special_hours: toJson(tx, location.special_hours),
  departments: toJson(tx, location.departments),
  custom_fields: toJson(tx, location.custom_fields),
})

const inserted = <T>(row: T | undefined): T => {
  if (row === undefined) throw new Error('a location was neither inserted nor updated')
  return row
}

export async function insertLocation(tx: Tx, location: LocationColumns, now: Instant): Promise<LocationRow> {
  const values = { ...stored(tx, location), created_at: now, updated_at: now }
  const [row] = await tx<LocationRow[]>`insert into location ${tx(values)} returning *`
  return inserted(row)
}

export async function updateLocation(
  tx: Tx,
  id: number,
  location: LocationColumns,
  now: Instant,
): Promise<LocationRow> {
  const values = { ...stored(tx, location), updated_at: now }
  const [row] = await tx<LocationRow[]>`update location set ${tx(values)} where id = ${id} returning *`
  return inserted(row)
}

export async function deleteLocation(tx: Tx, id: number, now: Instant): Promise<boolean> {
  const deleted = await tx`
    update location set deleted_at = ${now}, updated_at = ${now} where id = ${id} and deleted_at is null returning id`
  return deleted.length === 1
}
