// The places and staff that a profile names: by id, or by the ids that other systems have for them.
import type { Static } from 'typebox'

import type { ProfileChange } from '@tillside/contract/profiles'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Tx } from '../db/open.ts'
import { findLocationByExternal, findLocationForSale } from '../locations/service.ts'
import type { ProfileLinks } from '../profiles/fields.ts'
import { findStaff, findStaffByIds } from '../staff/service.ts'

type Change = Static<typeof ProfileChange>
type Found = Outcome<number | null | undefined, RefusalCode>

type When = 'joined' | 'preferred'

const foundOr = (field: string, id: number | undefined): Found =>
  id === undefined ? refuse('reference_unknown', { field }) : accept(id)

/** The outside ids win: whoever sends a profile back changed only those. Undefined when nothing is said. */
async function findLocation(tx: Tx, change: Change, when: When): Promise<Found> {
  for (const name of ['external_id', 'external_code'] as const) {
    const field = `${when}_location_${name}` as const
    const given = change[field]
    if (given) return foundOr(field, (await findLocationByExternal(tx, name, given))?.id)
  }
  const field = `${when}_location_id` as const
  const given = change[field]
  if (given === undefined || given === null) return accept(given)
  return foundOr(field, (await findLocationForSale(tx, given))?.id)
}

/** A number is the id of the record; a text is looked for as a sale's `staff_id` is. */
async function findStaffId(tx: Tx, change: Change, when: When): Promise<Found> {
  const field = `${when}_staff_id` as const
  const given = change[field]
  if (given === undefined || given === null) return accept(given)
  const staff = typeof given === 'number' ? (await findStaffByIds(tx, [given]))[0] : await findStaff(tx, given)
  return foundOr(field, staff?.id)
}

export async function findLinks(tx: Tx, change: Change): Promise<Outcome<ProfileLinks, RefusalCode>> {
  const links: { -readonly [K in keyof ProfileLinks]: number | null } = {}
  for (const when of ['joined', 'preferred'] as const) {
    const location = await findLocation(tx, change, when)
    if (!location.ok) return location
    if (location.value !== undefined) links[`${when}_location_id`] = location.value
    const staff = await findStaffId(tx, change, when)
    if (!staff.ok) return staff
    if (staff.value !== undefined) links[`${when}_staff_id`] = staff.value
  }
  return accept(links)
}
