// Places where things are sold. Other features find them here, and print them with `toLocation`.
import type { Static } from 'typebox'

import type { Location, LocationChange, LocationRequest } from '@tillside/contract/locations'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { readId } from '../http/ids.ts'
import { wireMoment } from '../http/render.ts'
import { ensureTags } from '../labels/service.ts'
import { announce } from '../outbox/announce.ts'
import { isSame } from '../outbox/compare.ts'
import { changed, newLocation } from './fields.ts'
import * as store from './store.ts'

export type LocationRow = store.LocationRow

export function toLocation(row: LocationRow): Static<typeof Location> {
  const { id, deleted_at: _, ...fields } = row
  const created_at = wireMoment(row.created_at)
  const updated_at = wireMoment(row.updated_at)
  return {
    id,
    ...fields,
    address: row.address && { id, ...row.address, is_default: true, created_at, updated_at },
    normal_hours: row.normal_hours.map((hours) => ({ ...hours, location_id: id })),
    special_hours: row.special_hours.map((hours) => ({ ...hours, location_id: id })),
    created_at,
    updated_at,
  }
}

/**
 * The location that a sale or a redemption names: by id, then external id, then external code. One that was removed
 * since is still found by its id, so that a receipt which comes late keeps its place.
 */
export function findLocationForSale(db: Db, given: number | string): Promise<LocationRow | undefined> {
  const key = String(given)
  return store.findLocationByAnyKey(db, readId(key), key)
}

/** By one of the ids that another system has for it, and only that. */
export const findLocationByExternal = (
  db: Db,
  name: 'external_id' | 'external_code',
  value: string,
): Promise<LocationRow | undefined> => store.findLocationByExternal(db, name, value)

/** In no particular order, and also those that were removed since. */
export async function findLocationsByIds(db: Db, ids: readonly number[]): Promise<LocationRow[]> {
  return ids.length === 0 ? [] : store.findLocationsByIds(db, ids)
}

/** That one is gone has no event of its own: it is told as a change, and says so. */
const announceLocation = (
  tx: Tx,
  event: 'location.created' | 'location.updated',
  id: number,
  details?: { readonly deleted: true },
): void => announce(tx, { event, profileId: null, subjectId: id, ...(details ? { details } : {}) })

export async function createLocation(
  tx: Tx,
  request: Static<typeof LocationRequest>,
  now: Instant,
): Promise<LocationRow> {
  const location = changed(newLocation(request.name), request)
  await ensureTags(tx, location.tags)
  const row = await store.insertLocation(tx, location, now)
  announceLocation(tx, 'location.created', row.id)
  return row
}

export async function changeLocation(
  tx: Tx,
  id: number,
  change: Static<typeof LocationChange>,
  now: Instant,
): Promise<Outcome<LocationRow, RefusalCode>> {
  const before = await store.lockLocation(tx, id)
  if (!before) return refuse('not_found')
  const location = changed(before, change)
  await ensureTags(tx, location.tags)
  const after = await store.updateLocation(tx, id, location, now)
  if (!isSame(before, after)) announceLocation(tx, 'location.updated', id)
  return accept(after)
}

export async function removeLocation(tx: Tx, id: number, now: Instant): Promise<Outcome<undefined, RefusalCode>> {
  if (!(await store.deleteLocation(tx, id, now))) return refuse('not_found')
  announceLocation(tx, 'location.updated', id, { deleted: true })
  return accept(undefined)
}
