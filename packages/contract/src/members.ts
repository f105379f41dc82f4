// Enrolling, finding and changing members: every route that answers a profile.
import Type from 'typebox'

import { identityFields } from './identities.ts'
import { Profile, ProfileChange, ProfileRequest } from './profiles.ts'
import { type ListOptions, route } from './route.ts'
import { described, Email, Handle, Id, LooseText, Maybe, Nullable, Text, Uuid } from './values.ts'

const topic = 'Profiles'
const path = '/api/v3/profiles'
const onePath = '/api/v3/profiles/{profile_id}'

const list = {
  filters: {
    id: 'uuid',
    title: 'text',
    first_name: 'text',
    last_name: 'text',
    email: 'text',
    gender: 'text',
    currency: 'text',
    joined_at: 'moment',
    mobile_phone: 'text',
    secondary_phone: 'text',
    birth_day: 'integer',
    birth_month: 'integer',
    birth_year: 'integer',
    company: 'text',
    occupation: 'text',
    avatar_url: 'text',
    is_completed: 'boolean',
    joined_location_id: 'integer',
    preferred_location_id: 'integer',
    preferred_staff_id: 'integer',
    joined_staff_id: 'integer',
    profile_type: 'text',
    updated_at: 'moment',
    created_at: 'moment',
    'tags.handle': 'handles',
    'statuses.handle': 'handles',
    'identities.identifier': 'text',
  },
  sorts: ['id', 'created_at', 'updated_at', 'joined_at', 'first_name', 'last_name', 'email'],
  search: true,
  searchWith: ['first_name', 'last_name', 'email', 'mobile_phone', 'secondary_phone', 'title', 'company', 'occupation'],
  hasCustomData: true,
} as const satisfies ListOptions

export const listProfiles = route({
  name: 'listProfiles',
  topic,
  method: 'GET',
  path,
  scope: 'read-profiles',
  summary: 'Find members',
  description:
    '`search` takes what a cashier types: words of a name or an e-mail address (each must match), a phone number in any usual spelling or the ' +
    'end of one, or a scanned card. `filter[email]` finds one member whatever the case of the letters; `filter[mobile_phone]` takes any usual ' +
    'spelling; `filter[identities.identifier]` takes a card as scanned, and ignores identities that are not active.',
  envelope: 'page',
  answer: Profile,
  list,
  refusals: [],
})

export const createProfile = route({
  name: 'createProfile',
  topic,
  method: 'POST',
  path,
  scope: 'create-profiles',
  summary: 'Enrol a member',
  description:
    'Only `email` is needed. When `mobile_phone` is refused because another member has it, send the number as `secondary_phone` instead.',
  body: ProfileRequest,
  envelope: 'one',
  answer: Profile,
  status: 201,
  refusals: ['email_taken', 'mobile_phone_taken', 'identity_taken', 'reference_unknown', 'currency_unsupported'],
})

export const readProfile = route({
  name: 'readProfile',
  topic,
  method: 'GET',
  path: onePath,
  scope: 'read-profiles',
  summary: 'One member',
  envelope: 'one',
  answer: Profile,
  refusals: ['not_found'],
})

export const updateProfile = route({
  name: 'updateProfile',
  topic,
  method: 'PUT',
  path: onePath,
  scope: 'update-profiles',
  summary: 'Change a member',
  description:
    'Only the fields that are sent change; null clears. `tags` and `statuses` are replaced as a whole. Entries of `identities`, `addresses`, ' +
    'dates and `custom_attributes` are added or changed one by one, and what is not named stays. A profile may be sent back as it was answered.',
  body: ProfileChange,
  envelope: 'one',
  answer: Profile,
  refusals: [
    'not_found',
    'email_taken',
    'mobile_phone_taken',
    'identity_taken',
    'reference_unknown',
    'currency_unsupported',
  ],
})

export const deleteProfile = route({
  name: 'deleteProfile',
  topic,
  method: 'DELETE',
  path: onePath,
  scope: 'delete-profiles',
  summary: 'Delete a member',
  description:
    'The member disappears from every answer; sales and the ledger stay. E-mail, phone and identities are free for others at once, and what the ' +
    'member had is kept for an administrator.',
  envelope: 'empty',
  refusals: ['not_found'],
})

const Lookup = Type.Object({
  type: described(Handle, 'The handle of an identity, or `profile_id`.'),
  id: described(Type.Union([Text, Id]), 'The identifier as scanned, or the id of the profile.'),
})

export const searchProfileById = route({
  name: 'searchProfileById',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/search-id',
  isRead: true,
  scope: 'read-profiles',
  summary: 'The member behind a scanned card',
  description:
    'Never more than one. What the scanner added is taken off, and a code that can be read as UPC-A or EAN-13 is found under either. ' +
    'An identity that is not active finds nobody: it is what is left of a lost card or of a number that somebody used to have, ' +
    'and must not open the account behind it.',
  body: Lookup,
  envelope: 'one',
  answer: Profile,
  refusals: ['not_found'],
})

export const findProfileExistence = route({
  name: 'findProfileExistence',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/exists',
  isRead: true,
  scope: 'read-profiles',
  summary: 'Is there a member behind this card?',
  description: 'As `search-id`, but answers only the id.',
  body: Lookup,
  envelope: 'one',
  answer: Type.Object({ id: Uuid }),
  refusals: ['not_found'],
})

const Availability = Nullable(
  Type.Object({ available: Type.Boolean(), profile: Nullable(Type.Object({ id: Uuid, full_name: Type.String() })) }),
)

export const readAvailability = route({
  name: 'readAvailability',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/availability',
  isRead: true,
  scope: 'read-profiles',
  summary: 'Are this e-mail address and mobile number free?',
  description: 'What was not asked about is null.',
  body: Type.Object({ email: Maybe(Email), mobile_phone: Maybe(LooseText) }),
  envelope: 'one',
  answer: Type.Object({ email: Availability, mobile_phone: Availability }),
  refusals: ['validation_failed'],
})

/** An identity with the whole member when that is asked for. */
const FoundIdentity = Type.Object(
  { ...identityFields, profile: Type.Optional(Nullable(Profile)) },
  { title: 'FoundIdentity' },
)

export const listIdentities = route({
  name: 'listIdentities',
  topic: 'Identities',
  method: 'GET',
  path: '/api/v3/identities',
  scope: 'read-identities',
  summary: 'Find identities',
  description: '`filter[identifier]` takes a card as scanned. Also those that are not active are listed: each says so.',
  envelope: 'page',
  answer: FoundIdentity,
  list: {
    filters: {
      id: 'integer',
      handle: 'text',
      identifier: 'text',
      is_primary: 'boolean',
      is_active: 'boolean',
      profile_id: 'uuid',
      merged_from: 'uuid',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'handle', 'identifier', 'created_at', 'updated_at'],
    includes: ['profile'],
  },
  refusals: [],
})

export const searchProfilesByIdentifier = route({
  name: 'searchProfilesByIdentifier',
  topic: 'Identities',
  method: 'GET',
  path: '/api/v3/identities/search-profile/{identifier}',
  scope: 'read-identities',
  summary: 'The members behind a scanned card, whatever its handle',
  description:
    'Nothing found is an empty list. Identities that are not active find nobody, as in `POST /api/v3/profiles/search-id`: a lost card must not ' +
    'open the account behind it.',
  envelope: 'list',
  answer: Profile,
  refusals: [],
})

export const memberRoutes = [
  listProfiles,
  createProfile,
  searchProfileById,
  findProfileExistence,
  readAvailability,
  readProfile,
  updateProfile,
  deleteProfile,
  listIdentities,
  searchProfilesByIdentifier,
] as const
