// The ways to recognise a member: card numbers and the ids that other systems know the member by.
import Type from 'typebox'

import { route } from './route.ts'
import { described, Handle, Id, Maybe, Moment, Nullable, Text, Uuid } from './values.ts'

const topic = 'Identities'
const path = '/api/v3/profiles/{profile_id}/identities'
const byHandle = '/api/v3/profiles/{profile_id}/identities/{handle}'
const byId = '/api/v3/profiles/{profile_id}/identities/id/{identity_id}'
const latest = 'When the profile has several with this handle, the one that was added last is meant.'

export const identityFields = {
  id: Id,
  handle: Type.String(),
  identifier: described(Type.String(), 'Text, as it was sent: leading zeros and case count.'),
  is_primary: described(Type.Boolean(), 'The profile’s `external_id` is the identifier of its primary identity.'),
  is_active: Type.Boolean(),
  profile_id: Uuid,
  merged_from: described(Nullable(Uuid), 'The profile that had this identity before, and was merged into this one.'),
  created_at: Moment,
  updated_at: Moment,
}

export const Identity = Type.Object(identityFields, { title: 'Identity' })

export const IdentityRequest = Type.Object({
  handle: Handle,
  identifier: described(Text, 'What a scanner adds to a card number (AIM prefix, keys typed behind it) is taken off.'),
  is_primary: Maybe(Type.Boolean()),
  is_active: Maybe(Type.Boolean()),
})

export const IdentityChange = Type.Object({
  identifier: Type.Optional(Text),
  is_primary: Type.Optional(Type.Boolean()),
  is_active: Type.Optional(Type.Boolean()),
})

export const listProfileIdentities = route({
  name: 'listProfileIdentities',
  topic,
  method: 'GET',
  path,
  scope: 'read-profiles',
  summary: 'The identities of a profile',
  envelope: 'list',
  answer: Identity,
  refusals: ['not_found'],
})

export const createProfileIdentity = route({
  name: 'createProfileIdentity',
  topic,
  method: 'POST',
  path,
  scope: 'update-profiles',
  summary: 'Add an identity to a profile',
  description:
    'Handle and identifier together belong to one profile only. A primary identity takes the place of the one before.',
  body: IdentityRequest,
  envelope: 'one',
  answer: Identity,
  status: 201,
  refusals: ['not_found', 'identity_taken'],
})

export const readProfileIdentity = route({
  name: 'readProfileIdentity',
  topic,
  method: 'GET',
  path: byHandle,
  scope: 'read-profiles',
  summary: 'An identity of a profile, by its handle',
  description: latest,
  envelope: 'one',
  answer: Identity,
  refusals: ['not_found'],
})

export const updateProfileIdentity = route({
  name: 'updateProfileIdentity',
  topic,
  method: 'PUT',
  path: byHandle,
  scope: 'update-profiles',
  summary: 'Change an identity of a profile, by its handle',
  description: `The handle itself stays. ${latest}`,
  body: IdentityChange,
  envelope: 'one',
  answer: Identity,
  refusals: ['not_found', 'identity_taken'],
})

export const deleteProfileIdentity = route({
  name: 'deleteProfileIdentity',
  topic,
  method: 'DELETE',
  path: byHandle,
  scope: 'update-profiles',
  summary: 'Remove an identity from a profile, by its handle',
  description: latest,
  envelope: 'empty',
  refusals: ['not_found'],
})

export const readProfileIdentityById = route({
  name: 'readProfileIdentityById',
  topic,
  method: 'GET',
  path: byId,
  scope: 'read-profiles',
  summary: 'An identity of a profile, by its id',
  envelope: 'one',
  answer: Identity,
  refusals: ['not_found'],
})

export const updateProfileIdentityById = route({
  name: 'updateProfileIdentityById',
  topic,
  method: 'PUT',
  path: byId,
  scope: 'update-profiles',
  summary: 'Change an identity of a profile, by its id',
  description: 'The handle itself stays.',
  body: IdentityChange,
  envelope: 'one',
  answer: Identity,
  refusals: ['not_found', 'identity_taken'],
})

export const deleteProfileIdentityById = route({
  name: 'deleteProfileIdentityById',
  topic,
  method: 'DELETE',
  path: byId,
  scope: 'update-profiles',
  summary: 'Remove an identity from a profile, by its id',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const searchIdentities = route({
  name: 'searchIdentities',
  topic,
  method: 'GET',
  path: '/api/v3/identities/search',
  scope: 'read-identities',
  summary: 'The active identities behind a scanned card',
  description:
    'Each names its `profile_id`. The number is read as `POST /api/v3/profiles/search-id` reads it; nothing found is an empty list.',
  query: { identifier: 'The card number, as scanned', handle: 'Only identities with this handle' },
  envelope: 'list',
  answer: Identity,
  refusals: ['validation_failed'],
})

export const identityRoutes = [
  listProfileIdentities,
  createProfileIdentity,
  readProfileIdentityById,
  updateProfileIdentityById,
  deleteProfileIdentityById,
  readProfileIdentity,
  updateProfileIdentity,
  deleteProfileIdentity,
  searchIdentities,
] as const
