// The people who sell. A sale may name a number that nobody told us about: it then gets a placeholder, which
// becomes a person when somebody adds that number, or changes the placeholder.
import { randomBytes } from 'node:crypto'
import type { Static } from 'typebox'

import type { RefusalCode } from '@tillside/contract/refusals'
import type { Staff, StaffChange, StaffRequest, StaffSummary } from '@tillside/contract/staff'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { readId } from '../http/ids.ts'
import { wireMoment } from '../http/render.ts'
import * as store from './store.ts'

type StaffRow = store.StaffRow

/** The handle of a number that only a sale has named. */
const saleHandle = 'staff'

/** The handles under which shops keep the numbers of staff, the surest first. */
const numberHandles = [saleHandle, 'staff-number']

/** The number that sales name somebody by; the id where there is none. */
export function numberOf({ id, identities }: StaffRow): string {
  const byHandle = numberHandles.flatMap((handle) => identities.find((identity) => identity.handle === handle) ?? [])
  return [...byHandle, ...identities][0]?.identifier ?? String(id)
}

export const fullName = (row: StaffRow): string =>
  [row.first_name, row.last_name].filter((name) => name !== '').join(' ')

/** Staff as a sale or a profile shows them. */
export const toStaffSummary = (row: StaffRow): Static<typeof StaffSummary> => ({
  id: row.id,
  full_name: fullName(row),
  email: row.email,
  identities: row.identities.map((identity, position) => ({
    id: identity.id,
    handle: identity.handle,
    identifier: identity.identifier,
    is_primary: position === 0,
    is_active: true,
    created_at: wireMoment(identity.created_at),
    updated_at: wireMoment(identity.updated_at),
  })),
})

export const toStaff = (row: StaffRow): Static<typeof Staff> => ({
  ...toStaffSummary(row),
  first_name: row.first_name,
  last_name: row.last_name,
  is_placeholder: row.is_placeholder,
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

/** In no particular order, and also those that were removed since. */
export async function findStaffByIds(db: Db, ids: readonly number[]): Promise<StaffRow[]> {
  return ids.length === 0 ? [] : store.findStaffByIds(db, ids)
}

/** By number or card, else by id: the same text means the same person on a sale and in a path. */
export async function findStaff(db: Db, given: string): Promise<StaffRow | undefined> {
  const id = await store.findStaffId(db, given, readId(given))
  return id === undefined ? undefined : (await store.findStaffByIds(db, [id]))[0]
}

const madeUpEmail = (): string => `staff-profile-${randomBytes(12).toString('hex')}@tillside.example`

/** Who a sale names; somebody unknown becomes a placeholder, and `isPlaceholder` says that it was made just now. */
export async function findOrMakeStaff(
  tx: Tx,
  staffId: string | number,
  now: Instant,
): Promise<{ id: number; isPlaceholder: boolean }> {
  const identifier = String(staffId)
  const known = await store.findStaffId(tx, identifier, readId(identifier))
  if (known !== undefined) return { id: known, isPlaceholder: false }
  const staff = { first_name: 'Staff', last_name: identifier, email: madeUpEmail(), is_placeholder: true }
  const { id, isNew } = await store.insertPlaceholder(tx, staff, { handle: saleHandle, identifier }, now)
  return { id, isPlaceholder: isNew }
}

async function findLocked(tx: Tx, id: number): Promise<StaffRow> {
  const row = await store.lockStaff(tx, id)
  if (!row) throw new Error('a member of staff was written and then not there')
  return row
}

export async function createStaff(tx: Tx, request: Static<typeof StaffRequest>, now: Instant): Promise<StaffRow> {
  const identities = request.identities ?? []
  const placeholder =
    identities.length > 0
      ? await store.lockPlaceholder(
          tx,
          identities.map(({ identifier }) => identifier),
        )
      : undefined
  const staff = {
    first_name: request.first_name,
    last_name: request.last_name ?? '',
    email: request.email ?? placeholder?.email ?? madeUpEmail(),
    is_placeholder: false,
  }
  const id = placeholder?.id ?? (await store.insertStaff(tx, staff, now))
  if (placeholder) await store.updateStaff(tx, id, staff, now)
  await store.insertIdentities(tx, id, distinct(identities), now)
  return findLocked(tx, id)
}

export async function changeStaff(
  tx: Tx,
  id: number,
  change: Static<typeof StaffChange>,
  now: Instant,
): Promise<Outcome<StaffRow, RefusalCode>> {
  const before = await store.lockStaff(tx, id)
  if (!before) return refuse('not_found')
  const staff = {
    first_name: change.first_name ?? before.first_name,
    last_name: change.last_name === undefined ? before.last_name : (change.last_name ?? ''),
    email: change.email ?? before.email,
    is_placeholder: false,
  }
  await store.updateStaff(tx, id, staff, now)
  if (change.identities !== undefined) {
    const identities = distinct(change.identities ?? [])
    await store.deleteIdentitiesExcept(tx, id, identities)
    await store.insertIdentities(tx, id, identities, now)
  }
  return accept(await findLocked(tx, id))
}

function distinct(given: readonly store.Recognition[]): store.Recognition[] {
  return [...new Map(given.map((one) => [`${one.handle} ${one.identifier}`, one])).values()]
}
