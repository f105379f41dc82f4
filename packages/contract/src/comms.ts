// What a member wants to hear about, on its own.
import { Comms, CommsRequest } from './profile-parts.ts'
import { route } from './route.ts'

const topic = 'Profiles'
const path = '/api/v3/profiles/{profile_id}/attributes/comms'

export const readComms = route({
  name: 'readComms',
  topic,
  method: 'GET',
  path,
  scope: 'read-profiles',
  summary: 'What a member wants to hear about',
  description: 'The same as `attributes.comms` of the profile.',
  envelope: 'one',
  answer: Comms,
  refusals: ['not_found'],
})

export const updateComms = route({
  name: 'updateComms',
  topic,
  method: 'PUT',
  path,
  aliases: ['/api/v3/profiles/{profile_id}/comms'],
  scope: 'update-profiles',
  summary: 'Change what a member wants to hear about',
  description: 'Only the answers that are sent change; null takes one back.',
  body: CommsRequest,
  envelope: 'one',
  answer: Comms,
  refusals: ['not_found'],
})
