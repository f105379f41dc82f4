// Templates of points.
import Type from 'typebox'

import { Flag, Period, PeriodTypeOrNone, region } from './incentives.ts'
import { route } from './route.ts'
import { Currency, described, Handle, Handles, Id, LongText, Maybe, Moment, Nullable, Text } from './values.ts'

const topic = 'Points'

/** Stored and answered as sent; they decide nothing. */
export const PointDetails = Type.Object({ description: Nullable(LongText), notes: Nullable(LongText), ...region })

export const PointDefinition = Type.Object(
  {
    id: Id,
    name: Type.String(),
    handle: Type.String(),
    is_reassignable: Type.Boolean(),
    tags: Type.Array(Type.String()),
    issue_period: Nullable(Type.Integer()),
    issue_period_type: Nullable(Type.String()),
    issue_absolute_expiry: Nullable(Moment),
    ...PointDetails.properties,
    currency: Currency,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'PointDefinition' },
)

const changeable = {
  name: Text,
  is_reassignable: Flag,
  tags: Maybe(Handles),
  issue_period: described(Type.Optional(Period), 'How long points work; left out, they do not expire.'),
  issue_period_type: PeriodTypeOrNone,
  issue_absolute_expiry: Maybe(Moment),
  currency: Maybe(Currency),
  ...Type.Partial(PointDetails).properties,
}

export const PointDefinitionRequest = Type.Object({ handle: Handle, ...changeable })
export const PointDefinitionChange = Type.Partial(Type.Object(changeable))

const path = '/api/v3/points/definitions'
const alias = '/api/v3/point-definitions'
const all = { topic, path, aliases: [alias] } as const
const one = { topic, path: `${path}/{definition_id}`, aliases: [`${alias}/{definition_id}`] } as const

export const listPointDefinitions = route({
  ...all,
  name: 'listPointDefinitions',
  method: 'GET',
  scope: 'read-point-definitions',
  summary: 'Point definitions',
  envelope: 'page',
  answer: PointDefinition,
  list: {
    filters: {
      id: 'integer',
      handle: 'text',
      name: 'text',
      'tags.handle': 'handles',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'name', 'handle', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const createPointDefinition = route({
  ...all,
  name: 'createPointDefinition',
  method: 'POST',
  scope: 'create-point-definitions',
  summary: 'Define points',
  body: PointDefinitionRequest,
  envelope: 'one',
  answer: PointDefinition,
  status: 201,
  refusals: ['handle_taken', 'currency_unsupported'],
})

export const readPointDefinition = route({
  ...one,
  name: 'readPointDefinition',
  method: 'GET',
  scope: 'read-point-definitions',
  summary: 'One point definition',
  envelope: 'one',
  answer: PointDefinition,
  refusals: ['not_found'],
})

export const updatePointDefinition = route({
  ...one,
  name: 'updatePointDefinition',
  method: 'PUT',
  scope: 'update-point-definitions',
  summary: 'Change a point definition',
  description: 'Points that were issued before keep their end. The handle never changes; one that is sent is ignored.',
  body: PointDefinitionChange,
  envelope: 'one',
  answer: PointDefinition,
  refusals: ['not_found', 'currency_unsupported'],
})

export const deletePointDefinition = route({
  ...one,
  name: 'deletePointDefinition',
  method: 'DELETE',
  scope: 'delete-point-definitions',
  summary: 'Delete a point definition that no member holds points of',
  description: 'The one with id 1 is what sales earn, and stays.',
  envelope: 'empty',
  refusals: ['not_found', 'definition_in_use'],
})

export const pointDefinitionRoutes = [
  listPointDefinitions,
  createPointDefinition,
  readPointDefinition,
  updatePointDefinition,
  deletePointDefinition,
] as const
