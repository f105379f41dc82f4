// Making, pairing and revoking devices, and finding the one behind a cookie.
import type { Static } from 'typebox'
import { uuidv7 } from 'uuidv7'

import type { App, createDevice as createRoute } from '@tillside/contract/devices'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { mayDo } from '@tillside/rules/roles'
import { instant, type Instant, minuteMs } from '@tillside/rules/time'

import { BeginAgain } from '../db/begin-again.ts'
import type { Database, Db, Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { findLocationForSale } from '../locations/service.ts'
import { hashToken, makeDeviceUser, newAccessToken } from '../tokens/service.ts'
import { mayOf } from './scopes.ts'
import { approvalOf, sessionOf } from './standing.ts'
import { insertEvent } from './store-events.ts'
import * as store from './store.ts'

/** A link is opened while the operator stands beside the till. */
const pairingMs = 15 * minuteMs

/** The device behind a cookie as the caller that it is now. */
export async function findDeviceCaller(
  { read }: Database,
  app: App,
  cookieHash: Buffer,
  now: Instant,
): Promise<Caller | undefined> {
  const row = await store.findDeviceByCookie(read, app, cookieHash)
  if (!row) return undefined
  await store.noteSeen(read, row, now)
  const [session, given] = [sessionOf(row, now), approvalOf(row, now)]
  const role = session?.role ?? null
  // What the own role reaches uses no approval up.
  const approval = given !== null && (role === null || !mayDo(role, given.permission)) ? given : null
  return {
    userId: row.user_id,
    tokenId: row.id,
    tokenName: row.name,
    ...mayOf(app, role, approval?.permission ?? null),
    approval: approval && {
      permission: approval.permission,
      use: (tx, subject) => store.useApproval(tx, row.id, approval, subject),
    },
    throttle: null,
    expiresAt: session?.endsAt ?? now,
    app,
    cookieHash,
    staffId: session?.staffId ?? null,
  }
}

async function findLocationId(
  tx: Tx,
  given: string | number | null | undefined,
): Promise<Outcome<number | null | undefined, RefusalCode>> {
  if (given === undefined || given === null) return accept(given)
  const location = await findLocationForSale(tx, given)
  const isThere = location !== undefined && location.deleted_at === null
  return isThere ? accept(location.id) : refuse('reference_unknown', { field: 'location_id' })
}

interface Pairable {
  readonly row: store.DeviceRow
  /** What the link ends in; known here and to nobody else. */
  readonly code: string
  readonly endsAt: Instant
}

/** A device with a fresh code: a new one, or the one that has this name already. */
export async function makePairable(
  tx: Tx,
  request: Static<(typeof createRoute)['body']>,
  now: Instant,
): Promise<Outcome<Pairable, RefusalCode>> {
  const { app, name } = request
  const location = await findLocationId(tx, request.location_id)
  if (!location.ok) return location
  const code = newAccessToken()
  const endsAt = instant(now + pairingMs)
  const pairing = { pairing_hash: hashToken(code), pairing_ends_at: endsAt }
  const known = await store.lockDeviceByName(tx, app, name)
  const id = known?.id ?? uuidv7()
  if (known) await store.renewPairing(tx, id, pairing, location.value, now)
  else {
    const userId = await makeDeviceUser(tx, name, id, now)
    const device = { id, user_id: userId, app, name, location_id: location.value ?? null, ...pairing }
    if (!(await store.insertDevice(tx, device, now))) throw new BeginAgain('a device of this name was made meanwhile')
  }
  return accept({ row: await readDevice(tx, id), code, endsAt })
}

/** Where a browser goes to be paired, below the address of the server. */
export const pairingPath = ({ row, code }: Pairable): string => `/${row.app}/pair#${code}`

/** A device that is there for sure. */
export async function readDevice(db: Db, id: string): Promise<store.DeviceRow> {
  const row = await store.findDevice(db, id)
  if (!row) throw new Error('a device is known and not there')
  return row
}

/** Every device there is, by number. */
export const findDevices = (db: Db): Promise<store.DeviceRow[]> => store.findDevices(db)

/** Uses a code up; the secret is what the browser's cookie holds from now on. */
export async function pair(
  tx: Tx,
  app: App,
  code: string,
  now: Instant,
): Promise<Outcome<{ readonly row: store.DeviceRow; readonly secret: string }, RefusalCode>> {
  const secret = newAccessToken()
  const hashes = { codeHash: hashToken(code), cookieHash: hashToken(secret) }
  const id = await store.takePairing(tx, { app, ...hashes }, now)
  if (id === undefined) return refuse('pairing_code_invalid')
  await insertEvent(tx, { device_id: id, event: 'paired' }, now)
  return accept({ row: await readDevice(tx, id), secret })
}

export async function revoke(tx: Tx, by: string, id: string, now: Instant): Promise<Outcome<undefined, RefusalCode>> {
  if (!(await store.revokeDevice(tx, id, now))) return refuse('not_found')
  await insertEvent(tx, { device_id: id, event: 'revoked', by }, now)
  return accept(undefined)
}
