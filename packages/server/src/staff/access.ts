// By what staff are let in on devices: a role, and a PIN or a badge. Whoever has none of it is a name on sales.
import type { Static } from 'typebox'

import type { RefusalCode } from '@tillside/contract/refusals'
import type { updateStaffAccess } from '@tillside/contract/staff-access'
import { scannedCard } from '@tillside/rules/identities'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { pinFault } from '@tillside/rules/pins'
import type { Role } from '@tillside/rules/roles'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { blankIdentifier } from '../identities/scan.ts'
import { readTenantSecret } from '../settings/service.ts'
import { type AccessGiver, noteChange, noteRemoval } from './access-events.ts'
import * as store from './access-store.ts'
import { hashBadge, isPin, keepPin } from './pin.ts'
import { findStaff, findStaffByIds, fullName, numberOf } from './service.ts'
import { deleteStaff } from './store.ts'

type Request = Static<(typeof updateStaffAccess)['body']>
type Answer = Static<(typeof updateStaffAccess)['answer']>

/** Somebody who may be let in, and what was shown for it: by then it may have been taken away. */
export interface Recognised {
  readonly staffId: number
  readonly role: Role
  readonly by: { readonly pinHash: Buffer } | { readonly badgeHash: Buffer }
}

/** Why nobody is let in. `staffId` is whose PIN was tried, as far as that is somebody. */
export type Unrecognised =
  | { readonly why: 'unknown'; readonly staffId: number | null }
  | { readonly why: 'locked'; readonly until: Instant }

/** By number or id, and PIN. A try counts before it is looked at, also those that come at once. */
export async function recogniseByPin(
  db: Db,
  given: string,
  pin: string,
  now: Instant,
): Promise<Recognised | Unrecognised> {
  const secret = await readTenantSecret(db)
  const staff = await findStaff(db, given)
  const access = staff && (await store.findAccess(db, staff.id))
  if (!access?.role || !access.pin_hash || !access.pin_salt) {
    await isPin(secret, pin, null)
    return { why: 'unknown', staffId: access?.id ?? null }
  }
  if (!(await store.countTry(db, access.id, now)))
    return { why: 'locked', until: (await store.findAccess(db, access.id))?.pin_locked_until ?? now }
  if (!(await isPin(secret, pin, { hash: access.pin_hash, salt: access.pin_salt })))
    return { why: 'unknown', staffId: access.id }
  await store.forgetTries(db, access.id)
  return { staffId: access.id, role: access.role, by: { pinHash: access.pin_hash } }
}

/** By badge; `given` is the number or id of whoever is meant, if anybody. */
export async function recogniseByBadge(
  db: Db,
  badge: string,
  given: string | undefined,
): Promise<Recognised | Unrecognised> {
  const badgeHash = hashBadge(await readTenantSecret(db), badge)
  const access = await store.findAccessByBadge(db, badgeHash)
  const isMeant = given === undefined || (await findStaff(db, given))?.id === access?.id
  return access?.role && isMeant
    ? { staffId: access.id, role: access.role, by: { badgeHash } }
    : { why: 'unknown', staffId: null }
}

/** Whether what was shown still lets the person in, and as what; nobody changes it until the transaction ends. */
export async function lockRecognised(tx: Tx, { staffId, by }: Recognised): Promise<Role | null> {
  const access = await store.lockAccess(tx, staffId)
  const [shown, kept] = 'pinHash' in by ? [by.pinHash, access?.pin_hash] : [by.badgeHash, access?.badge_hash]
  return kept && shown.equals(kept) ? (access?.role ?? null) : null
}

interface StaffTile {
  readonly id: number
  readonly number: string
  readonly full_name: string
  readonly role: Role
}

/** Everybody who can sign in, by name. */
export async function listStaffTiles(db: Db): Promise<StaffTile[]> {
  const access = await store.listStaffWithAccess(db)
  const roleById = new Map(access.map(({ id, role }) => [id, role]))
  const rows = await findStaffByIds(db, [...roleById.keys()])
  return rows
    .flatMap((row) => {
      const role = roleById.get(row.id)
      return role ? [{ id: row.id, number: numberOf(row), full_name: fullName(row), role }] : []
    })
    .sort((a, b) => a.full_name.localeCompare(b.full_name) || a.id - b.id)
}

const openWords = 'The badge field is a number by which everybody knows the person.'

/** What is wrong with a badge, in words; null for a good one. */
function badgeFault(badge: string, numbers: readonly string[]): string | null {
  const read = scannedCard(badge)
  if (read === '') return blankIdentifier('badge').words
  return numbers.includes(read) ? openWords : null
}

const weakWords = 'The pin field is one of the first that anybody would try.'

/** Changes what is said, keeps what is not, and writes down who did it. The answer’s id is whom to sign out. */
export async function changeAccess(
  tx: Tx,
  given: string,
  request: Request,
  giver: AccessGiver,
  now: Instant,
): Promise<Outcome<Answer, RefusalCode>> {
  const staff = await findStaff(tx, given)
  const before = staff && (await store.lockAccess(tx, staff.id))
  if (!staff || !before) return refuse('not_found')
  const { role, pin, badge } = request
  const numbers = [String(staff.id), ...staff.identities.map(({ identifier }) => identifier)]
  const fault = pin === undefined || pin === null ? null : pinFault(pin, numbers)
  if (fault !== null) return refuse('pin_invalid', fault === 'weak' ? { words: weakWords } : {})
  const badgeWords = badge === undefined || badge === null ? null : badgeFault(badge, numbers)
  if (badgeWords !== null) return refuse('validation_failed', { field: 'badge', words: badgeWords })
  const secret = await readTenantSecret(tx)
  const kept = pin === undefined || pin === null ? null : await keepPin(secret, pin)
  const after = {
    id: staff.id,
    role,
    pin_hash: pin === undefined ? before.pin_hash : (kept?.hash ?? null),
    pin_salt: pin === undefined ? before.pin_salt : (kept?.salt ?? null),
    badge_hash: badge === undefined ? before.badge_hash : badge === null ? null : hashBadge(secret, badge),
  }
  await store.updateAccess(tx, after, now)
  await noteChange(tx, before, after, giver, now)
  return accept({
    id: staff.id,
    number: numberOf(staff),
    full_name: fullName(staff),
    role,
    has_pin: after.pin_hash !== null,
    has_badge: after.badge_hash !== null,
  })
}

/** Somebody who is gone is not let in any more either. */
export async function removeStaff(
  tx: Tx,
  id: number,
  giver: AccessGiver,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  const before = await store.lockAccess(tx, id)
  if (!before || !(await deleteStaff(tx, id, now))) return refuse('not_found')
  await noteRemoval(tx, before, giver, now)
  return accept(undefined)
}
