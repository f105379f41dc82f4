// What the page of a paired device asks about itself, and how staff sign in on it.
import Type from 'typebox'

import { Device, DeviceApproval, PermissionName, RoleName } from './devices.ts'
import { route } from './route.ts'
import { described, Id, Maybe, Text } from './values.ts'

const topic = 'Devices'
const path = '/api/v3/device'
const cookieWords =
  'Asked below the path of the app, as in `/till/api/v3/device`, by a page of this server: the cookie of the pairing says which ' +
  'device it is, and no token is looked at.'

/** By what a person is recognised: a PIN with the number or id that it belongs to, or a badge. */
const proof = {
  staff_id: described(Maybe(Type.Union([Id, Text])), 'The person’s number or id; needed with a PIN.'),
  pin: Maybe(Text),
  badge: described(Maybe(Text), 'As the scanner delivers it, instead of a PIN.'),
}

const lockWords =
  'Five wrong PINs of one person lock that person’s PIN for a minute, and each further one for twice as long, up to an hour; ' +
  '`details.retry_after_seconds` says how long. Thirty wrong tries on a device, of whomever, and it takes one more every five minutes. ' +
  'Which half was wrong is never said.'

const StaffTile = Type.Object(
  { id: Id, number: Type.String(), full_name: Type.String(), role: RoleName },
  { title: 'StaffTile' },
)

export const pairDevice = route({
  name: 'pairDevice',
  topic,
  method: 'POST',
  path: '/api/v3/device/pair',
  scope: 'public',
  caller: 'device',
  isKeyless: true,
  summary: 'Pair this browser, with the code of a link',
  description: `Sets an HttpOnly cookie that only this app of this server is sent. ${cookieWords}`,
  body: Type.Object({ code: Text }),
  envelope: 'one',
  answer: Device,
  status: 201,
  refusals: ['pairing_code_invalid', 'too_many_attempts', 'origin_forbidden'],
  beyondOmneo: true,
})

export const readDevice = route({
  name: 'readDevice',
  topic,
  method: 'GET',
  path,
  scope: null,
  caller: 'device',
  summary: 'This device: where it stands, who is signed in, how the shop redeems',
  description: cookieWords,
  envelope: 'one',
  answer: Device,
  refusals: [],
  beyondOmneo: true,
})

export const listDeviceStaff = route({
  name: 'listDeviceStaff',
  topic,
  method: 'GET',
  path: '/api/v3/device/staff',
  scope: null,
  caller: 'device',
  summary: 'Who can sign in on this device',
  description: `Those who last signed in at its location first. ${cookieWords}`,
  envelope: 'list',
  answer: StaffTile,
  refusals: [],
  beyondOmneo: true,
})

export const signIn = route({
  name: 'signIn',
  topic,
  method: 'POST',
  path: '/api/v3/device/session',
  scope: null,
  caller: 'device',
  isKeyless: true,
  summary: 'Sign in, with a PIN or a badge',
  description: `One person at a time: whoever was signed in is signed out. ${lockWords} ${cookieWords}`,
  body: Type.Object(proof),
  envelope: 'one',
  answer: Device,
  status: 201,
  refusals: ['sign_in_failed', 'sign_in_locked'],
  beyondOmneo: true,
})

export const signOut = route({
  name: 'signOut',
  topic,
  method: 'DELETE',
  path: '/api/v3/device/session',
  scope: null,
  caller: 'device',
  summary: 'Sign out',
  description: cookieWords,
  envelope: 'empty',
  refusals: [],
  beyondOmneo: true,
})

export const approve = route({
  name: 'approve',
  topic,
  method: 'POST',
  path: '/api/v3/device/approvals',
  scope: null,
  caller: 'device',
  isKeyless: true,
  summary: 'Allow one thing within a minute, with the PIN or badge of somebody who may do it',
  description:
    `It holds on this device for who is signed in there, and takes the place of an earlier one. To void or move a sale it opens ` +
    `\`PUT /transactions/{transaction_id}\` with \`is_void\` or \`profile_id\` alone, for the first sale that it is used on; ` +
    `to reverse late, for the first redemption. The same may be asked again, and nothing else. ${lockWords} ${cookieWords}`,
  body: Type.Object({ permission: PermissionName, ...proof }),
  envelope: 'one',
  answer: DeviceApproval,
  status: 201,
  refusals: ['sign_in_failed', 'sign_in_locked', 'permission_missing'],
  beyondOmneo: true,
})

export const deviceSessionRoutes = [pairDevice, readDevice, listDeviceStaff, signIn, signOut, approve] as const
