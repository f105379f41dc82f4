// Points that members hold: each row was earned or issued at once, and may end on its own.
import Type from 'typebox'

import { PointWorth } from './incentives.ts'
import { PointDefinition } from './point-definitions.ts'
import { route, type ListOptions } from './route.ts'
import { Amount, described, Id, IdLike, LongText, Maybe, Meta, Moment, Nullable, PointCount, Uuid } from './values.ts'

const topic = 'Points'

export const Point = Type.Object(
  {
    id: Id,
    profile_id: Uuid,
    linked_profile_id: Nullable(Uuid),
    value_initial: described(PointCount, 'Below zero is a debt: a return took back what was already spent.'),
    value_remaining: PointCount,
    value_initial_currency: described(Nullable(Amount), 'In money, rounded down.'),
    value_remaining_currency: Nullable(Amount),
    issued_at: Moment,
    accrued_at: Moment,
    expires_at: Nullable(Moment),
    definition: PointDefinition,
    source_type: Nullable(Type.String()),
    source_id: Nullable(Id),
    source: Nullable(Type.Object({ id: Id })),
    rate: Nullable(Type.Number()),
    description: Nullable(Type.String()),
    status: described(
      Type.Union([Type.Literal('pending'), Type.Literal('active')]),
      'Points can be spent from the later of `issued_at` and `accrued_at`; until then they are pending.',
    ),
    meta: Nullable(Meta),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Point' },
)

const changeable = {
  value_remaining: Maybe(PointWorth),
  issued_at: described(Maybe(Moment), 'Issuing needs this or `accrued_at`.'),
  accrued_at: described(Maybe(Moment), 'Issuing needs this or `issued_at`.'),
  expires_at: described(Maybe(Moment), 'The last second; on a change, null takes the end away.'),
  description: Maybe(LongText),
  meta: Maybe(Meta),
}

export const PointRequest = Type.Object({
  profile_id: Uuid,
  point_definition_id: IdLike,
  value_initial: PointWorth,
  ...changeable,
})

export const PointChange = Type.Object({ value_initial: Maybe(PointWorth), ...changeable })

const filters = {
  id: 'integer',
  profile_id: 'uuid',
  point_definition_id: 'integer',
  'definition.handle': 'text',
  value_initial: 'points',
  value_remaining: 'points',
  issued_at: 'moment',
  accrued_at: 'moment',
  expires_at: 'moment',
  source_type: 'text',
  source_id: 'integer',
  created_at: 'moment',
  updated_at: 'moment',
} as const satisfies ListOptions['filters']
const sorts = [
  'id',
  'issued_at',
  'accrued_at',
  'expires_at',
  'value_initial',
  'value_remaining',
  'created_at',
  'updated_at',
] as const

export const listPoints = route({
  name: 'listPoints',
  topic,
  method: 'GET',
  path: '/api/v3/points',
  scope: 'read-points',
  summary: 'Points of all members',
  envelope: 'page',
  answer: Point,
  list: { filters, sorts },
  refusals: [],
})

export const createPoint = route({
  name: 'createPoint',
  topic,
  method: 'POST',
  path: '/api/v3/points',
  scope: 'create-points',
  summary: 'Issue points',
  description: 'Datetimes are UTC and come back as they were sent.',
  body: PointRequest,
  envelope: 'one',
  answer: Point,
  status: 201,
  refusals: ['reference_unknown'],
})

export const readPoint = route({
  name: 'readPoint',
  topic,
  method: 'GET',
  path: '/api/v3/points/{point_id}',
  scope: 'read-points',
  summary: 'One row of points',
  envelope: 'one',
  answer: Point,
  refusals: ['not_found'],
})

export const updatePoint = route({
  name: 'updatePoint',
  topic,
  method: 'PUT',
  path: '/api/v3/points/{point_id}',
  scope: 'update-points',
  summary: 'Change a row of points',
  description: 'A change of `value_remaining` is booked as an adjustment in the member’s ledger.',
  body: PointChange,
  envelope: 'one',
  answer: Point,
  refusals: ['not_found'],
})

export const deletePoint = route({
  name: 'deletePoint',
  topic,
  method: 'DELETE',
  path: '/api/v3/points/{point_id}',
  scope: 'delete-points',
  summary: 'Take a row of points away',
  description: 'What was left of it leaves the member’s ledger as a removal.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const listProfilePoints = route({
  name: 'listProfilePoints',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/points',
  scope: 'read-points',
  summary: 'A member’s points',
  envelope: 'page',
  answer: Point,
  list: { filters, sorts },
  refusals: ['not_found'],
})

export const readProfilePoint = route({
  name: 'readProfilePoint',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/points/{point_id}',
  scope: 'read-points',
  summary: 'One of a member’s rows of points',
  envelope: 'one',
  answer: Point,
  refusals: ['not_found'],
})

export const pointRoutes = [
  listPoints,
  createPoint,
  readPoint,
  updatePoint,
  deletePoint,
  listProfilePoints,
  readProfilePoint,
] as const
