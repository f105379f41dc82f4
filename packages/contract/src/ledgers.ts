// A member's ledger: every movement of value, why it happened, and what could be spent just after it.
import Type from 'typebox'

import { type ListOptions, route } from './route.ts'
import { Amount, Id, Moment, Nullable, PointCount, Uuid } from './values.ts'

const topic = 'Ledgers'

export const LedgerEntry = Type.Object(
  {
    id: Id,
    profile: Type.Object({ id: Uuid, email: Nullable(Type.String()) }),
    /** `transaction` where a sale earned points or took them back; else what moved. */
    type: Type.Enum(['reward', 'point', 'benefit', 'transaction']),
    /** The reward, point row, benefit or sale, as it is now; null for a sale that was removed. */
    type_attributes: Nullable(Type.Object({})),
    /** What happened, for a person. */
    description: Type.String(),
    /** Added to the rewards; below zero when it left them. */
    dollar_value: Amount,
    /** What could be spent of all rewards just after this entry. */
    dollar_balance: Amount,
    point_value: PointCount,
    point_balance: PointCount,
    /** The points of this entry in money. */
    point_dollar_value: Amount,
    /** Uses of a benefit; null for value. */
    count: Nullable(Type.Integer()),
    /** When what moved expires. */
    expires_at: Nullable(Moment),
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
    /** The redemption, reversal or return that moved it. */
    redemption_id: Nullable(Id),
    /** The sale that moved it. */
    transaction_id: Nullable(Id),
    /** The entry that this one undoes, in whole or in part. */
    undoes_entry_id: Nullable(Id),
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
