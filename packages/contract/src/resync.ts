// Having members told of again, as they are now.
import Type from 'typebox'

import { Profile } from './profiles.ts'
import { route } from './route.ts'
import { described, Moment } from './values.ts'

const topic = 'Profiles'

export const syncProfiles = route({
  name: 'syncProfiles',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/sync',
  scope: 'read-profiles',
  caller: 'token',
  summary: 'Have all members who changed since told of again',
  description:
    'Every webhook for `profile.updated` hears of each member who changed since, as the member is then, also one of the calling token’s own name. It ' +
    'happens in the background, and raises no version: nothing has changed.',
  body: Type.Object({
    updated_at: described(Type.Optional(Moment), 'Members who changed at that moment or later.'),
    since: described(Type.Optional(Moment), 'The same under its other name.'),
  }),
  envelope: 'one',
  answer: Type.Object({ message: Type.Literal('Profiles queued for sync.') }),
  refusals: ['validation_failed'],
})

export const resyncProfile = route({
  name: 'resyncProfile',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/resync',
  scope: 'read-profiles',
  caller: 'token',
  summary: 'Have one member told of again',
  description: 'As `POST /api/v3/profiles/sync`, for one member.',
  envelope: 'one',
  answer: Profile,
  refusals: ['not_found'],
})

export const resyncRoutes = [syncProfiles, resyncProfile] as const
