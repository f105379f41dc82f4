// Devices, each with who is signed in on it and what was just allowed. Both count for as long as their staff have access,
// which is looked at whenever the row is.
import type { App } from '@tillside/contract/devices'
import type { Permission, Role } from '@tillside/rules/roles'
import { type Instant, minuteMs, instant } from '@tillside/rules/time'

import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

export interface DeviceRow {
  id: string
  number: number
  user_id: number
  app: App
  name: string
  location_id: number | null
  staff_id: number | null
  /** As it is now; null for somebody who has lost it, or is gone. */
  staff_role: Role | null
  signed_in_at: Instant | null
  session_ends_at: Instant | null
  approval_permission: Permission | null
  approval_staff_id: number | null
  approval_role: Role | null
  approval_ends_at: Instant | null
  pairing_ends_at: Instant | null
  paired_at: Instant | null
  last_seen_at: Instant | null
  revoked_at: Instant | null
  created_at: Instant
  updated_at: Instant
}

const selected = (db: Db): Fragment => db`
  select d.id, d.number, d.user_id, d.app, d.name, d.location_id, d.staff_id, s.role as staff_role, d.signed_in_at,
    d.session_ends_at, d.approval_permission, d.approval_staff_id, a.role as approval_role, d.approval_ends_at,
    d.pairing_ends_at, d.paired_at, d.last_seen_at, d.revoked_at, d.created_at, d.updated_at
  from device d
  left join staff s on s.id = d.staff_id and s.deleted_at is null
  left join staff a on a.id = d.approval_staff_id and a.deleted_at is null`

const columns = {
  id: 'd.id',
  app: 'd.app',
  name: 'd.name',
  number: 'd.number',
  location_id: 'd.location_id',
  paired_at: 'd.paired_at',
  last_seen_at: 'd.last_seen_at',
  revoked_at: 'd.revoked_at',
  created_at: 'd.created_at',
}

export function listDevices(db: Db, list: List): Promise<{ rows: DeviceRow[]; total: number }> {
  const where = db`where true ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<DeviceRow[]>`${selected(db)} ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from device d ${where}`,
  })
}

export async function findDevice(db: Db, id: string): Promise<DeviceRow | undefined> {
  const [row] = await db<DeviceRow[]>`${selected(db)} where d.id = ${id}`
  return row
}

export const findDevices = (db: Db): Promise<DeviceRow[]> => db<DeviceRow[]>`${selected(db)} order by d.number`

export async function findDeviceByCookie(db: Db, app: App, hash: Buffer): Promise<DeviceRow | undefined> {
  const [row] = await db<DeviceRow[]>`${selected(db)} where d.cookie_hash = ${hash} and d.app = ${app}`
  return row
}

const seenMsMin = 5 * minuteMs

/** Seldom enough that reading stays reading. */
export async function noteSeen(db: Db, { id, last_seen_at }: DeviceRow, now: Instant): Promise<void> {
  const before = instant(now - seenMsMin)
  if (last_seen_at !== null && last_seen_at > before) return
  await db`
    update device set last_seen_at = ${now} where id = ${id} and (last_seen_at is null or last_seen_at <= ${before})`
}

/** The device of this name, for a change. */
export async function lockDeviceByName(tx: Tx, app: App, name: string): Promise<{ id: string } | undefined> {
  const [row] = await tx<{ id: string }[]>`
    select id from device where app = ${app} and lower(name) = lower(${name}) for no key update`
  return row
}

interface Pairing {
  readonly pairing_hash: Buffer
  readonly pairing_ends_at: Instant
}

interface NewDevice extends Pairing {
  readonly id: string
  readonly user_id: number
  readonly app: App
  readonly name: string
  readonly location_id: number | null
}

/** False when somebody else has made one of this name meanwhile. */
export async function insertDevice(tx: Tx, device: NewDevice, now: Instant): Promise<boolean> {
  const made = await tx`
    insert into device ${tx({ ...device, created_at: now, updated_at: now })}
    on conflict (app, lower(name)) do nothing returning id`
  return made.length === 1
}

/** `locationId` left out: as it was. */
export async function renewPairing(
  tx: Tx,
  id: string,
  pairing: Pairing,
  locationId: number | null | undefined,
  now: Instant,
): Promise<void> {
  const location = locationId === undefined ? {} : { location_id: locationId }
  await tx`update device set ${tx({ ...pairing, ...location, updated_at: now })} where id = ${id}`
}

const nobody = {
  staff_id: null,
  signed_in_at: null,
  session_ends_at: null,
  approval_permission: null,
  approval_staff_id: null,
  approval_ends_at: null,
  approval_used_for: null,
}

/** The operator stands beside it: what was tried before is forgotten. */
const untried = { badge_failures: 0, badge_locked_until: null, wrong_tries_until: null }

/** Uses a code up: of two who use it at the same moment one finds it used. */
export async function takePairing(
  tx: Tx,
  { app, codeHash, cookieHash }: { readonly app: App; readonly codeHash: Buffer; readonly cookieHash: Buffer },
  now: Instant,
): Promise<string | undefined> {
  const paired = {
    cookie_hash: cookieHash,
    pairing_hash: null,
    pairing_ends_at: null,
    revoked_at: null,
    ...untried,
    ...nobody,
  }
  const [row] = await tx<{ id: string }[]>`
    update device set ${tx({ ...paired, paired_at: now, last_seen_at: now, updated_at: now })}
    where pairing_hash = ${codeHash} and app = ${app} and pairing_ends_at > ${now}
    returning id`
  return row?.id
}

/** False where there is no such device, or it was revoked before and no link for it is left. */
export async function revokeDevice(tx: Tx, id: string, now: Instant): Promise<boolean> {
  const gone = { cookie_hash: null, pairing_hash: null, pairing_ends_at: null, ...nobody }
  const revoked = await tx`
    update device set ${tx({ ...gone, revoked_at: now, updated_at: now })}
    where id = ${id} and (revoked_at is null or pairing_hash is not null)
    returning id`
  return revoked.length === 1
}

/** A browser that is this device, as long as nobody revokes it and no other one is paired in its place. */
export interface PairedBrowser {
  readonly id: string
  readonly cookieHash: Buffer
}

const stillPaired = (tx: Tx, { id, cookieHash }: PairedBrowser): Fragment =>
  tx`id = ${id} and cookie_hash = ${cookieHash}`

/** False where the browser is this device no more. */
export async function startSession(
  tx: Tx,
  browser: PairedBrowser,
  session: { readonly staffId: number; readonly endsAt: Instant },
  now: Instant,
): Promise<boolean> {
  const { staffId, endsAt } = session
  const signedIn = { ...nobody, staff_id: staffId, signed_in_at: now, session_ends_at: endsAt }
  const started = await tx`
    update device set ${tx({ ...signedIn, updated_at: now })} where ${stillPaired(tx, browser)} returning id`
  return started.length === 1
}

export async function endSession(tx: Tx, browser: PairedBrowser, now: Instant): Promise<boolean> {
  const ended = await tx`
    update device set ${tx({ ...nobody, updated_at: now })} where ${stillPaired(tx, browser)} returning id`
  return ended.length === 1
}

/** Ends every session of a person, and whatever that person has allowed. */
export async function endSessionsOf(tx: Tx, staffId: number, now: Instant): Promise<string[]> {
  const ended = await tx<{ id: string }[]>`
    update device set ${tx({ ...nobody, updated_at: now })} where staff_id = ${staffId} returning id`
  await tx`
    update device set approval_permission = null, approval_staff_id = null, approval_ends_at = null,
      approval_used_for = null
    where approval_staff_id = ${staffId}`
  return ended.map(({ id }) => id)
}

/** For whoever asked; false when that person is not signed in there any more, or the browser is this device no more. */
export async function keepApproval(
  tx: Tx,
  browser: PairedBrowser,
  approval: { readonly permission: Permission; readonly staffId: number; readonly endsAt: Instant },
  forStaffId: number | null,
  now: Instant,
): Promise<boolean> {
  const kept = await tx`
    update device set approval_permission = ${approval.permission}, approval_staff_id = ${approval.staffId},
      approval_ends_at = ${approval.endsAt}, approval_used_for = null
    where ${stillPaired(tx, browser)}
      and case when session_ends_at > ${now} then staff_id end is not distinct from ${forStaffId}::bigint
    returning id`
  return kept.length === 1
}

/**
 * Binds what was allowed to the first thing that it is used on; false for anything else from then on. Whoever comes at the same
 * moment waits for the end of this transaction, and where it is refused nothing was bound.
 */
export async function useApproval(
  tx: Tx,
  id: string,
  { permission, staffId }: { readonly permission: Permission; readonly staffId: number },
  subject: string,
): Promise<boolean> {
  const used = await tx`
    update device set approval_used_for = ${subject}
    where id = ${id} and approval_permission = ${permission} and approval_staff_id = ${staffId}
      and coalesce(approval_used_for, ${subject}) = ${subject}
    returning id`
  return used.length === 1
}
