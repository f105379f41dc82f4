// The people who sell.
import Type from 'typebox'

import { route } from './route.ts'
import { described, Email, Handle, Id, LooseText, Maybe, Moment, Text } from './values.ts'

const topic = 'Staff'
const path = '/api/v3/staff'
const onePath = '/api/v3/staff/{staff_id}'
const scopeWords = 'Staff have no scopes of their own: they are guarded like profiles.'

const StaffIdentity = Type.Object(
  {
    id: Id,
    handle: Type.String(),
    identifier: Type.String(),
    is_primary: described(Type.Boolean(), 'The first that the person was given.'),
    is_active: described(Type.Boolean(), 'Always true: a number that no longer works is removed.'),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'StaffIdentity' },
)

export const Staff = Type.Object(
  {
    id: Id,
    first_name: Type.String(),
    last_name: Type.String(),
    full_name: Type.String(),
    email: Type.String(),
    identities: Type.Array(StaffIdentity),
    is_placeholder: described(Type.Boolean(), 'Made from a sale that named a number which nobody had told us about.'),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Staff' },
)

/** Staff inside a sale or a profile. */
export const StaffSummary = Type.Object(
  { id: Id, full_name: Type.String(), email: Type.String(), identities: Type.Array(StaffIdentity) },
  { title: 'StaffSummary' },
)

/** Most numbers and cards of one person. */
const identitiesMax = 50
const Identities = Type.Array(Type.Object({ handle: Handle, identifier: Text }), { maxItems: identitiesMax })

export const StaffRequest = Type.Object({
  first_name: Text,
  last_name: Maybe(LooseText),
  email: described(Maybe(Email), 'One is made up when none is sent.'),
  identities: Maybe(Identities),
})

export const StaffChange = Type.Object({
  first_name: Type.Optional(Text),
  last_name: Maybe(LooseText),
  email: Type.Optional(Email),
  identities: Maybe(Identities),
})

export const listStaff = route({
  name: 'listStaff',
  topic,
  method: 'GET',
  path,
  scope: 'read-profiles',
  summary: 'All staff',
  description: `\`filter[is_placeholder]=1\` lists the numbers that sales named and nobody has explained yet. ${scopeWords}`,
  envelope: 'page',
  answer: Staff,
  list: {
    filters: {
      id: 'integer',
      first_name: 'text',
      last_name: 'text',
      email: 'text',
      is_placeholder: 'boolean',
      'identities.handle': 'handles',
      'identities.identifier': 'handles',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'first_name', 'last_name', 'email', 'created_at', 'updated_at'],
    search: true,
  },
  refusals: [],
})

export const readStaff = route({
  name: 'readStaff',
  topic,
  method: 'GET',
  path: onePath,
  scope: 'read-profiles',
  summary: 'One member of staff, by number or id',
  description:
    'The text is looked for as a sale’s `staff_id` is: among identifiers first (those with the handle `staff`, then `staff-number`, ' +
    `then any other), then as the record’s own id. ${scopeWords}`,
  envelope: 'one',
  answer: Staff,
  refusals: ['not_found'],
})

export const createStaff = route({
  name: 'createStaff',
  topic,
  method: 'POST',
  path,
  scope: 'create-profiles',
  caller: 'token',
  summary: 'Add a member of staff',
  description:
    'When a sale already named one of the identifiers, the placeholder that was made then becomes this person and keeps its id and its ' +
    `sales. ${scopeWords}`,
  body: StaffRequest,
  envelope: 'one',
  answer: Staff,
  status: 201,
  refusals: ['email_taken', 'identity_taken'],
})

export const updateStaff = route({
  name: 'updateStaff',
  topic,
  method: 'PUT',
  path: onePath,
  scope: 'update-profiles',
  caller: 'token',
  summary: 'Change a member of staff',
  description:
    'By the record’s id. Only the fields that are sent change; `identities` is replaced as a whole. A placeholder that is changed is ' +
    `none any more. ${scopeWords}`,
  body: StaffChange,
  envelope: 'one',
  answer: Staff,
  refusals: ['not_found', 'email_taken', 'identity_taken'],
})

export const deleteStaff = route({
  name: 'deleteStaff',
  topic,
  method: 'DELETE',
  path: onePath,
  scope: 'delete-profiles',
  caller: 'token',
  summary: 'Remove a member of staff',
  description: `By the record’s id. Past sales keep the name; the numbers are free for others. ${scopeWords}`,
  envelope: 'empty',
  refusals: ['not_found'],
})

export const staffRoutes = [listStaff, readStaff, createStaff, updateStaff, deleteStaff] as const
