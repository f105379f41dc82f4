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
  described,
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
const ProfileTypeRequest = Type.Enum(['temporary', 'dependant', 'incomplete', 'pending', 'system', 'active'])

export const Profile = Type.Object(
  {
    id: Uuid,
    external_id: described(OptionalText, 'The identifier of the primary identity.'),
    title: OptionalText,
    first_name: Type.String(),
    last_name: Type.String(),
    full_name: Type.String(),
    email: OptionalText,
    mobile_phone: described(OptionalText, 'E.164.'),
    mobile_phone_country: Nullable(Type.Integer()),
    mobile_phone_national: OptionalText,
    mobile_phone_national_prefix: OptionalText,
    mobile_phone_e164: OptionalText,
    secondary_phone: described(OptionalText, 'E.164; several profiles may have the same one.'),
    gender: Nullable(Type.Enum(['male', 'female', 'withheld', 'other'])),
    birth_day: Nullable(Type.Integer()),
    birth_month: Nullable(Type.Integer()),
    birth_year: Nullable(Type.Integer()),
    birth_date: OptionalDay,
    next_birthday: described(OptionalDay, 'The 28th of February in a year without a 29th.'),
    birth_days: described(Nullable(Type.Integer()), 'Days until the birthday, and since; both 0 on the day.'),
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
    tier: described(Type.Null(), 'Always null: tiers are not offered yet.'),
    tier_handle: described(Type.Null(), 'Always null: tiers are not offered yet.'),
    tags: Type.Array(Type.String()),
    statuses: Type.Array(Type.String()),
    statuses_original: Type.Array(Type.Object({})),
    identities: Type.Array(Identity),
    address: described(Nullable(Address), 'The default one of `addresses`.'),
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
    version: described(
      Type.Integer({ minimum: 0 }),
      'Counts every change of the member, also of value and sales: what comes with a lower one is old.',
    ),
    profile_version: described(
      Type.Integer({ minimum: 0 }),
      'The `version` at which the profile itself changed last: its details, identities, addresses or attributes.',
    ),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Profile' },
)

const ProfileIdentityRequest = Type.Object({
  id: described(
    Maybe(Id),
    'Of an identity that is there: it is changed. Without one, the same handle and identifier are meant, or a new identity.',
  ),
  ...IdentityRequest.properties,
})

/** Most addresses, dates or identities in one body. */
const partsMax = 100
const Some = <T extends TSchema>(schema: T) => Maybe(Type.Array(schema, { maxItems: partsMax }))

const yearMin = 1900
const yearMax = 9999

const profileFields = {
  title: Maybe(LooseText),
  first_name: described(Maybe(LooseText), '`Unknown` when nothing is said.'),
  last_name: Maybe(LooseText),
  mobile_phone: described(Maybe(LooseText), 'In any usual spelling of the tenant’s region, or with a country code.'),
  secondary_phone: Maybe(LooseText),
  gender: described(
    Maybe(Type.Enum(['male', 'female', 'withheld', 'witheld', 'other'])),
    '`witheld` is how an SDK spells `withheld`.',
  ),
  birth_day: described(
    Maybe(Type.Integer({ minimum: 1, maximum: 31 })),
    'Day and month belong together; the year may be missing.',
  ),
  birth_month: Maybe(Type.Integer({ minimum: 1, maximum: 12 })),
  birth_year: Maybe(Type.Integer({ minimum: yearMin, maximum: yearMax })),
  company: Maybe(LooseText),
  occupation: Maybe(LooseText),
  avatar_url: Maybe(Type.String({ maxLength: 2_000, pattern: '^https?://[^\\s]+$' })),
  currency: described(Maybe(Currency), 'The tenant’s own is the only one there is.'),
  joined_location_id: Maybe(IdLike),
  joined_location_external_id: Maybe(Text),
  joined_location_external_code: Maybe(Text),
  preferred_location_id: Maybe(IdLike),
  preferred_location_external_id: Maybe(Text),
  preferred_location_external_code: Maybe(Text),
  joined_staff_id: described(Maybe(Type.Union([Id, Text])), 'The id as a number, or a staff number as text.'),
  preferred_staff_id: Maybe(Type.Union([Id, Text])),
  profile_type: described(Maybe(ProfileTypeRequest), 'A profile becomes `deleted` by being deleted.'),
  tags: described(Maybe(Handles), 'Replaced by exactly this list.'),
  statuses: Maybe(Handles),
  identities: Some(ProfileIdentityRequest),
  addresses: Some(AddressRequest),
  attributes: Maybe(
    Type.Object({ comms: Maybe(CommsRequest), appearance: Maybe(AppearanceRequest), dates: Some(DateRequest) }),
  ),
  comms_attributes: Maybe(CommsRequest),
  appearance_attributes: Maybe(AppearanceRequest),
  dates_attributes: Some(DateRequest),
  custom_attributes: described(
    Maybe(Type.Union([ListOf(CustomAttributeRequest), CustomAttributeMap])),
    'A list, or the map that a profile answers.',
  ),
  region_id: Maybe(Id),
  region_country: Maybe(LooseText),
  region_state: Maybe(LooseText),
}

export const ProfileRequest = Type.Object({
  ...profileFields,
  email: Email,
  joined_at: described(Maybe(Moment), 'Now when left out; it does not change afterwards.'),
})

export const ProfileChange = Type.Object({ ...profileFields, email: Type.Optional(Email) })
