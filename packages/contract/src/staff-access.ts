// By what staff are let in on devices: a role, and a PIN or a badge.
import Type from 'typebox'

import { RoleName, StaffName } from './devices.ts'
import { route } from './route.ts'
import { described, Id, Maybe, Moment, Nullable, Text } from './values.ts'

const topic = 'Devices'

const StaffAccess = Type.Object(
  {
    id: Id,
    number: Type.String(),
    full_name: Type.String(),
    role: described(Nullable(RoleName), 'Null: not let in.'),
    has_pin: Type.Boolean(),
    has_badge: Type.Boolean(),
  },
  { title: 'StaffAccess' },
)

export const updateStaffAccess = route({
  name: 'updateStaffAccess',
  topic,
  method: 'PUT',
  path: '/api/v3/staff/{staff_id}/access',
  scope: 'update-users',
  caller: 'token',
  summary: 'Give a member of staff a role, a PIN and a badge, or take them away',
  description:
    'By number or id. A PIN has 4 to 12 digits, and is not one that anybody would try first. What is left out stays; null takes it away. ' +
    'A badge is what the scanner reads, without what it adds, and not a number of the person. PINs and badges are kept only as hashes. Whoever is changed is signed out everywhere and no longer locked, ' +
    'and the change is written down (`listStaffAccessEvents`).',
  body: Type.Object({ role: Nullable(RoleName), pin: Maybe(Text), badge: Maybe(Text) }),
  envelope: 'one',
  answer: StaffAccess,
  refusals: ['not_found', 'pin_invalid', 'badge_taken'],
  beyondOmneo: true,
})

const Secret = Type.Enum(['kept', 'set', 'taken'], {
  title: 'AccessChange',
  description: 'Left as it was, given anew, or taken away.',
})

const StaffAccessEvent = Type.Object(
  {
    id: Id,
    event: Type.Enum(['changed', 'removed'], { title: 'StaffAccessEventName' }),
    staff: described(StaffName, 'Whose access it is, also where that person is gone.'),
    role_before: Nullable(RoleName),
    role: described(Nullable(RoleName), 'Null: not let in from then on.'),
    pin: described(Secret, 'What became of the PIN; never the PIN itself.'),
    badge: described(Secret, 'What became of the badge.'),
    by: described(Type.String(), 'The name of the token that changed it; `command line` for the server’s own.'),
    token_id: described(Nullable(Type.String()), 'Null for the command line of the server.'),
    user: described(
      Nullable(Type.Object({ id: Id, name: Type.String() }, { title: 'UserName' })),
      'Whose token it was; null for the command line of the server.',
    ),
    created_at: Moment,
  },
  { title: 'StaffAccessEvent' },
)

export const listStaffAccessEvents = route({
  name: 'listStaffAccessEvents',
  topic,
  method: 'GET',
  path: '/api/v3/staff-access-events',
  scope: 'read-users',
  caller: 'token',
  summary: 'Who changed the role, the PIN or the badge of a member of staff',
  description: 'Every change that was made, with who made it; also the removal of somebody who was let in.',
  envelope: 'page',
  answer: StaffAccessEvent,
  list: {
    filters: { staff_id: 'integer', event: 'text', by: 'text', user_id: 'integer', created_at: 'moment' },
    sorts: ['id', 'created_at'],
  },
  refusals: [],
  beyondOmneo: true,
})
