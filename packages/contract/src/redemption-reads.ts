// Reading redemptions back.
import Type from 'typebox'

import { Redemption, RedemptionItem } from './redemptions.ts'
import { type ListOptions, route } from './route.ts'
import { Amount, Id, Nullable, Uuid } from './values.ts'

const topic = 'Redemptions'

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
    hold_expires_at: 'moment',
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

export const redemptionReadRoutes = [
  listRedemptions,
  listRedemptionItems,
  groupRedemptions,
  readRedemption,
  listProfileRedemptions,
  readProfileRedemption,
  countProfileRedemptions,
] as const
