// Who changed by what staff are let in: written with the change, and read by the operator.
import type { Static } from 'typebox'

import type { listStaffAccessEvents } from '@tillside/contract/staff-access'
import type { Role } from '@tillside/rules/roles'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { wireMoment } from '../http/render.ts'
import * as store from './access-events-store.ts'
import { findStaffByIds, fullName } from './service.ts'

export type AccessGiver = store.AccessGiver
type AccessEventRow = store.AccessEventRow

export const giverOf = ({ tokenName, tokenId, userId }: Caller): AccessGiver => ({
  by: tokenName,
  token_id: tokenId,
  user_id: userId,
})

/** What somebody is let in by, as far as it is written down. */
interface Access {
  readonly id: number
  readonly role: Role | null
  readonly pin_hash: Buffer | null
  readonly badge_hash: Buffer | null
}

const none = { role: null, pin_hash: null, badge_hash: null }

/** The same PIN given again is kept under another salt, so it counts as set; a badge given again is the same badge. */
function becameOf(before: Buffer | null, after: Buffer | null): 'kept' | 'set' | 'taken' {
  if (after === null) return before === null ? 'kept' : 'taken'
  return before !== null && before.equals(after) ? 'kept' : 'set'
}

async function note(
  tx: Tx,
  event: 'changed' | 'removed',
  before: Access,
  after: Omit<Access, 'id'>,
  giver: AccessGiver,
  now: Instant,
): Promise<void> {
  const written = {
    ...giver,
    staff_id: before.id,
    event,
    role_before: before.role,
    role: after.role,
    pin: becameOf(before.pin_hash, after.pin_hash),
    badge: becameOf(before.badge_hash, after.badge_hash),
  }
  await store.insertAccessEvent(tx, written, now)
}

/** Also where nothing differs: it ends a lock, and signs out. */
export const noteChange = (
  tx: Tx,
  before: Access,
  after: Omit<Access, 'id'>,
  giver: AccessGiver,
  now: Instant,
): Promise<void> => note(tx, 'changed', before, after, giver, now)

/** Of somebody who was not let in there is nothing to tell. */
export async function noteRemoval(tx: Tx, before: Access, giver: AccessGiver, now: Instant): Promise<void> {
  const isLetIn = before.role !== null || before.pin_hash !== null || before.badge_hash !== null
  if (isLetIn) await note(tx, 'removed', before, none, giver, now)
}

type Wire = Static<(typeof listStaffAccessEvents)['answer']>

export async function toAccessEvents(db: Db, rows: readonly AccessEventRow[]): Promise<Wire[]> {
  const names = await findNames(db, rows)
  return rows.map(
    ({ id, event, staff_id, role_before, role, pin, badge, by, token_id, user_id, user_name, created_at }) => ({
      id,
      event,
      staff: { id: staff_id, full_name: names.get(staff_id) ?? '' },
      role_before,
      role,
      pin,
      badge,
      by,
      token_id,
      user: user_id === null || user_name === null ? null : { id: user_id, name: user_name },
      created_at: wireMoment(created_at),
    }),
  )
}

async function findNames(db: Db, rows: readonly AccessEventRow[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(rows.map(({ staff_id }) => staff_id))]
  return new Map((await findStaffByIds(db, ids)).map((row) => [row.id, fullName(row)]))
}

/** As many as a person reads through. */
const lastMax = 200

/** The last of them, each with the name of whom it is about. */
export async function readLastAccessEvents(
  db: Db,
  staffId: number | null,
): Promise<readonly (AccessEventRow & { readonly full_name: string })[]> {
  const rows = await store.findLastAccessEvents(db, staffId, lastMax)
  const names = await findNames(db, rows)
  return rows.map((row) => ({ ...row, full_name: names.get(row.staff_id) ?? '' }))
}
