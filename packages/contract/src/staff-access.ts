// By what staff are let in on devices: a role, and a PIN or a badge.
import Type from 'typebox'

import { RoleName } from './devices.ts'
import { route } from './route.ts'
import { described, Id, Maybe, Nullable, Text } from './values.ts'

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
  topic: 'Devices',
  method: 'PUT',
  path: '/api/v3/staff/{staff_id}/access',
  scope: 'update-users',
  caller: 'token',
  summary: 'Give a member of staff a role, a PIN and a badge, or take them away',
  description:
    'By number or id. A PIN has 4 to 12 digits, and is not one that anybody would try first. What is left out stays; null takes it away. ' +
    'A badge is what the scanner reads, without what it adds, and not a number of the person. PINs and badges are kept only as hashes. Whoever is changed is signed out everywhere and no longer locked.',
  body: Type.Object({ role: Nullable(RoleName), pin: Maybe(Text), badge: Maybe(Text) }),
  envelope: 'one',
  answer: StaffAccess,
  refusals: ['not_found', 'pin_invalid', 'badge_taken'],
  beyondOmneo: true,
})
