// Signing in and out on a device, and allowing one thing for a minute. Who shows a PIN or a badge is recognised before the
// transaction begins, in statements of their own: a wrong try is refused, which rolls back, and must count all the same.
import type { approve as approveRoute } from '@tillside/contract/device-sessions'
import type { RefusalCode } from '@tillside/contract/refusals'
import type { BodyOf } from '@tillside/contract/route'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { approvalMs, mayDo, type Permission, sessionMsMax } from '@tillside/rules/roles'
import { instant, type Instant, secondMs } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import {
  changeAccess,
  lockRecognised,
  recogniseByBadge,
  recogniseByPin,
  type Recognised,
  type Unrecognised,
} from '../staff/access.ts'
import type { Approval } from './standing.ts'
import { insertEvent } from './store-events.ts'
import * as store from './store.ts'
import * as tries from './tries-store.ts'

type Proof = Omit<BodyOf<typeof approveRoute>, 'permission'>

const needed = (field: string, words: string): Outcome<never, RefusalCode> =>
  refuse('validation_failed', { field, words: `The ${field} field ${words}.` })

async function tryBadge(
  db: Db,
  deviceId: string,
  badge: string,
  given: string | undefined,
  now: Instant,
): Promise<Recognised | Unrecognised> {
  if (!(await tries.countBadge(db, deviceId, now)))
    return { why: 'locked', until: (await tries.findBadgeLock(db, deviceId)) ?? now }
  const found = await recogniseByBadge(db, badge, given)
  if (!('why' in found)) await tries.forgetBadges(db, deviceId)
  return found
}

type Shown =
  | { readonly given: string; readonly pin: string }
  | { readonly given: string | undefined; readonly badge: string }

/** Looks at what is shown, where the device still takes tries; one that does not fail weighs nothing. */
async function look(db: Db, deviceId: string, shown: Shown, now: Instant): Promise<Recognised | Unrecognised> {
  if (!(await tries.weighTry(db, deviceId, now)))
    return { why: 'locked', until: (await tries.findWeightEnd(db, deviceId)) ?? now }
  const found = await ('pin' in shown
    ? recogniseByPin(db, shown.given, shown.pin, now)
    : tryBadge(db, deviceId, shown.badge, shown.given, now))
  if (!('why' in found) || found.why === 'locked') await tries.unweighTry(db, deviceId)
  return found
}

/** What is shown, of exactly one kind. */
function readShown({ staff_id, pin, badge }: Proof): Outcome<Shown, RefusalCode> {
  const given = staff_id === undefined || staff_id === null ? undefined : String(staff_id)
  if (typeof pin === 'string' && typeof badge !== 'string')
    return given === undefined ? needed('staff_id', 'is required with a PIN') : accept({ given, pin })
  if (typeof badge === 'string' && typeof pin !== 'string') return accept({ given, badge })
  return needed('pin', 'or the badge field is required, and not both')
}

/** Who shows this; every try that was looked at and fails is written down. */
export async function recognise(
  db: Db,
  { tokenId: deviceId }: Caller,
  proof: Proof,
  now: Instant,
): Promise<Outcome<Recognised, RefusalCode>> {
  const shown = readShown(proof)
  if (!shown.ok) return shown
  const found = await look(db, deviceId, shown.value, now)
  if (!('why' in found)) return accept(found)
  if (found.why === 'unknown') {
    await insertEvent(db, { device_id: deviceId, event: 'sign_in_failed', staff_id: found.staffId }, now)
    return refuse('sign_in_failed')
  }
  const seconds = Math.max(1, Math.ceil((found.until - now) / secondMs))
  return refuse('sign_in_locked', { details: { retry_after_seconds: seconds } })
}

/** The browser that asks, which may be replaced before its transaction is there. */
function browserOf({ tokenId: id, cookieHash }: Caller): store.PairedBrowser {
  if (cookieHash === null) throw new Error('a token asked as a device')
  return { id, cookieHash }
}

export async function signIn(
  tx: Tx,
  caller: Caller,
  person: Recognised,
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  if ((await lockRecognised(tx, person)) === null) return refuse('sign_in_failed')
  const { staffId } = person
  const session = { staffId, endsAt: instant(now + sessionMsMax) }
  if (!(await store.startSession(tx, browserOf(caller), session, now))) return refuse('sign_in_failed')
  await insertEvent(tx, { device_id: caller.tokenId, event: 'signed_in', staff_id: staffId }, now)
  return accept(undefined)
}

/** Also where nobody is signed in: then there is nothing to tell of. */
export async function signOut(tx: Tx, caller: Caller, now: Instant): Promise<void> {
  const { tokenId: deviceId, staffId } = caller
  const hasEnded = await store.endSession(tx, browserOf(caller), now)
  if (hasEnded && staffId !== null)
    await insertEvent(tx, { device_id: deviceId, event: 'signed_out', staff_id: staffId }, now)
}

/** Changes by what somebody is let in, and ends what the person has begun anywhere. */
export async function giveAccess(
  tx: Tx,
  given: string,
  request: Parameters<typeof changeAccess>[2],
  giver: Parameters<typeof changeAccess>[3],
  now: Instant,
): ReturnType<typeof changeAccess> {
  const changed = await changeAccess(tx, given, request, giver, now)
  if (changed.ok) await signOutEverywhere(tx, changed.value.id, now)
  return changed
}

async function signOutEverywhere(tx: Tx, staffId: number, now: Instant): Promise<void> {
  for (const id of await store.endSessionsOf(tx, staffId, now))
    await insertEvent(tx, { device_id: id, event: 'signed_out', staff_id: staffId }, now)
}

/** One permission, on this device, for a minute; it takes the place of an earlier one. */
export async function approve(
  tx: Tx,
  caller: Caller,
  permission: Permission,
  person: Recognised,
  now: Instant,
): Promise<Outcome<Approval, RefusalCode>> {
  const { tokenId: deviceId, staffId: forStaffId } = caller
  const role = await lockRecognised(tx, person)
  if (role === null) return refuse('sign_in_failed')
  if (!mayDo(role, permission)) return refuse('permission_missing')
  const approval = { permission, staffId: person.staffId, endsAt: instant(now + approvalMs) }
  if (!(await store.keepApproval(tx, browserOf(caller), approval, forStaffId, now)))
    return needed('permission', 'is for somebody who is not signed in here any more')
  const event = { event: 'approved', staff_id: person.staffId, for_staff_id: forStaffId, permission } as const
  await insertEvent(tx, { device_id: deviceId, ...event }, now)
  return accept(approval)
}
