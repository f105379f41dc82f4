// Tills and staff portals in browsers, as the operator sees them: made, paired once by a link, revoked.
import Type from 'typebox'

import { route } from './route.ts'
import { described, Id, Maybe, Moment, Nullable, Text, Uuid } from './values.ts'

const topic = 'Devices'
const path = '/api/v3/devices'

/** The pages that a device can be paired for; each is served under its own name. */
export const apps = ['till', 'clienteling'] as const
export type App = (typeof apps)[number]

const AppName = Type.Enum([...apps], { title: 'App', description: 'The till, or the staff portal.' })

export const RoleName = Type.Enum(['cashier', 'supervisor', 'manager'], { title: 'Role' })

export const PermissionName = Type.Enum(
  [
    'sell',
    'redeem',
    'enrol',
    'edit_profile',
    'return',
    'training',
    'end_of_day',
    'price_override',
    'discount',
    'void_sale',
    'move_sale',
    'reverse_late',
  ],
  { title: 'Permission' },
)

const OptionalText = Nullable(Type.String())

const DeviceLocation = Type.Object(
  {
    id: Id,
    external_id: OptionalText,
    name: Type.String(),
    phone: OptionalText,
    timezone: OptionalText,
    address_line_1: OptionalText,
    address_line_2: OptionalText,
    address_line_3: OptionalText,
    city: OptionalText,
    state: OptionalText,
    postcode: OptionalText,
    country: OptionalText,
  },
  { title: 'DeviceLocation' },
)

const DeviceStaff = Type.Object(
  {
    id: Id,
    number: described(Type.String(), 'The number that sales name; the id where there is none.'),
    full_name: Type.String(),
    role: RoleName,
    permissions: Type.Array(PermissionName),
    signed_in_at: Moment,
    expires_at: described(Moment, 'Twelve hours after signing in.'),
  },
  { title: 'DeviceStaff' },
)

/** Somebody by name alone. */
export const StaffName = Type.Object({ id: Id, full_name: Type.String() }, { title: 'StaffName' })

export const DeviceApproval = Type.Object(
  { permission: PermissionName, staff: StaffName, expires_at: described(Moment, 'A minute after it was given.') },
  { title: 'DeviceApproval' },
)

const device = {
  id: Uuid,
  name: Type.String(),
  app: AppName,
  number: described(Type.Integer(), 'Short, and never given twice: receipts of a till begin with it.'),
  location: Nullable(DeviceLocation),
  staff: described(Nullable(DeviceStaff), 'Who is signed in.'),
  approval: described(Nullable(DeviceApproval), 'What somebody else has just allowed.'),
  shop: Type.Object({
    name: Type.String(),
    currency: Type.String(),
    timezone: described(Type.String(), 'Of the location, where it says one; else the tenant’s.'),
    region: Type.String(),
  }),
  points: Type.Object({
    earn_rate: described(Type.Number(), 'Points for each 1.00 charged.'),
    exchange_rate: described(Type.Number(), 'Money for each point.'),
  }),
  redeem: Type.Object({
    amount_max: described(Nullable(Type.Number()), 'Most that one sale may use, in major units.'),
    percent_max: described(Nullable(Type.Integer()), 'Most of what is due, in hundredths.'),
    step: described(Nullable(Type.Number()), 'Value is used in steps of this, in major units.'),
    is_offline_allowed: described(
      Type.Boolean(),
      'The setting `offline.mode` is not `off`: leave to redeem without the server may be asked for. False: it would be refused for everybody.',
    ),
  }),
  host_origins: described(Type.Array(Type.String()), 'Pages that may hold the portal; empty for a till.'),
  paired_at: Nullable(Moment),
  last_seen_at: described(Nullable(Moment), 'Within five minutes.'),
  revoked_at: Nullable(Moment),
  created_at: Moment,
  updated_at: Moment,
}

export const Device = Type.Object(device, { title: 'Device' })

const NewDevice = Type.Object(
  {
    ...device,
    pairing_path: described(
      Nullable(Type.String()),
      'Opened once in the browser to pair, below the address of the server. Shown this one time.',
    ),
    pairing_expires_at: Moment,
  },
  { title: 'NewDevice' },
)

const DeviceEvent = Type.Object(
  {
    id: Id,
    event: Type.Enum(['paired', 'revoked', 'signed_in', 'signed_out', 'sign_in_failed', 'approved'], {
      title: 'DeviceEventName',
    }),
    staff: described(Nullable(StaffName), 'Who did it, or whose PIN was wrong; null where nobody could be recognised.'),
    for_staff: described(Nullable(StaffName), 'For whom it was approved.'),
    permission: described(Nullable(PermissionName), 'What was approved.'),
    by: described(OptionalText, 'The name of the token that revoked.'),
    created_at: Moment,
  },
  { title: 'DeviceEvent' },
)

export const listDevices = route({
  name: 'listDevices',
  topic,
  method: 'GET',
  path,
  scope: 'read-users',
  summary: 'All devices, with who is signed in on them',
  envelope: 'page',
  answer: Device,
  list: {
    filters: {
      id: 'uuid',
      app: 'text',
      name: 'text',
      number: 'integer',
      location_id: 'integer',
      paired_at: 'moment',
      last_seen_at: 'moment',
      revoked_at: 'moment',
      created_at: 'moment',
    },
    sorts: ['number', 'name', 'paired_at', 'last_seen_at', 'created_at'],
  },
  refusals: [],
  beyondOmneo: true,
})

export const createDevice = route({
  name: 'createDevice',
  topic,
  method: 'POST',
  path,
  scope: 'create-users',
  summary: 'Make a device, or a fresh pairing link for one',
  description:
    'The link works once and for fifteen minutes. The same app and name again is the same device, whose browser goes on until the ' +
    'link is used; a device that was revoked can be paired again in this way. Under an `Idempotency-Key` a repeat answers the same ' +
    'device with `pairing_path` null.',
  body: Type.Object({
    app: AppName,
    name: Text,
    location_id: described(
      Maybe(Type.Union([Id, Text])),
      'The id, external id or code of its location. Left out: as it was; null: none.',
    ),
  }),
  envelope: 'one',
  answer: NewDevice,
  status: 201,
  refusals: ['reference_unknown'],
  secrets: ['pairing_path'],
  beyondOmneo: true,
})

export const revokeDevice = route({
  name: 'revokeDevice',
  topic,
  method: 'DELETE',
  path: '/api/v3/devices/{device_id}',
  scope: 'delete-users',
  summary: 'Revoke a device',
  description: 'It stops at once: its browser, whoever is signed in on it, and a link that was not used yet.',
  envelope: 'empty',
  refusals: ['not_found'],
  beyondOmneo: true,
})

export const listDeviceEvents = route({
  name: 'listDeviceEvents',
  topic,
  method: 'GET',
  path: '/api/v3/devices/{device_id}/events',
  scope: 'read-users',
  summary: 'What happened on a device: who signed in, what was approved',
  envelope: 'page',
  answer: DeviceEvent,
  list: { filters: { event: 'text', staff_id: 'integer', created_at: 'moment' }, sorts: ['id', 'created_at'] },
  refusals: ['not_found'],
  beyondOmneo: true,
})

export const deviceRoutes = [listDevices, createDevice, revokeDevice, listDeviceEvents] as const
