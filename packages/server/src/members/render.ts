// The member as the API shows one. A page of members costs one statement for each thing that hangs on them.
import type { Static } from 'typebox'

import type { Profile } from '@tillside/contract/profiles'
import type { ExchangeRate } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'
import { localDayOf } from '@tillside/rules/zone'

import { type Balance, readBalancesByProfile, wireBalances } from '../balances/service.ts'
import type { Db } from '../db/open.ts'
import type { Tenant } from '../http/context.ts'
import { wireMoment } from '../http/render.ts'
import { toIdentity } from '../identities/service.ts'
import { findLocationsByIds, toLocation } from '../locations/service.ts'
import { birthdayOf } from '../profiles/birthdays.ts'
import { toAppearance, toComms } from '../profiles/comms.ts'
import { toCustomAttributeMap } from '../profiles/custom-attributes.ts'
import { fullName } from '../profiles/row.ts'
import { readPointRates } from '../settings/service.ts'
import { findStaffByIds, toStaffSummary } from '../staff/service.ts'
import { findMembersByIds, type MemberRow } from './store.ts'

type Wire = Static<typeof Profile>
type WireLocation = NonNullable<Wire['joined_location']>
type WireStaff = NonNullable<Wire['joined_staff']>

/** What hangs on the members of a page. */
interface Surroundings {
  readonly locations: ReadonlyMap<number, WireLocation>
  readonly staff: ReadonlyMap<number, WireStaff>
  readonly balances: ReadonlyMap<string, Balance>
  readonly exchange: ExchangeRate
}

const idsOf = (rows: readonly MemberRow[], pick: (row: MemberRow) => (number | null)[]): number[] => [
  ...new Set(rows.flatMap(pick).filter((id) => id !== null)),
]

async function findSurroundings(db: Db, rows: readonly MemberRow[], now: Instant): Promise<Surroundings> {
  const ids = rows.map((row) => row.id)
  const [balances, rates, locations, staff] = await Promise.all([
    readBalancesByProfile(db, ids, now),
    readPointRates(db),
    findLocationsByIds(
      db,
      idsOf(rows, (row) => [row.joined_location_id, row.preferred_location_id]),
    ),
    findStaffByIds(
      db,
      idsOf(rows, (row) => [row.joined_staff_id, row.preferred_staff_id]),
    ),
  ])
  return {
    locations: new Map(locations.map((row) => [row.id, toLocation(row)])),
    staff: new Map(staff.map((row) => [row.id, toStaffSummary(row)])),
    balances,
    exchange: rates.exchange,
  }
}

const nothing: Balance = { rewardMinor: 0, points: 0, benefitCount: 0 }
const found = <T>(map: ReadonlyMap<number, T>, id: number | null): T | null =>
  id === null ? null : (map.get(id) ?? null)

function linksOf(row: MemberRow, { locations, staff }: Surroundings) {
  return {
    joined_location_id: row.joined_location_id,
    joined_location: found(locations, row.joined_location_id),
    preferred_location_id: row.preferred_location_id,
    preferred_location: found(locations, row.preferred_location_id),
    joined_staff_id: row.joined_staff_id,
    joined_staff: found(staff, row.joined_staff_id),
    preferred_staff_id: row.preferred_staff_id,
    preferred_staff: found(staff, row.preferred_staff_id),
  }
}

function partsOf(row: MemberRow, createdAt: string) {
  const owner = { profile_id: row.id, created_at: createdAt }
  return {
    identities: row.identities.map(toIdentity),
    address: row.addresses.find((address) => address.is_default) ?? null,
    addresses: row.addresses,
    attributes: {
      comms: toComms(row.comms, owner),
      appearance: toAppearance(row.appearance, owner),
      dates: row.dates.map((date) => ({ ...date, profile_id: row.id })),
    },
    custom_attributes: toCustomAttributeMap(row.custom_attributes),
    custom_fields: row.custom_fields,
  }
}

/** Tiers, regions of the programme, organisations, opening hours and authorship are not offered yet. */
const notOffered = {
  tier: null,
  tier_handle: null,
  statuses_original: [],
  region: null,
  regions: [],
  organisations: [],
  normal_hours: [],
  special_hours: [],
  created_by: null,
}

function balancesOf(row: MemberRow, { balances, exchange }: Surroundings, currency: string) {
  const {
    localised: _localised,
    currency: _currency,
    ...figures
  } = wireBalances(balances.get(row.id) ?? nothing, exchange, currency)
  return figures
}

function toProfile(row: MemberRow, surroundings: Surroundings, tenant: Tenant, now: Instant): Wire {
  const createdAt = wireMoment(row.created_at)
  return {
    id: row.id,
    external_id: row.identities.find((identity) => identity.is_primary)?.identifier ?? null,
    title: row.title,
    first_name: row.first_name,
    last_name: row.last_name,
    full_name: fullName(row),
    email: row.email,
    mobile_phone: row.mobile_phone,
    mobile_phone_country: row.mobile_phone_country,
    mobile_phone_national: row.mobile_phone_national,
    mobile_phone_national_prefix: row.mobile_phone_national_prefix,
    mobile_phone_e164: row.mobile_phone,
    secondary_phone: row.secondary_phone,
    gender: row.gender,
    birth_day: row.birth_day,
    birth_month: row.birth_month,
    birth_year: row.birth_year,
    ...birthdayOf(row, localDayOf(now, tenant.timeZone)),
    company: row.company,
    occupation: row.occupation,
    avatar_url: row.avatar_url,
    currency: row.currency,
    joined_at: wireMoment(row.joined_at),
    ...linksOf(row, surroundings),
    profile_type: row.profile_type,
    is_completed: row.is_completed,
    is_public: row.is_public,
    tags: row.tags,
    statuses: row.statuses,
    ...partsOf(row, createdAt),
    ...notOffered,
    region_id: row.region?.region_id ?? null,
    region_country: row.region?.region_country ?? null,
    region_state: row.region?.region_state ?? null,
    ...balancesOf(row, surroundings, tenant.currency),
    version: row.version,
    profile_version: row.profile_version,
    created_at: createdAt,
    updated_at: wireMoment(row.updated_at),
  }
}

/** In the order of the rows. */
export async function renderMembers(db: Db, rows: readonly MemberRow[], tenant: Tenant, now: Instant): Promise<Wire[]> {
  if (rows.length === 0) return []
  const surroundings = await findSurroundings(db, rows, now)
  return rows.map((row) => toProfile(row, surroundings, tenant, now))
}

/** Members by id, in no particular order; those who were deleted are not among them. */
export async function renderMembersByIds(
  db: Db,
  ids: readonly string[],
  tenant: Tenant,
  now: Instant,
): Promise<Wire[]> {
  return ids.length === 0 ? [] : renderMembers(db, await findMembersByIds(db, ids), tenant, now)
}
