// Who is signed in on a device and what is allowed on it, as of a moment.
import { mayDo, type Permission, type Role } from '@tillside/rules/roles'
import type { Instant } from '@tillside/rules/time'

import type { DeviceRow } from './store.ts'

interface Session {
  readonly staffId: number
  readonly role: Role
  readonly signedInAt: Instant
  readonly endsAt: Instant
}

/** Null when nobody is, or whoever was has no access any more. */
export function sessionOf(row: DeviceRow, now: Instant): Session | null {
  const { staff_id: staffId, staff_role: role, signed_in_at: signedInAt, session_ends_at: endsAt } = row
  if (staffId === null || role === null || signedInAt === null || endsAt === null || endsAt <= now) return null
  return { staffId, role, signedInAt, endsAt }
}

export interface Approval {
  readonly permission: Permission
  readonly staffId: number
  readonly endsAt: Instant
}

/** Null when there is none, or whoever gave it may not do that any more. */
export function approvalOf(row: DeviceRow, now: Instant): Approval | null {
  const { approval_permission: permission, approval_staff_id: staffId, approval_role: role } = row
  const endsAt = row.approval_ends_at
  if (permission === null || staffId === null || role === null || endsAt === null || endsAt <= now) return null
  return mayDo(role, permission) ? { permission, staffId, endsAt } : null
}
