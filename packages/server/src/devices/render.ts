// A device as its page and the operator see it.
import type { Static } from 'typebox'

import type { Device, DeviceApproval } from '@tillside/contract/devices'
import { permissionsOf } from '@tillside/rules/roles'
import { rateText } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { wireAmountOrNull, wireMoment, wireMomentOrNull } from '../http/render.ts'
import { findLocationsByIds, type LocationRow } from '../locations/service.ts'
import { readPageTerms } from '../settings/service.ts'
import { findStaffByIds, fullName, numberOf } from '../staff/service.ts'
import { type Approval, approvalOf, sessionOf } from './standing.ts'
import type { DeviceRow } from './store.ts'

type Wire = Static<typeof Device>
type Staff = Awaited<ReturnType<typeof findStaffByIds>>[number]

/** What devices name, by id. */
interface Named {
  readonly staff: ReadonlyMap<number, Staff>
  readonly locations: ReadonlyMap<number, LocationRow>
}

export const byId = <T extends { id: number }>(rows: readonly T[]): ReadonlyMap<number, T> =>
  new Map(rows.map((row) => [row.id, row]))

const idsOf = (ids: readonly (number | null)[]): number[] => [...new Set(ids.filter((id) => id !== null))]

/** Somebody by name alone. */
export const toStaffName = (staff: Staff): { id: number; full_name: string } => ({
  id: staff.id,
  full_name: fullName(staff),
})

function found<T>(byIds: ReadonlyMap<number, T>, id: number): T {
  const value = byIds.get(id)
  if (value === undefined) throw new Error('a device names somebody who is not there')
  return value
}

function toLocation(row: LocationRow | undefined): Wire['location'] {
  if (!row) return null
  const { id, external_id, name, phone, timezone, address } = row
  return {
    id,
    external_id,
    name,
    phone,
    timezone,
    address_line_1: address?.address_line_1 ?? null,
    address_line_2: address?.address_line_2 ?? null,
    address_line_3: address?.address_line_3 ?? null,
    city: address?.city ?? null,
    state: address?.state ?? null,
    postcode: address?.postcode ?? null,
    country: address?.country ?? null,
  }
}

function toSession(row: DeviceRow, { staff }: Named, now: Instant): Wire['staff'] {
  const session = sessionOf(row, now)
  if (!session) return null
  const person = found(staff, session.staffId)
  return {
    ...toStaffName(person),
    number: numberOf(person),
    role: session.role,
    permissions: [...permissionsOf(session.role)],
    signed_in_at: wireMoment(session.signedInAt),
    expires_at: wireMoment(session.endsAt),
  }
}

const toApprovalOf = (approval: Approval, person: Staff): Static<typeof DeviceApproval> => ({
  permission: approval.permission,
  staff: toStaffName(person),
  expires_at: wireMoment(approval.endsAt),
})

export async function toApproval(db: Db, approval: Approval): Promise<Static<typeof DeviceApproval>> {
  return toApprovalOf(approval, found(byId(await findStaffByIds(db, [approval.staffId])), approval.staffId))
}

type Terms = Awaited<ReturnType<typeof readPageTerms>>

function toDevice(row: DeviceRow, named: Named, terms: Terms, tenant: Tenant, now: Instant): Wire {
  const { currency, region } = tenant
  const location = toLocation(row.location_id === null ? undefined : named.locations.get(row.location_id))
  const approval = approvalOf(row, now)
  return {
    id: row.id,
    name: row.name,
    app: row.app,
    number: row.number,
    location,
    staff: toSession(row, named, now),
    approval: approval && toApprovalOf(approval, found(named.staff, approval.staffId)),
    shop: { name: terms.shopName, currency, timezone: location?.timezone ?? tenant.timeZone, region },
    points: {
      earn_rate: Number(rateText(terms.rates.earn)),
      exchange_rate: Number(rateText(terms.rates.exchange)),
    },
    redeem: {
      amount_max: wireAmountOrNull(terms.amountMax, currency),
      percent_max: terms.percentMax,
      step: wireAmountOrNull(terms.step, currency),
      is_offline_allowed: terms.isOfflineAllowed,
    },
    host_origins: row.app === 'clienteling' ? [...terms.portalOrigins] : [],
    paired_at: wireMomentOrNull(row.paired_at),
    last_seen_at: wireMomentOrNull(row.last_seen_at),
    revoked_at: wireMomentOrNull(row.revoked_at),
    created_at: wireMoment(row.created_at),
    updated_at: wireMoment(row.updated_at),
  }
}

export async function toDevices(db: Db, rows: readonly DeviceRow[], tenant: Tenant, now: Instant): Promise<Wire[]> {
  const staffIds = idsOf(rows.flatMap((row) => [row.staff_id, row.approval_staff_id]))
  const [terms, staff, locations] = await Promise.all([
    readPageTerms(db),
    findStaffByIds(db, staffIds),
    findLocationsByIds(db, idsOf(rows.map((row) => row.location_id))),
  ])
  const named = { staff: byId(staff), locations: byId(locations) }
  return rows.map((row) => toDevice(row, named, terms, tenant, now))
}

export async function toOneDevice(db: Db, row: DeviceRow, tenant: Tenant, now: Instant): Promise<Wire> {
  const [device] = await toDevices(db, [row], tenant, now)
  if (!device) throw new Error('one device was rendered as none')
  return device
}
