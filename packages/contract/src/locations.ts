// Where things are sold.
import Type from 'typebox'

import {
  AddressRequest,
  CustomFieldList,
  CustomFieldMap,
  Department,
  LocationAddress,
  NormalHours,
  NormalHoursRequest,
  SpecialHours,
  SpecialHoursRequest,
} from './location-parts.ts'
import { route } from './route.ts'
import {
  described,
  Email,
  Handle,
  Handles,
  Id,
  ListOf,
  LongText,
  LooseText,
  Maybe,
  Moment,
  Nullable,
  Text,
  Zone,
} from './values.ts'

const topic = 'Locations'
const path = '/api/v3/locations'
const onePath = '/api/v3/locations/{location_id}'

const OptionalText = Nullable(Type.String())

export const Location = Type.Object(
  {
    id: Id,
    type: OptionalText,
    name: Type.String(),
    handle: OptionalText,
    description: OptionalText,
    phone: OptionalText,
    email: OptionalText,
    timezone: OptionalText,
    external_id: OptionalText,
    external_code: OptionalText,
    is_published: Type.Boolean(),
    is_permanently_closed: Type.Boolean(),
    address: Nullable(LocationAddress),
    normal_hours: Type.Array(NormalHours),
    special_hours: Type.Array(SpecialHours),
    tags: Type.Array(Type.String()),
    icon: OptionalText,
    image_url: OptionalText,
    country_iso_3: OptionalText,
    custom_fields: CustomFieldMap,
    departments: Type.Array(Department),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Location' },
)

const locationFields = {
  type: Maybe(LooseText),
  handle: Maybe(Handle),
  description: Maybe(LongText),
  phone: Maybe(LooseText),
  email: Maybe(Email),
  timezone: Maybe(Zone),
  external_id: Maybe(Text),
  external_code: Maybe(Text),
  is_published: Maybe(Type.Boolean()),
  is_permanently_closed: Maybe(Type.Boolean()),
  address: Maybe(AddressRequest),
  normal_hours: Maybe(ListOf(NormalHoursRequest)),
  special_hours: Maybe(ListOf(SpecialHoursRequest)),
  tags: Maybe(Handles),
  icon: Maybe(LooseText),
  image_url: Maybe(LooseText),
  country_iso_3: Maybe(LooseText),
  custom_fields: described(
    Maybe(Type.Union([CustomFieldMap, CustomFieldList])),
    '`{namespace: {handle: value}}`, or a list of `{namespace, handle, value}`.',
  ),
  departments: Maybe(ListOf(Department)),
}

export const LocationRequest = Type.Object({ name: Text, ...locationFields })
export const LocationChange = Type.Object({ name: Type.Optional(Text), ...locationFields })

export const listLocations = route({
  name: 'listLocations',
  topic,
  method: 'GET',
  path,
  scope: 'read-locations',
  summary: 'All locations',
  envelope: 'page',
  answer: Location,
  list: {
    filters: {
      id: 'integer',
      type: 'text',
      name: 'text',
      handle: 'text',
      phone: 'text',
      email: 'text',
      timezone: 'text',
      external_id: 'text',
      external_code: 'text',
      country_iso_3: 'text',
      is_published: 'boolean',
      is_permanently_closed: 'boolean',
      'tags.handle': 'handles',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'name', 'external_id', 'external_code', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const createLocation = route({
  name: 'createLocation',
  topic,
  method: 'POST',
  path,
  scope: 'create-locations',
  summary: 'Add a location',
  description:
    'Only `name` is needed. `external_id` and `external_code` are what a sale may name instead of the id, so each is unique.',
  body: LocationRequest,
  envelope: 'one',
  answer: Location,
  status: 201,
  refusals: ['external_id_taken'],
})

export const readLocation = route({
  name: 'readLocation',
  topic,
  method: 'GET',
  path: onePath,
  scope: 'read-locations',
  summary: 'One location',
  envelope: 'one',
  answer: Location,
  refusals: ['not_found'],
})

export const updateLocation = route({
  name: 'updateLocation',
  topic,
  method: 'PUT',
  path: onePath,
  scope: 'update-locations',
  summary: 'Change a location',
  description:
    'Only the fields that are sent change. `address`, hours, `tags`, `departments` and `custom_fields` are replaced as a whole; ' +
    'hours keep their id when they are sent with it. A handle can be given once and stays.',
  body: LocationChange,
  envelope: 'one',
  answer: Location,
  refusals: ['not_found', 'external_id_taken'],
})

export const deleteLocation = route({
  name: 'deleteLocation',
  topic,
  method: 'DELETE',
  path: onePath,
  scope: 'delete-locations',
  summary: 'Remove a location',
  description: 'Sales that were made there keep it.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const locationRoutes = [listLocations, createLocation, readLocation, updateLocation, deleteLocation] as const
