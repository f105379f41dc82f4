// What hangs on a profile and travels inside it: preferences, sizes, dates, custom attributes, addresses.
// Each in the form in which it is sent and in the form in which it is answered.
import Type, { type TSchema } from 'typebox'

import {
  described,
  Handle,
  Id,
  ListOf,
  LongText,
  LooseText,
  Maybe,
  Meta,
  Moment,
  Nullable,
  Text,
  Uuid,
} from './values.ts'

const OptionalText = Nullable(Type.String())

const each = <Name extends string, S extends TSchema>(names: readonly Name[], schema: S): Record<Name, S> =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, S>

const channels = ['email', 'sms', 'push', 'phone', 'post'] as const
const topics = [
  'promo',
  'discover',
  'benefits',
  'reminders',
  'account',
  'bookings',
  'feedback',
  'location',
  'service',
] as const
type Channel = (typeof channels)[number]

/** What a member wants to hear about on a channel. */
export const commsTopics = channels.flatMap((channel) => topics.map((topic) => `${channel}_${topic}` as const))
/** That nothing may be sent on a channel, or that nothing arrives there. */
export const commsStops = channels.flatMap((channel) => [`${channel}_optout`, `${channel}_bounced`] as const)
export const commsVerifications = (['email', 'sms', 'phone', 'post'] as const satisfies Channel[]).map(
  (channel) => `${channel}_verification` as const,
)
/** Beside each answer what is stored of it. */
const commsRaw = [...commsTopics, ...commsStops].map((name) => `${name}_raw` as const)
const Verification = Type.Enum(['not_sent', 'sent', 'delivered', 'undelivered', 'failed', 'verified'])

export const CommsRequest = Type.Object({
  ...each([...commsTopics, ...commsStops], Maybe(Type.Boolean())),
  ...each(commsVerifications, Maybe(Verification)),
  terms_accepted_at: Maybe(Moment),
  terms_accepted_version: Maybe(LooseText),
  email_consent_updated_at: Maybe(Moment),
  sms_consent_updated_at: Maybe(Moment),
})

export const Comms = Type.Object(
  {
    profile_id: Uuid,
    ...each(
      commsTopics,
      described(Nullable(Type.Boolean()), 'Null: nobody asked the member, who neither wants nor refuses it.'),
    ),
    ...each(
      commsStops,
      described(Type.Boolean(), 'True: nothing may be sent on this channel, or nothing arrives there.'),
    ),
    ...each(commsRaw, described(Nullable(Type.Integer()), 'What is stored: 1, 0, or null where the default is shown.')),
    ...each(commsVerifications, Verification),
    terms_accepted_at: Nullable(Moment),
    terms_accepted_version: OptionalText,
    email_consent_updated_at: Nullable(Moment),
    sms_consent_updated_at: Nullable(Moment),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Comms' },
)

const names = (prefix: string, words: string): string[] => words.split(' ').map((word) => prefix + word)

export const appearanceFields: readonly string[] = [
  ...names('', 'hair_colour hair_length shape_body shape_face eye_colour brow_colour skin_type'),
  ...names(
    'size_',
    'cup hat formal_jacket formal_jacket_length formal_shirt formal_shirt_fit formal_trouser formal_trouser_drop ' +
      'formal_trouser_leg jacket pant shoe type_age type_region top gloves swimwear_top swimwear_bottom swimwear_cup dress',
  ),
  ...names(
    'measurement_',
    'arm arm_inside bust chest foot_length head height hip leg_inside leg_outside neck neck_to_wrist shoulders waist weight',
  ),
  ...names('measurement_hand_', 'right_thumb right_index right_middle right_ring right_pinky'),
  ...names('measurement_hand_', 'left_thumb left_index left_middle left_ring left_pinky'),
  ...names('measurement_ear_', 'helix forward_helix flat conch tragus lobe'),
]

export const AppearanceRequest = Type.Object(each(appearanceFields, Maybe(LooseText)))

export const Appearance = Type.Object(
  { profile_id: Uuid, created_at: Moment, updated_at: Moment, ...each(appearanceFields, OptionalText) },
  { title: 'Appearance' },
)

const DateLink = Type.Object({ profile_id: Maybe(Uuid), relationship: Maybe(LooseText), role: Maybe(LooseText) })

export const DateRequest = Type.Object({
  handle: described(Text, 'A date with the same handle and relationship is changed, any other is added.'),
  relationship: described(Maybe(Text), '`Me` when left out.'),
  type: Maybe(LooseText),
  date: Maybe(Moment),
  is_recurring: Maybe(Type.Boolean()),
  recurring_schedule: Maybe(LooseText),
  name: Maybe(LooseText),
  role: Maybe(LooseText),
  description: Maybe(LongText),
  note: Maybe(LongText),
  meta: Maybe(Meta),
  links: Maybe(ListOf(DateLink)),
})

export const ProfileDate = Type.Object(
  {
    id: Id,
    profile_id: Uuid,
    type: OptionalText,
    date: OptionalText,
    is_recurring: Type.Boolean(),
    recurring_schedule: OptionalText,
    name: OptionalText,
    handle: Type.String(),
    relationship: Type.String(),
    role: OptionalText,
    description: OptionalText,
    note: OptionalText,
    meta: Nullable(Meta),
    links: Type.Array(DateLink),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'ProfileDate' },
)

const CustomAttributeType = Type.Enum(['string', 'integer', 'float', 'boolean', 'json', 'array'])

export const CustomAttributeRequest = Type.Object({
  namespace: described(Handle, 'An attribute with the same namespace and handle is replaced, any other is added.'),
  handle: Handle,
  type: CustomAttributeType,
  value: Type.Unknown(),
})

export const CustomAttributeMap = Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
  description: 'Values by namespace and handle: `{"pos":{"colour":"red"}}`.',
})

const Coordinate = Type.Number({ minimum: -180, maximum: 180 })

export const AddressRequest = Type.Object({
  id: described(
    Maybe(Id),
    'Of an address that is there: it is changed. Without one, the same `external_id` is meant, or a new address.',
  ),
  address_line_1: Maybe(LooseText),
  address_line_2: Maybe(LooseText),
  address_line_3: Maybe(LooseText),
  company: Maybe(LooseText),
  city: Maybe(LooseText),
  state: Maybe(LooseText),
  postcode: Maybe(LooseText),
  country: Maybe(LooseText),
  iso: Maybe(LooseText),
  iso_state: Maybe(LooseText),
  latitude: Maybe(Coordinate),
  longitude: Maybe(Coordinate),
  notes: Maybe(LongText),
  is_default: Maybe(Type.Boolean()),
  meta: Maybe(Meta),
  external_id: Maybe(LooseText),
})

export const Address = Type.Object(
  {
    id: Id,
    address_line_1: OptionalText,
    address_line_2: OptionalText,
    address_line_3: OptionalText,
    company: OptionalText,
    city: OptionalText,
    state: OptionalText,
    postcode: OptionalText,
    country: OptionalText,
    iso: OptionalText,
    iso_state: OptionalText,
    latitude: Nullable(Coordinate),
    longitude: Nullable(Coordinate),
    notes: OptionalText,
    is_default: Type.Boolean(),
    meta: Nullable(Meta),
    external_id: OptionalText,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Address' },
)
