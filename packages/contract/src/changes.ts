// The feed of changes: what was committed, in one order and without gaps, for receivers that prefer to ask.
import Type from 'typebox'

import { causedEvents, changeTypes, type EventName } from './events.ts'
import { route } from './route.ts'
import { described, Moment, Nullable, Uuid } from './values.ts'

/** Changes on one page, when nothing is said, and at most. */
export const changesPerPage = { default: 100, max: 1_000 }

const Cursor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const Change = Type.Object(
  {
    number: described(Type.Integer({ minimum: 1 }), 'One more than that of the change before it.'),
    profile_id: described(Nullable(Uuid), 'The member whom it is about; null for what is about no member.'),
    version: described(
      Nullable(Type.Integer({ minimum: 1 })),
      'Of the member, after it. It only rises: what comes with a lower one is old.',
    ),
    types: described(Type.Array(Type.Enum([...changeTypes])), 'What it is about.'),
    events: described(
      Type.Array(Type.Enum(Object.keys(causedEvents) as EventName[])),
      'What happened, each event once; all of it was committed together.',
    ),
    at: described(Moment, 'When it was changed.'),
  },
  { title: 'Change' },
)

export const listChanges = route({
  name: 'listChanges',
  topic: 'Changes',
  method: 'GET',
  path: '/api/v3/changes',
  scope: 'read-changes',
  summary: 'What changed, in order and without gaps',
  description:
    'Ask again with `after` as `next_after` says, and every change is seen once. A member’s changes come in the order of their versions. Numbers are given after the commit, so nothing appears later behind a number that was read before.',
  query: {
    after: 'The number of the last change that was read; from the oldest that is kept when left out.',
    types: `Only changes that are about one of these, with commas between: ${changeTypes.join(', ')}.`,
    limit: `Changes on a page: 1 to ${changesPerPage.max}, ${changesPerPage.default} unless said otherwise.`,
  },
  envelope: 'bare',
  answer: Type.Object({
    data: Type.Array(Change),
    meta: Type.Object({
      next_after: described(Cursor, 'The `after` of the next page.'),
      newest: described(Cursor, 'The number that was given last: with `next_after` at it, all was read.'),
    }),
  }),
  refusals: ['validation_failed', 'cursor_too_old', 'cursor_unknown'],
  beyondOmneo: true,
})
