// A profile as it is kept. Moments inside JSON are written as they travel: nothing compares them.
import type { Static } from 'typebox'

import type { Address, Comms, ProfileDate } from '@tillside/contract/profile-parts'
import type { Instant } from '@tillside/rules/time'

type OwnerFields = 'profile_id' | 'created_at' | 'updated_at'

/** What was said about channels and topics; what never was is not there. */
export type CommsDocument = Partial<Omit<Static<typeof Comms>, OwnerFields>> & { updated_at?: string }
export type AppearanceDocument = Record<string, string>
export type DateRow = Omit<Static<typeof ProfileDate>, 'profile_id'>
export type AddressRow = Static<typeof Address>

export interface CustomAttributeRow {
  id: number
  namespace: string
  handle: string
  type: 'string' | 'integer' | 'float' | 'boolean' | 'json' | 'array'
  value: unknown
  created_at: string
  updated_at: string
}

/** What a caller asked for of a region; regions themselves are not offered yet. */
interface RegionDocument {
  region_id: number | null
  region_country: string | null
  region_state: string | null
}

/** What callers decide about a profile. */
export interface ProfileColumns {
  title: string | null
  first_name: string
  last_name: string
  email: string | null
  mobile_phone: string | null
  mobile_phone_country: number | null
  mobile_phone_national: string | null
  mobile_phone_national_prefix: string | null
  secondary_phone: string | null
  gender: 'male' | 'female' | 'withheld' | 'other' | null
  birth_day: number | null
  birth_month: number | null
  birth_year: number | null
  company: string | null
  occupation: string | null
  avatar_url: string | null
  currency: string | null
  joined_at: Instant
  joined_location_id: number | null
  preferred_location_id: number | null
  joined_staff_id: number | null
  preferred_staff_id: number | null
  profile_type: 'temporary' | 'dependant' | 'incomplete' | 'pending' | 'system' | 'active' | 'deleted'
  is_completed: boolean
  is_public: boolean
  tags: string[]
  statuses: string[]
  addresses: AddressRow[]
  comms: CommsDocument
  appearance: AppearanceDocument
  dates: DateRow[]
  custom_attributes: CustomAttributeRow[]
  custom_fields: Record<string, Record<string, unknown>>
  region: RegionDocument | null
}

export interface ProfileRow extends ProfileColumns {
  id: string
  version: number
  profile_version: number
  created_at: Instant
  updated_at: Instant
}

/** What stands for a name that nobody gave. */
export const nameDefault = 'Unknown'

/** A profile of which nothing is known but when it joined. */
export const blankProfile = (joinedAt: Instant): ProfileColumns => ({
  title: null,
  first_name: nameDefault,
  last_name: nameDefault,
  email: null,
  mobile_phone: null,
  mobile_phone_country: null,
  mobile_phone_national: null,
  mobile_phone_national_prefix: null,
  secondary_phone: null,
  gender: null,
  birth_day: null,
  birth_month: null,
  birth_year: null,
  company: null,
  occupation: null,
  avatar_url: null,
  currency: null,
  joined_at: joinedAt,
  joined_location_id: null,
  preferred_location_id: null,
  joined_staff_id: null,
  preferred_staff_id: null,
  profile_type: 'active',
  is_completed: false,
  is_public: false,
  tags: [],
  statuses: [],
  addresses: [],
  comms: {},
  appearance: {},
  dates: [],
  custom_attributes: [],
  custom_fields: {},
  region: null,
})

/** What callers decide about a profile that is there. */
export function columnsOf(row: ProfileRow): ProfileColumns {
  const { id: _, version: __, profile_version: ___, created_at: ____, updated_at: _____, ...columns } = row
  return columns
}

/** The columns of a profile, for a select. */
export const profileColumns: readonly string[] = [
  'id',
  ...Object.keys(blankProfile(0 as Instant)),
  'version',
  'profile_version',
  'created_at',
  'updated_at',
]

export const fullName = (profile: Pick<ProfileColumns, 'first_name' | 'last_name'>): string =>
  `${profile.first_name} ${profile.last_name}`.trim()
