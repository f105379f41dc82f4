// Rewards that members hold: money off, used in any parts.
import Type from 'typebox'

import { ExtendRequest, Worth } from './incentives.ts'
import { RewardDefinition } from './reward-definitions.ts'
import { route, type ListOptions } from './route.ts'
import {
  Amount,
  described,
  Handle,
  Id,
  IdLike,
  LocalMoment,
  Maybe,
  Meta,
  Moment,
  Nullable,
  Text,
  Uuid,
  Zone,
} from './values.ts'

const topic = 'Rewards'

export const Reward = Type.Object(
  {
    id: Id,
    profile_id: Uuid,
    value_initial: Amount,
    value_remaining: Amount,
    issued_at: Moment,
    expires_at: Nullable(Moment),
    issued_local_at: LocalMoment,
    expires_local_at: Nullable(LocalMoment),
    timezone: Zone,
    is_active: described(Type.Boolean(), 'Started, not expired, and something is left.'),
    is_expired: Type.Boolean(),
    extended_at: Nullable(Moment),
    has_notified_issue: Nullable(Type.Boolean()),
    has_notified_expiry: Nullable(Type.Boolean()),
    has_notified_extend: Nullable(Type.Boolean()),
    notify_issue_at: Nullable(Moment),
    notify_expiry_at: Nullable(Moment),
    definition: RewardDefinition,
    external_id: Nullable(Type.String()),
    meta: Nullable(Meta),
    source_id: Nullable(Id),
    source_type: Nullable(Type.String()),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Reward' },
)

const values = { value_initial: Maybe(Worth), value_remaining: Maybe(Worth), meta: Maybe(Meta) }

export const RewardRequest = Type.Object({
  profile_id: Uuid,
  reward_definition_id: Maybe(IdLike),
  reward_definition_handle: Maybe(Handle),
  timezone: Zone,
  ...values,
  issued_at: described(Maybe(LocalMoment), 'Local to `timezone`; now when left out.'),
  expires_at: described(
    Maybe(LocalMoment),
    "The last second, local to `timezone`; the definition's period when left out.",
  ),
  external_id: Maybe(Text),
})

export const RewardChange = Type.Object({
  ...values,
  expires_at: described(
    Maybe(LocalMoment),
    'The last second, local to the reward’s `timezone`, unlike the `expires_at` of an answer; null takes the end away.',
  ),
  expires_local_at: described(
    Maybe(LocalMoment),
    'As it was answered, beside an `expires_at` as it was answered: the end stays. A reward can be sent back as it was read.',
  ),
})

const filters = {
  id: 'integer',
  profile_id: 'uuid',
  reward_definition_id: 'integer',
  'definition.handle': 'text',
  'definition.type': 'text',
  external_id: 'text',
  value_initial: 'amount',
  value_remaining: 'amount',
  issued_at: 'moment',
  expires_at: 'moment',
  extended_at: 'moment',
  timezone: 'text',
  source_type: 'text',
  source_id: 'integer',
  created_at: 'moment',
  updated_at: 'moment',
} as const satisfies ListOptions['filters']
const sorts = ['id', 'issued_at', 'expires_at', 'value_initial', 'value_remaining', 'created_at', 'updated_at'] as const

export const listRewards = route({
  name: 'listRewards',
  topic,
  method: 'GET',
  path: '/api/v3/rewards',
  scope: 'read-rewards',
  summary: 'Rewards of all members',
  envelope: 'page',
  answer: Reward,
  list: { filters, sorts },
  refusals: [],
})

export const createReward = route({
  name: 'createReward',
  topic,
  method: 'POST',
  path: '/api/v3/rewards',
  scope: 'create-rewards',
  summary: 'Issue a reward',
  description:
    'Datetimes that are sent are local to `timezone`; those that are answered are UTC, with the local ones beside them.',
  body: RewardRequest,
  envelope: 'one',
  answer: Reward,
  status: 201,
  refusals: ['reference_unknown', 'definition_not_assignable'],
})

export const extendRewards = route({
  name: 'extendRewards',
  topic,
  method: 'POST',
  path: '/api/v3/rewards/extend',
  scope: 'update-rewards',
  summary: 'Give rewards more time',
  description:
    '`extend_date` is the new end, local to each reward’s zone; `extend_days` adds to each current end; with neither the ' +
    'definition’s `extend_days` is added. Expired rewards can be extended.',
  body: ExtendRequest,
  envelope: 'list',
  answer: Reward,
  refusals: ['reference_unknown', 'definition_not_extendable'],
})

export const readReward = route({
  name: 'readReward',
  topic,
  method: 'GET',
  path: '/api/v3/rewards/{reward_id}',
  scope: 'read-rewards',
  summary: 'One reward',
  envelope: 'one',
  answer: Reward,
  refusals: ['not_found'],
})

export const updateReward = route({
  name: 'updateReward',
  topic,
  method: 'PUT',
  path: '/api/v3/rewards/{reward_id}',
  scope: 'update-rewards',
  summary: 'Change a reward',
  description: 'A change of `value_remaining` is booked as an adjustment in the member’s ledger.',
  body: RewardChange,
  envelope: 'one',
  answer: Reward,
  refusals: ['not_found'],
})

export const deleteReward = route({
  name: 'deleteReward',
  topic,
  method: 'DELETE',
  path: '/api/v3/rewards/{reward_id}',
  scope: 'delete-rewards',
  summary: 'Take a reward away',
  description: 'What was left of it leaves the member’s ledger as a removal.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const listProfileRewards = route({
  name: 'listProfileRewards',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/rewards',
  scope: 'read-rewards',
  summary: 'A member’s rewards',
  envelope: 'page',
  answer: Reward,
  list: { filters, sorts },
  refusals: ['not_found'],
})

export const readProfileReward = route({
  name: 'readProfileReward',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/rewards/{reward_id}',
  scope: 'read-rewards',
  summary: 'One of a member’s rewards',
  envelope: 'one',
  answer: Reward,
  refusals: ['not_found'],
})

export const rewardRoutes = [
  listRewards,
  createReward,
  extendRewards,
  readReward,
  updateReward,
  deleteReward,
  listProfileRewards,
  readProfileReward,
] as const
