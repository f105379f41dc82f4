// Two members who turn out to be one person.
import Type from 'typebox'

import { Profile } from './profiles.ts'
import { route } from './route.ts'
import { described, Uuid } from './values.ts'

const topic = 'Profiles'

const whatMoves =
  'Everything that the loser has becomes the winner’s, as it stands and with the ids that it has: identities (each says `merged_from`), rewards, points ' +
  'and what is owed of them, benefits, redemptions and holds, sales, allowances and the ledger. What the winner’s record says stays; what it does ' +
  'not say is filled in from the loser’s. The loser is deleted for good: a path that names it answers 404 with `details.merged_into`, and a sale that ' +
  'names it is recorded for the winner. The same merge again is answered with the winner as it is.'

export const mergeProfiles = route({
  name: 'mergeProfiles',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/merge',
  scope: 'update-profiles',
  caller: 'token',
  summary: 'Merge a member into another',
  description: `The source is the loser, the destination the winner. ${whatMoves}`,
  body: Type.Object({
    source_profile_id: described(Uuid, 'The loser: who is gone afterwards.'),
    destination_profile_id: described(Uuid, 'The winner: who has everything afterwards.'),
  }),
  envelope: 'one',
  answer: Profile,
  refusals: ['merge_with_itself', 'reference_unknown'],
})

export const mergeIntoProfile = route({
  name: 'mergeIntoProfile',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/{profile_id}/merge',
  scope: 'update-profiles',
  caller: 'token',
  summary: 'Merge another member into this one',
  description: `The profile of the path is the winner. ${whatMoves}`,
  body: Type.Object({ loser_id: described(Uuid, 'Who is gone afterwards.') }),
  envelope: 'one',
  answer: Profile,
  refusals: ['not_found', 'merge_with_itself', 'reference_unknown'],
})

export const mergeRoutes = [mergeProfiles, mergeIntoProfile] as const
