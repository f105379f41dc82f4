// What staff are let in by. The rows are those of staff; nothing else reads these columns, and removing somebody empties them.
import type { Role } from '@tillside/rules/roles'
import type { Instant } from '@tillside/rules/time'

import type { Db, Fragment, Tx } from '../db/open.ts'

interface AccessRow {
  id: number
  role: Role | null
  pin_hash: Buffer | null
  pin_salt: Buffer | null
  pin_locked_until: Instant | null
  badge_hash: Buffer | null
}

const selected = (db: Db): Fragment => db`
  select id, role, pin_hash, pin_salt, pin_locked_until, badge_hash from staff s`

export async function findAccess(db: Db, staffId: number): Promise<AccessRow | undefined> {
  const [row] = await db<AccessRow[]>`${selected(db)} where id = ${staffId} and deleted_at is null`
  return row
}

export async function findAccessByBadge(db: Db, badgeHash: Buffer): Promise<AccessRow | undefined> {
  const [row] = await db<AccessRow[]>`${selected(db)} where badge_hash = ${badgeHash} and deleted_at is null`
  return row
}

/** Whoever changes it waits, and whoever changed it before is seen. */
export async function lockAccess(tx: Tx, staffId: number): Promise<AccessRow | undefined> {
  const [row] = await tx<AccessRow[]>`
    ${selected(tx)} where id = ${staffId} and deleted_at is null for no key update`
  return row
}

/** Everybody who can sign in. */
export const listStaffWithAccess = (db: Db): Promise<{ id: number; role: Role }[]> => db<{ id: number; role: Role }[]>`
  select id, role from staff
  where role is not null and (pin_hash is not null or badge_hash is not null) and deleted_at is null order by id`

/** Whoever has no access loses the count of wrong tries with it; a change is a fresh start. */
export async function updateAccess(tx: Tx, access: Omit<AccessRow, 'pin_locked_until'>, now: Instant): Promise<void> {
  const { id, ...columns } = access
  await tx`
    update staff set ${tx({ ...columns, pin_failures: 0, pin_locked_until: null, updated_at: now })} where id = ${id}`
}

/**
 * Counts a try before the PIN is looked at, in one statement: of guesses that come at once none is left out. False while
 * the person is locked. A right PIN takes the count back.
 */
export async function countTry(db: Db, staffId: number, now: Instant): Promise<boolean> {
  const counted = await db`
    update staff set pin_failures = pin_failures + 1, pin_locked_until = sign_in_lock_end(pin_failures + 1, ${now})
    where id = ${staffId} and deleted_at is null and (pin_locked_until is null or pin_locked_until <= ${now})
    returning id`
  return counted.length === 1
}

export async function forgetTries(db: Db, staffId: number): Promise<void> {
  await db`update staff set pin_failures = 0, pin_locked_until = null where id = ${staffId}`
}
