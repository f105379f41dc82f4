// Templates of rewards.
import Type from 'typebox'

import { ExtendDays, Flag, notices, Period, PeriodTypeOrNone, region, texts, Worth } from './incentives.ts'
import { route } from './route.ts'
import { Amount, Currency, described, Handle, Handles, Id, Maybe, Moment, Nullable, Text } from './values.ts'

const topic = 'Rewards'

const RewardType = Type.Enum([
  'activation',
  'anniversary',
  'birthday',
  'bonus',
  'campaign',
  'customer-service',
  'reactivation',
  'spend',
  'staff',
  'system-adjustment',
  'tier',
  'achievement',
  'status',
  'points',
  'referral',
  'other',
])

/** Stored and answered as sent; they decide nothing. */
export const RewardDetails = Type.Object({
  ...texts,
  ...notices,
  ...region,
  issue_target_id: Nullable(Id),
  expiry_target_id: Nullable(Id),
  extend_target_id: Nullable(Id),
})

export const RewardDefinition = Type.Object(
  {
    id: Id,
    name: Type.String(),
    handle: Type.String(),
    value: Amount,
    max_value: Nullable(Amount),
    type: Type.String(),
    period: Nullable(Type.Integer()),
    period_type: Type.String(),
    absolute_expiry: Nullable(Moment),
    is_assignable: Type.Boolean(),
    is_reassignable: Type.Boolean(),
    is_extendable: Type.Boolean(),
    is_published: Type.Boolean(),
    extend_days: Nullable(Type.Integer()),
    ...RewardDetails.properties,
    tags: Type.Array(Type.String()),
    currency: Currency,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'RewardDefinition' },
)

const changeable = {
  name: Text,
  value: Worth,
  type: RewardType,
  period: Period,
  max_value: Maybe(Worth),
  period_type: PeriodTypeOrNone,
  absolute_expiry: described(Maybe(Moment), 'The last second, in UTC; needed by `absolute_date`.'),
  is_assignable: Flag,
  is_reassignable: Flag,
  is_extendable: Flag,
  is_published: Flag,
  extend_days: Maybe(ExtendDays),
  tags: Maybe(Handles),
  currency: Maybe(Currency),
  ...Type.Partial(RewardDetails).properties,
}

export const RewardDefinitionRequest = Type.Object({ handle: Handle, ...changeable })
export const RewardDefinitionChange = Type.Partial(Type.Object(changeable))

const path = '/api/v3/rewards/definitions'
const alias = '/api/v3/reward-definitions'
const all = { topic, path, aliases: [alias] } as const
const one = { topic, path: `${path}/{definition_id}`, aliases: [`${alias}/{definition_id}`] } as const

export const listRewardDefinitions = route({
  ...all,
  name: 'listRewardDefinitions',
  method: 'GET',
  scope: 'read-reward-definitions',
  summary: 'Reward definitions',
  envelope: 'page',
  answer: RewardDefinition,
  list: {
    filters: {
      id: 'integer',
      handle: 'text',
      name: 'text',
      type: 'text',
      value: 'amount',
      'tags.handle': 'handles',
      is_assignable: 'boolean',
      is_published: 'boolean',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'name', 'handle', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const createRewardDefinition = route({
  ...all,
  name: 'createRewardDefinition',
  method: 'POST',
  scope: 'create-reward-definitions',
  summary: 'Define a reward',
  body: RewardDefinitionRequest,
  envelope: 'one',
  answer: RewardDefinition,
  status: 201,
  refusals: ['handle_taken', 'currency_unsupported'],
})

export const readRewardDefinition = route({
  ...one,
  name: 'readRewardDefinition',
  method: 'GET',
  scope: 'read-reward-definitions',
  summary: 'One reward definition',
  envelope: 'one',
  answer: RewardDefinition,
  refusals: ['not_found'],
})

export const updateRewardDefinition = route({
  ...one,
  name: 'updateRewardDefinition',
  method: 'PUT',
  scope: 'update-reward-definitions',
  summary: 'Change a reward definition',
  description:
    'Rewards that were issued before keep their value and their end. The handle never changes; one that is sent is ignored.',
  body: RewardDefinitionChange,
  envelope: 'one',
  answer: RewardDefinition,
  refusals: ['not_found', 'currency_unsupported'],
})

export const deleteRewardDefinition = route({
  ...one,
  name: 'deleteRewardDefinition',
  method: 'DELETE',
  scope: 'delete-reward-definitions',
  summary: 'Delete a reward definition that no member holds a reward of',
  envelope: 'empty',
  refusals: ['not_found', 'definition_in_use'],
})

export const rewardDefinitionRoutes = [
  listRewardDefinitions,
  createRewardDefinition,
  readRewardDefinition,
  updateRewardDefinition,
  deleteRewardDefinition,
] as const
