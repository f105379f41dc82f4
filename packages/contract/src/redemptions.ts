// Spending value, and giving it back.
import Type from 'typebox'

import { Balances } from './balances.ts'
import { Location } from './locations.ts'
import type { ListOptions } from './route.ts'
import { route } from './route.ts'
import {
  Amount,
  Currency,
  described,
  Handle,
  Id,
  IdLike,
  LooseText,
  Maybe,
  Meta,
  Moment,
  Nullable,
  PointCount,
  Text,
  Uuid,
} from './values.ts'

const topic = 'Redemptions'

const Strategy = Type.Enum(['rewards', 'points', 'benefits', 'credits'])

/** Most kinds of benefit in one redemption. */
const benefitsMax = 50
const benefitUsesMax = 1_000

const ChosenBenefit = Type.Object({
  id: Maybe(IdLike),
  handle: described(Maybe(Handle), 'The definition’s handle; the member’s benefit of it that ends first is used.'),
  quantity: Maybe(Type.Integer({ minimum: 1, maximum: benefitUsesMax })),
})

/** What a redemption may take, and a return may give back. */
export const RedeemRequest = Type.Object({
  amount: Maybe(Amount),
  strategies: Maybe(Type.Array(Strategy, { minItems: 1, maxItems: 4 })),
  strategy: described(
    Maybe(
      Type.Union([
        Type.Enum(['rewards', 'points', 'rewards_points', 'points_rewards']),
        Type.Array(Strategy, { minItems: 1, maxItems: 4 }),
      ]),
    ),
    'The older name: one kind, two joined by `_` in their order, or a list.',
  ),
  benefits: Maybe(Type.Array(ChosenBenefit, { maxItems: benefitsMax })),
  currency: Maybe(Currency),
  strict: Maybe(Type.Boolean()),
  location_id: Maybe(IdLike),
  meta: Maybe(Meta),
  transaction_external_id: Maybe(Text),
  transaction_receipt_ref: Maybe(Text),
})

export const SuccessfulRedemption = Type.Object(
  {
    id: Id,
    profile_id: Uuid,
    total: described(
      Amount,
      'What was taken or given back, in the tenant’s currency: it can be less than was asked for.',
    ),
    total_localised: Amount,
    location_id: Nullable(Id),
    location: Nullable(Location),
    balances: Balances,
    currency: Type.Null(),
    meta: Nullable(Meta),
    transaction_external_id: Nullable(Type.String()),
    transaction_receipt_ref: Nullable(Type.String()),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'SuccessfulRedemption' },
)

export const RedemptionItem = Type.Object(
  {
    id: Id,
    type: Type.Enum(['reward', 'point', 'benefit']),
    value: described(Nullable(Amount), 'In money; null for a benefit.'),
    count: described(Nullable(Type.Integer()), 'Uses of a benefit; null for value.'),
    points: described(Nullable(PointCount), 'Points drawn or given back; null for other kinds.'),
    type_attributes: described(Nullable(Type.Object({})), 'The reward, point row or benefit, as it is now.'),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'RedemptionItem' },
)

const RedemptionState = Type.Enum(['open', 'applied', 'reversed', 'returned', 'unmatched', 'reversal', 'return'])

export const Redemption = Type.Object(
  {
    id: Id,
    type: Type.Enum(['redeem', 'return', 'reversal']),
    state: described(
      RedemptionState,
      'What happened to all of it last. `unmatched`: no sale named it within a day. A reversal or return is its own state.',
    ),
    profile_id: Uuid,
    profile: Nullable(
      Type.Object({
        first_name: Type.String(),
        last_name: Type.String(),
        full_name: Type.String(),
        email: Nullable(Type.String()),
        statuses: Type.Array(Type.String()),
      }),
    ),
    total: Amount,
    total_localised: Amount,
    meta: Nullable(Meta),
    location_id: Nullable(Id),
    location: Nullable(Location),
    transaction_id: Nullable(Id),
    transaction: Nullable(
      Type.Object({
        external_id: Nullable(Type.String()),
        receipt_ref: Nullable(Type.String()),
        transacted_at: Type.String(),
        total: Amount,
        location: Nullable(Type.Object({ id: Id, name: Type.String(), external_id: Nullable(Type.String()) })),
      }),
    ),
    transaction_external_id: Nullable(Type.String()),
    transaction_receipt_ref: Nullable(Type.String()),
    linked_redemption_id: described(Nullable(Id), 'What this reversal or return undoes.'),
    linked_source_id: described(Nullable(Id), 'The same, as a record of any kind would be named.'),
    linked_source_type: Nullable(Type.Literal('redemption')),
    reversed_at: Nullable(Moment),
    reason: Nullable(Type.String()),
    items: Type.Array(RedemptionItem),
    redeem_at: Moment,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Redemption' },
)

const refusedRedemption = [
  'not_found',
  'reference_unknown',
  'currency_unsupported',
  'strategy_unsupported',
  'nothing_to_redeem',
  'balance_short',
] as const
const refusedBenefit = ['benefit_expired', 'benefit_not_yet_valid', 'benefit_used_up', 'benefit_sold_out'] as const

export const redeemValue = route({
  name: 'redeemValue',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/{profile_id}/redeem',
  aliases: ['/api/v3/profiles/{profile_id}/redemptions'],
  scope: 'redeem-strategy',
  summary: 'Spend rewards, points and benefits',
  description:
    'The value leaves the balance now, before payment. Without `strategies` rewards are spent first, then points; within a kind what ' +
    'expires soonest. When less is there than `amount`, what is there is taken and `total` says how much; with `strict` nothing is taken ' +
    'and the answer is 422. Keep `id`: it is the sale’s `redemption_id`. Send an `Idempotency-Key`, and repeat the call when no answer came.',
  body: RedeemRequest,
  envelope: 'one',
  answer: SuccessfulRedemption,
  status: 201,
  refusals: [...refusedRedemption, ...refusedBenefit],
})

export const redeemBenefit = route({
  name: 'redeemBenefit',
  topic,
  method: 'POST',
  path: '/api/v3/profiles/{profile_id}/benefits/{benefit_id}/redeem',
  aliases: ['/api/v3/profiles/{profile_id}/benefits/{benefit_id}/redemptions'],
  scope: 'redeem-benefits',
  summary: 'Use a benefit',
  body: Type.Object({
    count: Maybe(Type.Integer({ minimum: 1, maximum: benefitUsesMax })),
    location_id: Maybe(IdLike),
    meta: Maybe(Meta),
    transaction_external_id: Maybe(Text),
    transaction_receipt_ref: Maybe(Text),
  }),
  envelope: 'one',
  answer: Redemption,
  status: 201,
  refusals: ['not_found', 'reference_unknown', ...refusedBenefit],
})

export const reverseRedemption = route({
  name: 'reverseRedemption',
  topic,
  method: 'POST',
  path: '/api/v3/redemptions/{redemption_id}/reversal',
  scope: 'return',
  summary: 'Undo a redemption within ten minutes',
  description:
    'The very rewards, points and benefits come back, as they were. After ten minutes only a token with the scope `reverse-late` may do it, with a `reason`.',
  body: Type.Object({ reason: Maybe(LooseText) }),
  envelope: 'one',
  answer: SuccessfulRedemption,
  status: 201,
  refusals: [
    'not_found',
    'not_a_redemption',
    'already_reversed',
    'already_returned',
    'reversal_window_passed',
    'reason_required',
  ],
})

export const returnRedemption = route({
  name: 'returnRedemption',
  topic,
  method: 'POST',
  path: '/api/v3/redemptions/{redemption_id}/return',
  aliases: ['/api/v3/redemptions/{redemption_id}/refund'],
  scope: 'return',
  summary: 'Give value back for goods that came back',
  description:
    'Makes new rewards and points for the share that comes back; never more than was redeemed and has not come back yet. Without a body ' +
    'everything that is left comes back. Asked for more, the rest comes back, or with `strict` nothing and 422.',
  body: RedeemRequest,
  envelope: 'one',
  answer: SuccessfulRedemption,
  status: 201,
  refusals: [
    'not_found',
    'reference_unknown',
    'currency_unsupported',
    'strategy_unsupported',
    'not_a_redemption',
    'already_reversed',
    'nothing_to_return',
    'return_exceeds_redemption',
  ],
})

export const returnBenefit = route({
  name: 'returnBenefit',
  topic,
  method: 'POST',
  path: '/api/v3/redemptions/{redemption_id}/benefit/return',
  scope: 'return',
  summary: 'Give a used benefit back',
  body: Type.Object({ count: Maybe(Type.Integer({ minimum: 1, maximum: benefitUsesMax })), meta: Maybe(Meta) }),
  envelope: 'one',
  answer: Redemption,
  status: 201,
  refusals: ['not_found', 'not_a_redemption', 'already_reversed', 'nothing_to_return', 'return_exceeds_redemption'],
})

const list = {
  filters: {
    id: 'integer',
    type: 'text',
    state: 'text',
    profile_id: 'uuid',
    location_id: 'integer',
    transaction_id: 'integer',
    transaction_external_id: 'text',
    transaction_receipt_ref: 'text',
    linked_redemption_id: 'integer',
    linked_source_id: 'integer',
    linked_source_type: 'text',
    external_id: 'text',
    exchange_rate: 'points',
    meta: 'json',
    total: 'amount',
    redeem_at: 'moment',
    created_at: 'moment',
    updated_at: 'moment',
    has_reward: 'boolean',
    has_point: 'boolean',
    has_benefit: 'boolean',
    has_credit: 'boolean',
  },
  sorts: ['id', 'total', 'redeem_at', 'created_at', 'updated_at'],
} as const satisfies ListOptions

const read = { topic, method: 'GET', scope: 'read-redemptions' } as const

export const listRedemptions = route({
  ...read,
  name: 'listRedemptions',
  path: '/api/v3/redemptions',
  summary: 'All redemptions, reversals and returns',
  envelope: 'page',
  answer: Redemption,
  list,
  refusals: [],
})

export const readRedemption = route({
  ...read,
  name: 'readRedemption',
  path: '/api/v3/redemptions/{redemption_id}',
  summary: 'One redemption with what it took',
  envelope: 'one',
  answer: Redemption,
  refusals: ['not_found'],
})

export const listRedemptionItems = route({
  ...read,
  name: 'listRedemptionItems',
  path: '/api/v3/redemptions/items',
  summary: 'The items of all redemptions',
  envelope: 'page',
  answer: Type.Intersect([RedemptionItem, Type.Object({ redemption_id: Id, profile_id: Uuid })]),
  list: {
    filters: {
      id: 'integer',
      redemption_id: 'integer',
      profile_id: 'uuid',
      redeemable_type: 'text',
      redeemable_id: 'integer',
      linked_profile_id: 'uuid',
      external_id: 'text',
      value: 'amount',
      created_at: 'moment',
    },
    sorts: ['id', 'created_at'],
  },
  refusals: [],
})

export const groupRedemptions = route({
  ...read,
  name: 'groupRedemptions',
  path: '/api/v3/redemptions/group/{attribute}',
  summary: 'How many redemptions and how much, for each value of an attribute',
  description:
    'The attribute is one of `type`, `location_id`, `profile_id`, `transaction_receipt_ref`, `transaction_external_id`.',
  envelope: 'page',
  answer: Type.Object({ value: Nullable(Type.Union([Type.String(), Id])), count: Type.Integer(), total: Amount }),
  list: { filters: list.filters, sorts: [] },
  refusals: ['not_found'],
})

export const listProfileRedemptions = route({
  ...read,
  name: 'listProfileRedemptions',
  path: '/api/v3/profiles/{profile_id}/redemptions',
  summary: 'A member’s redemptions',
  description: '`has_benefit=1` is short for `filter[has_benefit]=1`.',
  query: { has_benefit: '1: only those that used a benefit' },
  envelope: 'page',
  answer: Redemption,
  list,
  refusals: ['not_found'],
})

export const readProfileRedemption = route({
  ...read,
  name: 'readProfileRedemption',
  path: '/api/v3/profiles/{profile_id}/redemptions/{redemption_id}',
  summary: 'One redemption of a member',
  envelope: 'one',
  answer: Redemption,
  refusals: ['not_found'],
})

export const countProfileRedemptions = route({
  ...read,
  name: 'countProfileRedemptions',
  path: '/api/v3/profiles/{profile_id}/redemptions/{type}/{row_id}/count',
  summary: 'How often a reward, point row or benefit was redeemed',
  description: 'The type is `reward`, `point` or `benefit`. Reversed redemptions do not count.',
  envelope: 'one',
  answer: Type.Object({ count: Type.Integer() }),
  refusals: ['not_found'],
})

export const redemptionRoutes = [
  redeemValue,
  redeemBenefit,
  reverseRedemption,
  returnRedemption,
  returnBenefit,
  listRedemptions,
  listRedemptionItems,
  groupRedemptions,
  readRedemption,
  listProfileRedemptions,
  readProfileRedemption,
  countProfileRedemptions,
] as const
