// What a member can spend now.
import Type from 'typebox'

import { route } from './route.ts'
import { Amount, Currency, described, Id, Moment, Nullable, PointCount } from './values.ts'

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
  reward_balance: described(Amount, 'What is left on all rewards that can be used now.'),
  credit_balance: described(Amount, 'Store credit and gift cards, which are not offered yet: always 0.'),
  point_balance: described(PointCount, 'Points that can be used now; below zero is a debt from a return.'),
  point_balance_dollars: described(Amount, 'The points in money, rounded down.'),
  benefit_balance: described(Type.Integer(), 'How many benefits can be used now.'),
  combined_balance_dollars: described(Amount, 'Rewards and points in money: what can be taken off a sale.'),
  localised: Localised,
  currency: described(
    Nullable(CurrencyRate),
    'The rate from the tenant’s currency to the one of the `localised` figures; null in the answer of a redemption.',
  ),
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
