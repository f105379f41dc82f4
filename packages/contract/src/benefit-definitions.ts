// Templates of benefits. Their ids travel as JSON strings, and are accepted as strings or numbers.
import Type from 'typebox'

import { Flag, notices, Period, PeriodTypeOrNone, region, texts, Worth } from './incentives.ts'
import { route } from './route.ts'
import {
  Amount,
  Currency,
  described,
  Handle,
  Handles,
  Id,
  Json,
  LongText,
  LooseText,
  Maybe,
  Meta,
  Moment,
  Nullable,
  Text,
} from './values.ts'

const topic = 'Benefits'

/** Most uses of one benefit, and of all benefits of a definition. */
const usesMax = 1_000_000
const usesGlobalMax = 1_000_000_000

const BenefitType = Type.Enum(['discount', 'value', 'competition', 'event', 'gift', 'voucher', 'bonus', 'other'])

/** Stored and answered as sent; they decide nothing. */
export const BenefitDetails = Type.Object({
  ...texts,
  ...notices,
  ...region,
  campaign: Nullable(LooseText),
  redeem_instructions_store: Nullable(LongText),
  redeem_instructions_online: Nullable(LongText),
  claim_condition: Nullable(Json),
  claim_timeframe: Nullable(Json),
  view_condition: Nullable(Json),
  visibility_condition: Nullable(Json),
  force_allocation: Nullable(Type.Boolean()),
  issue_target_id: Nullable(Id),
  remind_target_id: Nullable(Id),
  extend_target_id: Nullable(Id),
})

const Count = Nullable(Type.Integer())

export const BenefitDefinition = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    handle: Type.String(),
    type: Nullable(Type.String()),
    value: Nullable(Amount),
    currency: Currency,
    period: Nullable(Type.Integer()),
    period_type: Type.String(),
    absolute_expiry: Nullable(Moment),
    end_at: Nullable(Moment),
    external_id: Nullable(Type.String()),
    redeem_code_pos: Nullable(Type.String()),
    redeem_code_online: Nullable(Type.String()),
    max_redemptions: described(Type.Integer(), 'Uses of each benefit that is issued.'),
    max_global_redemptions: described(Count, 'Uses of all members together; null is without limit.'),
    total_global_redemptions: described(
      Count,
      'Counted where the definition itself is read, and for one with a limit wherever it is printed; null elsewhere.',
    ),
    total_global_redemptions_remaining: Count,
    total_global_created: Count,
    same_campaign_count: Count,
    total_allocations: Count,
    total_allocations_remaining: Count,
    is_extendable: Type.Boolean(),
    is_assignable: Type.Boolean(),
    is_reassignable: Type.Boolean(),
    is_published: Type.Boolean(),
    is_archived: Type.Boolean(),
    allow_user_redeem: Type.Boolean(),
    is_claimable: Type.Boolean(),
    is_reclaimable: Type.Boolean(),
    claim_period_start_at: Nullable(Moment),
    claim_period_end_at: Nullable(Moment),
    ...BenefitDetails.properties,
    tags: Type.Array(Type.String()),
    meta: Nullable(Meta),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'BenefitDefinition' },
)

const changeable = {
  name: Text,
  period: Period,
  period_type: PeriodTypeOrNone,
  absolute_expiry: described(Maybe(Moment), 'The last second, in UTC; needed by `absolute_date`.'),
  end_at: Maybe(Moment),
  type: Maybe(BenefitType),
  value: Maybe(Worth),
  currency: Maybe(Currency),
  external_id: Maybe(Text),
  redeem_code_pos: Maybe(LooseText),
  redeem_code_online: Maybe(LooseText),
  max_redemptions: Maybe(Type.Integer({ minimum: 1, maximum: usesMax })),
  max_global_redemptions: Maybe(Type.Integer({ minimum: 0, maximum: usesGlobalMax })),
  is_extendable: Flag,
  is_assignable: Flag,
  is_reassignable: Flag,
  is_published: Flag,
  is_archived: Flag,
  allow_user_redeem: Flag,
  is_claimable: Flag,
  is_reclaimable: Flag,
  claim_period_start_at: Maybe(Moment),
  claim_period_end_at: Maybe(Moment),
  tags: Maybe(Handles),
  meta: Maybe(Meta),
  ...Type.Partial(BenefitDetails).properties,
}

export const BenefitDefinitionRequest = Type.Object({ handle: Handle, ...changeable })
export const BenefitDefinitionChange = Type.Partial(Type.Object(changeable))
export const BenefitDefinitionClone = Type.Object({ handle: Handle, ...BenefitDefinitionChange.properties })

const path = '/api/v3/benefits/definitions'
const alias = '/api/v3/benefit-definitions'
const all = { topic, path, aliases: [alias] } as const
const one = { topic, path: `${path}/{definition_id}`, aliases: [`${alias}/{definition_id}`] } as const
const printed = { envelope: 'one', answer: BenefitDefinition } as const

export const listBenefitDefinitions = route({
  ...all,
  name: 'listBenefitDefinitions',
  method: 'GET',
  scope: 'read-benefit-definitions',
  summary: 'Benefit definitions',
  envelope: 'page',
  answer: BenefitDefinition,
  list: {
    filters: {
      id: 'integer',
      handle: 'text',
      name: 'text',
      type: 'text',
      external_id: 'text',
      value: 'amount',
      campaign: 'text',
      redeem_code_pos: 'text',
      redeem_code_online: 'text',
      end_at: 'moment',
      'tags.handle': 'handles',
      is_published: 'boolean',
      is_assignable: 'boolean',
      is_archived: 'boolean',
      is_claimable: 'boolean',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'name', 'handle', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const createBenefitDefinition = route({
  ...all,
  name: 'createBenefitDefinition',
  method: 'POST',
  scope: 'create-benefit-definitions',
  summary: 'Define a benefit',
  body: BenefitDefinitionRequest,
  ...printed,
  status: 201,
  refusals: ['handle_taken', 'currency_unsupported'],
})

export const readBenefitDefinition = route({
  ...one,
  name: 'readBenefitDefinition',
  method: 'GET',
  scope: 'read-benefit-definitions',
  summary: 'One benefit definition',
  ...printed,
  refusals: ['not_found'],
})

export const readBenefitDefinitionByHandle = route({
  name: 'readBenefitDefinitionByHandle',
  topic,
  method: 'GET',
  path: `${path}/handle/{handle}`,
  aliases: [`${alias}/handle/{handle}`],
  scope: 'read-benefit-definitions',
  summary: 'One benefit definition, by its handle',
  ...printed,
  refusals: ['not_found'],
})

export const updateBenefitDefinition = route({
  ...one,
  name: 'updateBenefitDefinition',
  method: 'PUT',
  scope: 'update-benefit-definitions',
  summary: 'Change a benefit definition',
  description:
    'Benefits that were issued before keep their uses and their end; `max_global_redemptions` holds at once. ' +
    'The handle never changes; one that is sent is ignored.',
  body: BenefitDefinitionChange,
  ...printed,
  refusals: ['not_found', 'currency_unsupported'],
})

export const deleteBenefitDefinition = route({
  ...one,
  name: 'deleteBenefitDefinition',
  method: 'DELETE',
  scope: 'delete-benefit-definitions',
  summary: 'Delete a benefit definition that no member holds a benefit of',
  envelope: 'empty',
  refusals: ['not_found', 'definition_in_use'],
})

export const cloneBenefitDefinition = route({
  name: 'cloneBenefitDefinition',
  topic,
  method: 'POST',
  path: `${path}/{definition_id}/clone`,
  aliases: [`${alias}/{definition_id}/clone`],
  scope: 'create-benefit-definitions',
  summary: 'Copy a benefit definition under another handle',
  description: 'Any field of the copy can be given; the others are those of the original.',
  body: BenefitDefinitionClone,
  ...printed,
  status: 201,
  refusals: ['not_found', 'handle_taken', 'currency_unsupported'],
})

export const benefitDefinitionRoutes = [
  listBenefitDefinitions,
  createBenefitDefinition,
  readBenefitDefinition,
  readBenefitDefinitionByHandle,
  updateBenefitDefinition,
  deleteBenefitDefinition,
  cloneBenefitDefinition,
] as const
