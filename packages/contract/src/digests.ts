// What a receiver lays its own records beside, to find which of them differ without reading them all.
import Type from 'typebox'

import { changeTypes } from './events.ts'
import { route } from './route.ts'
import { described, Uuid } from './values.ts'

/** What the name of a bucket looks like. */
const bucketPattern = '^[0-9a-f]{3}$'

const BucketDigest = Type.Object(
  {
    bucket: described(
      Type.String({ pattern: bucketPattern }),
      'The first three digits of the MD5 of the ids of its members, each id written in small letters.',
    ),
    count: described(Type.Integer({ minimum: 0 }), 'Members in it.'),
    digest: described(
      Type.String({ pattern: '^[0-9a-f]{16}$' }),
      'Of each member the first 16 digits of the MD5 of `<id>:<version>`, all of them combined by exclusive or.',
    ),
  },
  { title: 'BucketDigest' },
)

const MemberVersion = Type.Object(
  { profile_id: Uuid, version: Type.Integer({ minimum: 0 }) },
  { title: 'MemberVersion' },
)

export const readProfileDigests = route({
  name: 'readProfileDigests',
  topic: 'Changes',
  method: 'GET',
  path: '/api/v3/profiles/digests',
  scope: 'read-profiles',
  caller: 'token',
  summary: 'Digests of all members, to find what differs',
  description:
    'Without `bucket`, all 4,096 buckets: where a receiver’s own digest differs, something in the bucket does. With `bucket`, the versions of its members. Deleted members are in neither.',
  query: {
    bucket: 'The bucket whose members are listed.',
    types: `What versions count: \`profile\` (the default) is \`profile_version\`; with any other beside it, such as \`profile,balance\`, it is \`version\`. Known are ${changeTypes.join(', ')}.`,
  },
  envelope: 'list',
  answer: Type.Union([BucketDigest, MemberVersion]),
  refusals: ['validation_failed'],
  beyondOmneo: true,
})
