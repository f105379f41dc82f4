// Spending value, and giving it back.
import Type from 'typebox'

import { Balances } from './balances.ts'
import { Location } from './locations.ts'
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

/** Shortest and longest hold. */
const holdSecondsMin = 1
const holdSecondsMax = 7 * 86_400

/** Value set aside for a sale that is still to come. */
const Hold = Type.Object(
  {
    expires_in: Type.Integer({
      minimum: holdSecondsMin,
      maximum: holdSecondsMax,
      description: 'Seconds until the server puts the value back by itself, unless a sale has named the redemption.',
    }),
  },
  { title: 'Hold', description: 'Tillside only: plain Omneo ignores it.' },
)

const named = {
  location_id: Maybe(IdLike),
  meta: Maybe(Meta),
  transaction_external_id: Maybe(Text),
  transaction_receipt_ref: Maybe(Text),
}

/** What a return may give back. */
export const ReturnRequest = Type.Object({
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
  ...named,
})

/** What a redemption may take. */
export const RedeemRequest = Type.Object({ ...ReturnRequest.properties, hold: Maybe(Hold) })

const holdExpiresAt = Type.Union([Moment, Type.Null()], {
  description:
    'When the hold lapses, or would have; null for a redemption without a hold. A redemption that is held has the state `held`.',
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
    hold_expires_at: holdExpiresAt,
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

const RedemptionState = Type.Enum([
  'open',
  'held',
  'applied',
  'reversed',
  'returned',
  'unmatched',
  'reversal',
  'return',
])

export const Redemption = Type.Object(
  {
    id: Id,
    type: Type.Enum(['redeem', 'return', 'reversal']),
    state: described(
      RedemptionState,
      'What happened to all of it last. `unmatched`: no sale named it within a day (`redemptions.unmatched_after_hours`); a held one ' +
        'never is. A reversal or return is its own state.',
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
    linked_redemption_id: described(
      Nullable(Id),
      'What this reversal or return undoes; of a redemption, the lapsed hold that it settled again.',
    ),
    linked_source_id: described(Nullable(Id), 'The same, as a record of any kind would be named.'),
    linked_source_type: Nullable(Type.Literal('redemption')),
    reversed_at: Nullable(Moment),
    reason: Nullable(Type.String()),
    hold_expires_at: holdExpiresAt,
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
    'and the answer is 422. Keep `id`: it is the sale’s `redemption_id`. Send an `Idempotency-Key`, and repeat the call when no answer came.\n\n' +
    'With `hold` the value is set aside until a sale names the redemption; when none does in time, the server puts it back by itself, even ' +
    'if the till never wakes. A sale that comes later still takes it again where it is still there.',
  body: RedeemRequest,
  beyondOmneo: ['hold'],
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
    ...named,
    hold: Maybe(Hold),
  }),
  beyondOmneo: ['hold'],
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
    'The very rewards, points and benefits come back, as they were. After ten minutes only a token that holds the scope `reverse-late` beside `return` may do it, ' +
    'with a `reason`. What is still held may be reversed at any time.',
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
    'redemption_reserved',
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
  body: ReturnRequest,
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
    'redemption_reserved',
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
  refusals: [
    'not_found',
    'not_a_redemption',
    'already_reversed',
    'nothing_to_return',
    'return_exceeds_redemption',
    'redemption_reserved',
  ],
})

export const redemptionRoutes = [
  redeemValue,
  redeemBenefit,
  reverseRedemption,
  returnRedemption,
  returnBenefit,
] as const
