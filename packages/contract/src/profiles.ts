// The member as the API shows and takes one. The routes are in members.ts.
import Type, { type TSchema } from 'typebox'

import { Identity, IdentityRequest } from './identities.ts'
import { Location } from './locations.ts'
import {
  Address,
  AddressRequest,
  Appearance,
  AppearanceRequest,
  Comms,
  CommsRequest,
  CustomAttributeMap,
  CustomAttributeRequest,
  DateRequest,
  ProfileDate,
} from './profile-parts.ts'
import { StaffSummary } from './staff.ts'
import {
  Amount,
  Currency,
  Email,
  Handles,
  Id,
  IdLike,
  ListOf,
  LooseText,
  Maybe,
  Moment,
  Nullable,
  PointCount,
  Text,
  Uuid,
} from './values.ts'

const OptionalText = Nullable(Type.String())
const OptionalDay = Nullable(Type.String({ format: 'wire-date' }))

const ProfileType = Type.Enum(['temporary', 'dependant', 'incomplete', 'pending', 'system', 'active', 'deleted'])
/** A profile becomes `deleted` by being deleted. */
const ProfileTypeRequest = Type.Enum(['temporary', 'dependant', 'incomplete', 'pending', 'system', 'active'])

export const Profile = Type.Object(
  {
    id: Uuid,
    /** The identifier of the primary identity. */
    external_id: OptionalText,
    title: OptionalText,
    first_name: Type.String(),
    last_name: Type.String(),
    full_name: Type.String(),
    email: OptionalText,
    /** E.164. */
    mobile_phone: OptionalText,
    mobile_phone_country: Nullable(Type.Integer()),
    mobile_phone_national: OptionalText,
    mobile_phone_national_prefix: OptionalText,
    mobile_phone_e164: OptionalText,
    /** E.164; several profiles may have the same one. */
    secondary_phone: OptionalText,
    gender: Nullable(Type.Enum(['male', 'female', 'withheld', 'other'])),
    birth_day: Nullable(Type.Integer()),
    birth_month: Nullable(Type.Integer()),
    birth_year: Nullable(Type.Integer()),
    birth_date: OptionalDay,
    /** The 28th of February in a year without a 29th. */
    next_birthday: OptionalDay,
    /** Days until the birthday, and since; both 0 on the day. */
    birth_days: Nullable(Type.Integer()),
    birth_days_past: Nullable(Type.Integer()),
    company: OptionalText,
    occupation: OptionalText,
    avatar_url: OptionalText,
    currency: OptionalText,
    joined_at: Moment,
    joined_location_id: Nullable(Id),
    joined_location: Nullable(Location),
    preferred_location_id: Nullable(Id),
    preferred_location: Nullable(Location),
    joined_staff_id: Nullable(Id),
    joined_staff: Nullable(StaffSummary),
    preferred_staff_id: Nullable(Id),
    preferred_staff: Nullable(StaffSummary),
    profile_type: ProfileType,
    is_completed: Type.Boolean(),
    is_public: Type.Boolean(),
    /** Tiers, regions, organisations, opening hours and authorship are not offered yet. */
    tier: Type.Null(),
    tier_handle: Type.Null(),
    tags: Type.Array(Type.String()),
    statuses: Type.Array(Type.String()),
    statuses_original: Type.Array(Type.Object({})),
    identities: Type.Array(Identity),
    /** The default one of `addresses`. */
    address: Nullable(Address),
    addresses: Type.Array(Address),
    attributes: Type.Object({ comms: Comms, appearance: Appearance, dates: Type.Array(ProfileDate) }),
    custom_attributes: CustomAttributeMap,
    custom_fields: CustomAttributeMap,
    region: Type.Null(),
    regions: Type.Array(Type.Object({})),
    region_id: Nullable(Id),
    region_country: OptionalText,
    region_state: OptionalText,
    organisations: Type.Array(Type.Object({})),
    normal_hours: Type.Array(Type.Object({})),
    special_hours: Type.Array(Type.Object({})),
    created_by: Type.Null(),
    reward_balance: Amount,
    credit_balance: Amount,
    point_balance: PointCount,
    point_balance_dollars: Amount,
    benefit_balance: Type.Integer(),
    combined_balance_dollars: Amount,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Profile' },
)

/** An identity inside a profile: one that is there, by its id or by handle and identifier, is changed; any other is added. */
const ProfileIdentityRequest = Type.Object({ id: Maybe(Id), ...IdentityRequest.properties })

/** Most addresses, dates or identities in one body. */
const partsMax = 100
const Some = <T extends TSchema>(schema: T) => Maybe(Type.Array(schema, { maxItems: partsMax }))

const yearMin = 1900
const yearMax = 9999

const profileFields = {
  title: Maybe(LooseText),
  /** `Unknown` when nothing is said. */
  first_name: Maybe(LooseText),
  last_name: Maybe(LooseText),
  /** In any usual spelling of the tenant’s region, or with a country code. */
  mobile_phone: Maybe(LooseText),
  secondary_phone: Maybe(LooseText),
  /** `witheld` is how an SDK spells `withheld`. */
  gender: Maybe(Type.Enum(['male', 'female', 'withheld', 'witheld', 'other'])),
  /** Day and month belong together; the year may be missing. */
  birth_day: Maybe(Type.Integer({ minimum: 1, maximum: 31 })),
  birth_month: Maybe(Type.Integer({ minimum: 1, maximum: 12 })),
  birth_year: Maybe(Type.Integer({ minimum: yearMin, maximum: yearMax })),
  company: Maybe(LooseText),
  occupation: Maybe(LooseText),
  avatar_url: Maybe(Type.String({ maxLength: 2_000, pattern: '^https?://[^\\s]+$' })),
  /** The tenant’s own is the only one there is. */
  currency: Maybe(Currency),
  joined_location_id: Maybe(IdLike),
  joined_location_external_id: Maybe(Text),
  joined_location_external_code: Maybe(Text),
  preferred_location_id: Maybe(IdLike),
  preferred_location_external_id: Maybe(Text),
  preferred_location_external_code: Maybe(Text),
  /** The id as a number, or a staff number as text. */
  joined_staff_id: Maybe(Type.Union([Id, Text])),
  preferred_staff_id: Maybe(Type.Union([Id, Text])),
  profile_type: Maybe(ProfileTypeRequest),
  /** Replaced by exactly this list. */
  tags: Maybe(Handles),
  statuses: Maybe(Handles),
  identities: Some(ProfileIdentityRequest),
  addresses: Some(AddressRequest),
  attributes: Maybe(
    Type.Object({ comms: Maybe(CommsRequest), appearance: Maybe(AppearanceRequest), dates: Some(DateRequest) }),
  ),
  comms_attributes: Maybe(CommsRequest),
  appearance_attributes: Maybe(AppearanceRequest),
  dates_attributes: Some(DateRequest),
  /** A list, or the map that a profile answers. */
  custom_attributes: Maybe(Type.Union([ListOf(CustomAttributeRequest), CustomAttributeMap])),
  region_id: Maybe(Id),
  region_country: Maybe(LooseText),
  region_state: Maybe(LooseText),
}

export const ProfileRequest = Type.Object({
  ...profileFields,
  email: Email,
  /** Now when left out; it does not change afterwards. */
  joined_at: Maybe(Moment),
})

export const ProfileChange = Type.Object({ ...profileFields, email: Type.Optional(Email) })
