// What a member can spend now.
import Type from 'typebox'

import { route } from './route.ts'
import { Amount, Currency, Id, Moment, Nullable, PointCount } from './values.ts'

const Localised = Type.Object({
  reward_balance: Amount,
  point_balance_dollars: Amount,
  combined_balance_dollars: Amount,
})

const CurrencyRate = Type.Object(
  {
    id: Id,
    from: Currency,
    to: Currency,
    rate: Type.Number(),
    is_system: Type.Boolean(),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'CurrencyRate' },
)

export const Balances = Type.Object({
  /** What is left on all rewards that can be used now. */
  reward_balance: Amount,
  /** Store credit and gift cards, which are not offered yet: always 0. */
  credit_balance: Amount,
  /** Points that can be used now; below zero is a debt from a return. */
  point_balance: PointCount,
  /** The points in money, rounded down. */
  point_balance_dollars: Amount,
  /** How many benefits can be used now. */
  benefit_balance: Type.Integer(),
  /** Rewards and points in money: what can be taken off a sale. */
  combined_balance_dollars: Amount,
  localised: Localised,
  /** The rate from the tenant’s currency to the one of the `localised` figures; null in the answer of a redemption. */
  currency: Nullable(CurrencyRate),
})

export const readBalances = route({
  name: 'readBalances',
  topic: 'Profiles',
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/balances',
  scope: 'read-profiles',
  summary: 'What a member can spend now',
  description: 'Points, rewards and benefits that are expired, not yet valid or used up do not count.',
  query: { currency: 'The currency of the `localised` figures; the tenant’s own is the only one there is' },
  envelope: 'one',
  answer: Balances,
  refusals: ['not_found', 'currency_unsupported'],
})
