// Benefits that members hold: something that can be used a number of times.
import Type from 'typebox'

import { BenefitDefinition } from './benefit-definitions.ts'
import { ExtendRequest, Worth } from './incentives.ts'
import { route, type ListOptions } from './route.ts'
import { Amount, described, Id, IdLike, LooseText, Maybe, Meta, Moment, Nullable, Text, Uuid, Zone } from './values.ts'

const topic = 'Benefits'

export const Benefit = Type.Object(
  {
    id: Id,
    profile_id: Uuid,
    external_id: Nullable(Type.String()),
    definition: BenefitDefinition,
    issued_at: Moment,
    expires_at: Nullable(Moment),
    timezone: Zone,
    is_expired: Type.Boolean(),
    is_redeemable: described(Type.Boolean(), 'It can be used now: valid, uses are left, and they are not sold out.'),
    redemptions_remaining: Type.Integer(),
    total_global_redemptions_remaining: described(
      Nullable(Type.Integer()),
      'Of all members together; null is without limit.',
    ),
    claimed_at: Nullable(Moment),
    extended_at: Nullable(Moment),
    value: Nullable(Amount),
    redeem_code_pos: described(
      Nullable(Type.String()),
      'The code that a till maps to its own discount: the benefit’s own, or the definition’s.',
    ),
    redeem_code_online: Nullable(Type.String()),
    is_combined: Nullable(Type.Boolean()),
    combine_meta: Nullable(Meta),
    meta: Nullable(Meta),
    source_id: Nullable(Id),
    source_type: Nullable(Type.String()),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Benefit' },
)

export const BenefitRequest = Type.Object({
  profile_id: Uuid,
  benefit_definition_id: IdLike,
  issued_at: Moment,
  timezone: Zone,
  expires_at: described(Maybe(Moment), "The last second; the definition's period when left out."),
  external_id: Maybe(Text),
  meta: Maybe(Meta),
  value: Maybe(Worth),
})

export const BenefitChange = Type.Object({
  expires_at: described(Maybe(Moment), 'The last second, in UTC; null takes the end away.'),
  external_id: Maybe(Text),
  meta: Maybe(Meta),
  value: Maybe(Worth),
  redeem_code_pos: described(Maybe(LooseText), 'Null: the definition’s again.'),
  redeem_code_online: described(Maybe(LooseText), 'Null: the definition’s again.'),
})

const filters = {
  id: 'integer',
  profile_id: 'uuid',
  benefit_definition_id: 'integer',
  'definition.handle': 'text',
  'definition.type': 'text',
  external_id: 'text',
  issued_at: 'moment',
  expires_at: 'moment',
  claimed_at: 'moment',
  extended_at: 'moment',
  value: 'amount',
  redeem_code_pos: 'text',
  redeem_code_online: 'text',
  redemptions_remaining: 'integer',
  timezone: 'text',
  source_type: 'text',
  source_id: 'integer',
  created_at: 'moment',
  updated_at: 'moment',
} as const satisfies ListOptions['filters']
/** What `filter[status]` can ask for. */
export const benefitStatuses = ['active', 'pending', 'redeemed', 'sold_out', 'expired'] as const
const withStatus = { ...filters, status: 'text' } as const
const statusWords =
  '`filter[status]=active` leaves those that can be used now. The others are `pending` (not yet valid), `redeemed` (no uses left), ' +
  '`sold_out` (all uses across all members are taken) and `expired`.'
const sorts = ['id', 'issued_at', 'expires_at', 'created_at', 'updated_at'] as const

const page = { envelope: 'page', answer: Benefit } as const

export const listBenefits = route({
  name: 'listBenefits',
  topic,
  method: 'GET',
  path: '/api/v3/benefits',
  scope: 'read-benefits',
  summary: 'Benefits of all members',
  description: statusWords,
  ...page,
  list: { filters: withStatus, sorts },
  refusals: [],
})

export const countBenefits = route({
  name: 'countBenefits',
  topic,
  method: 'GET',
  path: '/api/v3/benefits.count',
  scope: 'read-benefits',
  summary: 'How many benefits there are, and how many of them were used',
  description: 'The filters of the list of benefits narrow what is counted.',
  envelope: 'one',
  answer: Type.Object({ countAll: Type.Integer(), countRedeemed: Type.Integer() }),
  list: { filters: withStatus, sorts: [] },
  refusals: [],
})

export const createBenefit = route({
  name: 'createBenefit',
  topic,
  method: 'POST',
  path: '/api/v3/benefits',
  scope: 'create-benefits',
  summary: 'Issue a benefit',
  description: 'Datetimes are UTC and come back as they were sent; the `timezone` decides when a day ends.',
  body: BenefitRequest,
  envelope: 'one',
  answer: Benefit,
  status: 201,
  refusals: ['reference_unknown'],
})

export const extendBenefits = route({
  name: 'extendBenefits',
  topic,
  method: 'POST',
  path: '/api/v3/benefits/extend',
  scope: 'create-benefits',
  summary: 'Give benefits more time',
  description: '`extend_date` is the new end; `extend_days` adds to each current end, also of expired benefits.',
  body: ExtendRequest,
  envelope: 'list',
  answer: Benefit,
  refusals: ['reference_unknown', 'definition_not_extendable'],
})

const one = { topic, envelope: 'one', answer: Benefit, refusals: ['not_found'] } as const
const gone = { envelope: 'empty', refusals: ['not_found'] } as const
const benefitPath = '/api/v3/benefits/{benefit_id}'
const profilePath = '/api/v3/profiles/{profile_id}/benefits'

export const readBenefit = route({
  ...one,
  name: 'readBenefit',
  method: 'GET',
  path: benefitPath,
  scope: 'read-benefits',
  summary: 'One benefit',
})

export const updateBenefit = route({
  ...one,
  name: 'updateBenefit',
  method: 'PUT',
  path: benefitPath,
  scope: 'create-benefits',
  summary: 'Change a benefit',
  body: BenefitChange,
})

export const deleteBenefit = route({
  name: 'deleteBenefit',
  topic,
  method: 'DELETE',
  path: benefitPath,
  scope: 'delete-benefits',
  summary: 'Take a benefit away',
  ...gone,
})

export const listProfileBenefits = route({
  name: 'listProfileBenefits',
  topic,
  method: 'GET',
  path: profilePath,
  scope: 'read-benefits',
  summary: 'A member’s benefits',
  description: statusWords,
  ...page,
  list: { filters: withStatus, sorts },
  refusals: ['not_found'],
})

export const listRedeemableBenefits = route({
  name: 'listRedeemableBenefits',
  topic,
  method: 'GET',
  path: `${profilePath}/redeemable`,
  scope: 'read-benefits',
  summary: 'A member’s benefits that can be used now',
  ...page,
  list: { filters: filters, sorts },
  refusals: ['not_found'],
})

export const readProfileBenefit = route({
  ...one,
  name: 'readProfileBenefit',
  method: 'GET',
  path: `${profilePath}/{benefit_id}`,
  scope: 'read-benefits',
  summary: 'One of a member’s benefits',
})

export const updateProfileBenefit = route({
  ...one,
  name: 'updateProfileBenefit',
  method: 'PUT',
  path: `${profilePath}/{benefit_id}`,
  scope: 'create-benefits',
  summary: 'Change one of a member’s benefits',
  body: BenefitChange,
})

export const deleteProfileBenefit = route({
  name: 'deleteProfileBenefit',
  topic,
  method: 'DELETE',
  path: `${profilePath}/{benefit_id}`,
  scope: 'delete-benefits',
  summary: 'Take one of a member’s benefits away',
  ...gone,
})

export const benefitRoutes = [
  listBenefits,
  countBenefits,
  createBenefit,
  extendBenefits,
  readBenefit,
  updateBenefit,
  deleteBenefit,
  listProfileBenefits,
  listRedeemableBenefits,
  readProfileBenefit,
  updateProfileBenefit,
  deleteProfileBenefit,
] as const
