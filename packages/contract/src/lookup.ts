// Finding a member while somebody types: short rows, the best first.
import Type from 'typebox'

import { route } from './route.ts'
import { Amount, described, Nullable, Uuid } from './values.ts'

const FoundMember = Type.Object(
  {
    id: Uuid,
    full_name: Type.String(),
    first_name: Type.String(),
    last_name: Type.String(),
    email: Nullable(Type.String()),
    mobile_phone: described(Nullable(Type.String()), 'E.164.'),
    cards: described(
      Type.Array(Type.String(), { maxItems: 3 }),
      'Identifiers of active identities, the primary one first.',
    ),
    combined_balance_dollars: Amount,
    matched_by: described(
      Type.Enum(['card', 'phone', 'email', 'name', 'similar']),
      'What was recognised. `similar`: a word of the name is not what was typed, but one slip away from it.',
    ),
  },
  { title: 'FoundMember' },
)

export const lookUpProfiles = route({
  name: 'lookUpProfiles',
  topic: 'Profiles',
  method: 'GET',
  path: '/api/v3/profiles/lookup',
  scope: 'read-profiles',
  summary: 'Find members while somebody types',
  description:
    'Takes what is in the search field so far: a scanned card, a phone number in any usual spelling, its beginning or its last digits ' +
    '(three or more), the beginning of an e-mail address or of one of its parts, or words of a name, each begun or whole, in any order. ' +
    'The best come first: a card, a whole phone number, the beginning of an e-mail address, names with all words, words inside of names. ' +
    'An e-mail address that nobody has is read as the name before its sign. ' +
    'Where these are fewer than `limit`, names follow that are one slip away (a letter wrong, missing, doubled or swapped). ' +
    'There are no pages and no total: type more. A new name is known to the correction of slips after some seconds, ' +
    'and one that nobody has any more is forgotten by it in the same time; all else holds at once.',
  query: {
    text: 'What was typed, of 1 to 255 characters',
    limit: 'How many members at most, from 1 to 50; 10 when left out',
  },
  envelope: 'list',
  answer: FoundMember,
  refusals: ['validation_failed'],
  beyondOmneo: true,
})
