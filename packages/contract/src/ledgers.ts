// A member's ledger: every movement of value, why it happened, and what could be spent just after it.
import Type from 'typebox'

import { type ListOptions, route } from './route.ts'
import { Amount, described, Id, Moment, Nullable, PointCount, Uuid } from './values.ts'

const topic = 'Ledgers'

export const LedgerEntry = Type.Object(
  {
    id: Id,
    profile: Type.Object({ id: Uuid, email: Nullable(Type.String()) }),
    type: described(
      Type.Enum(['reward', 'point', 'benefit', 'transaction']),
      '`transaction` where a sale earned points or took them back; else what moved.',
    ),
    type_attributes: described(
      Nullable(Type.Object({})),
      'The reward, point row, benefit or sale, as it is now; null for a sale that was removed.',
    ),
    description: described(Type.String(), 'What happened, for a person.'),
    dollar_value: described(Amount, 'Added to the rewards; below zero when it left them.'),
    dollar_balance: described(Amount, 'What could be spent of all rewards just after this entry.'),
    point_value: PointCount,
    point_balance: PointCount,
    point_dollar_value: described(Amount, 'The points of this entry in money.'),
    count: described(Nullable(Type.Integer()), 'Uses of a benefit; null for value.'),
    expires_at: described(Nullable(Moment), 'When what moved expires.'),
    cause: Type.Enum([
      'issue',
      'earn',
      'redeem',
      'reversal',
      'return',
      'earn_return',
      'debt_paid',
      'adjustment',
      'extension',
      'removal',
      'opening',
    ]),
    redemption_id: described(Nullable(Id), 'The redemption, reversal or return that moved it.'),
    transaction_id: described(Nullable(Id), 'The sale that moved it.'),
    undoes_entry_id: described(Nullable(Id), 'The entry that this one undoes, in whole or in part.'),
    merged_from: described(
      Nullable(Uuid),
      'The profile that this happened to, when it was another that was merged into this one since.',
    ),
    created_at: Moment,
  },
  { title: 'LedgerEntry' },
)

const list = {
  filters: {
    id: 'integer',
    profile_id: 'uuid',
    type: 'text',
    cause: 'text',
    dollar_value: 'amount',
    dollar_balance: 'amount',
    point_value: 'points',
    point_balance: 'points',
    point_dollar_value: 'amount',
    expires_at: 'moment',
    redemption_id: 'integer',
    transaction_id: 'integer',
    created_at: 'moment',
  },
  sorts: ['id', 'created_at'],
} as const satisfies ListOptions

export const listLedgers = route({
  name: 'listLedgers',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/ledgers',
  scope: 'read-ledgers',
  summary: 'Every movement of a member’s value',
  description:
    'Without pages, oldest first. Entries are added and never changed: a mistake is put right by another entry. Balances are those of ' +
    'the moment of the entry, so what had expired by then does not count.',
  envelope: 'list',
  answer: LedgerEntry,
  list,
  refusals: ['not_found'],
})

export const readLedger = route({
  name: 'readLedger',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/ledgers/{ledger_id}',
  scope: 'read-ledgers',
  summary: 'One movement of a member’s value',
  envelope: 'one',
  answer: LedgerEntry,
  refusals: ['not_found'],
})

export const ledgerRoutes = [listLedgers, readLedger] as const
