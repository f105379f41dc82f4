// Many profiles at once: taken now, written one after the other.
import Type from 'typebox'

import { RefusalBody } from './envelope.ts'
import { Profile, ProfileChange, ProfileRequest } from './profiles.ts'
import { route } from './route.ts'
import { described, Handle, Id, Maybe, Moment, Nullable, Uuid } from './values.ts'

const topic = 'Profiles'

/** Most profiles of one batch. */
const profilesMax = 500

const BatchProfile = Type.Object(
  {
    ...ProfileChange.properties,
    joined_at: described(ProfileRequest.properties.joined_at, 'Of a member who is new; it does not change afterwards.'),
    profile_type: described(
      Maybe(Profile.properties.profile_type),
      '`deleted` deletes the member, as `DELETE /api/v3/profiles/{profile_id}` does.',
    ),
    id: described(Maybe(Uuid), 'The member who is meant, whatever the batch is matched by.'),
  },
  { title: 'BatchProfile' },
)

export const ProfileBatchRequest = Type.Object({
  match_criteria: described(
    Handle,
    '`email`, or the handle of an identity: the member who has the e-mail address of the entry, or its identity with this handle, is ' +
      'changed. Where there is none, one is enrolled.',
  ),
  profiles: Type.Array(BatchProfile, { minItems: 1, maxItems: profilesMax }),
})

export const batchProfiles = route({
  name: 'batchProfiles',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/batch',
  scope: 'create-profiles',
  caller: 'token',
  summary: 'Enrol or change many members',
  description:
    'The entries are written one after the other, in their order, each by itself and by the rules of the ordinary routes: one that is refused ' +
    'keeps no other from it. An entry that changes a member needs the scope `update-profiles`, one that deletes `delete-profiles`. Identities are ' +
    'added, which is how a till system writes its customer numbers back. What became of each entry is in `GET ' +
    '/api/v3/profiles/batches/{batch_id}`. An entry of the wrong form refuses the whole batch, and names its field.',
  body: ProfileBatchRequest,
  envelope: 'one',
  answer: Type.Object({ message: Type.Literal('Profiles queued for batch import.'), batch_id: Id }),
  refusals: [],
})

const BatchItem = Type.Object({
  position: described(Type.Integer({ minimum: 0 }), 'Where it stood in `profiles`, from 0.'),
  outcome: described(
    Nullable(Type.Enum(['created', 'updated', 'deleted', 'refused'])),
    'Null while it waits. `updated` also where nothing had to change.',
  ),
  profile_id: described(
    Nullable(Uuid),
    'Who was written: the one into whom a member was merged, where the entry named that one.',
  ),
  refusal: described(
    Nullable(RefusalBody),
    'As the ordinary route would have answered; its fields are those of the entry.',
  ),
})

export const ProfileBatch = Type.Object(
  {
    id: Id,
    match_criteria: Type.String(),
    status: Type.Enum(['queued', 'processing', 'finished']),
    count: Type.Integer(),
    created_count: Type.Integer(),
    updated_count: Type.Integer(),
    deleted_count: Type.Integer(),
    refused_count: Type.Integer(),
    items: described(Type.Array(BatchItem), 'Every entry, in order.'),
    created_at: Moment,
    finished_at: Nullable(Moment),
  },
  { title: 'ProfileBatch' },
)

export const readProfileBatch = route({
  name: 'readProfileBatch',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/batches/{batch_id}',
  scope: 'read-profiles',
  caller: 'token',
  summary: 'What became of a batch',
  description:
    'Kept for thirty days after it is finished. What the entries said of people is kept no longer than they wait.',
  envelope: 'one',
  answer: ProfileBatch,
  refusals: ['not_found'],
  beyondOmneo: true,
})

export const profileBatchRoutes = [batchProfiles, readProfileBatch] as const
