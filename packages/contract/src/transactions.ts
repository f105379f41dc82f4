// Sales as the POS closed them, with their lines and tenders.
import Type from 'typebox'

import { Location } from './locations.ts'
import { RedemptionItem } from './redemptions.ts'
import { type ListOptions, route } from './route.ts'
import { TransactionItem, transactionItemRoutes, TransactionItemRequest } from './transaction-items.ts'
import {
  Amount,
  Currency,
  described,
  Handles,
  Id,
  IdLike,
  Json,
  Lenient,
  ListOf,
  LocalMoment,
  LooseText,
  Maybe,
  Meta,
  Moment,
  Nullable,
  PointCount,
  Text,
  Uuid,
  Zone,
} from './values.ts'
const topic = 'Transactions'

const CurrencyValue = Type.Object({ from: Currency, to: Currency, rate: Type.Number(), total: Maybe(Amount) })
const CustomField = Type.Object({ namespace: Text, handle: Text, type: Text, value: Json, name: Maybe(LooseText) })
/** Most means of payment on one receipt. */
const tendersMax = 200

const header = {
  profile_id: Lenient(Text),
  profile_id_handle: described(
    Lenient(Text),
    'How to read `profile_id`: left out a UUID, `email`, or the handle of an identity.',
  ),
  external_id: Lenient(Text),
  receipt_ref: Lenient(Text),
  linked_receipt_ref: Lenient(Text),
  location_id: Lenient(Type.Union([Id, Text])),
  staff_id: Lenient(Type.Union([Id, Text])),
  redemption_id: Lenient(IdLike),
  total_original: Maybe(Amount),
  rounding: Maybe(Amount),
  margin: Maybe(Amount),
  currency: Lenient(Currency),
  currency_value: Maybe(CurrencyValue),
  currency_values: Maybe(ListOf(CurrencyValue)),
  systems: Maybe(Handles),
  tags: Maybe(Handles),
  payments: Maybe(Type.Array(Json, { maxItems: tendersMax })),
  meta: Maybe(Meta),
  custom_fields: Maybe(ListOf(CustomField)),
  is_void: Maybe(Type.Boolean()),
  receipt_is_email: Maybe(Type.Boolean()),
  receipt_email: Lenient(LooseText),
  tender: Lenient(LooseText),
  type: Lenient(LooseText),
  status: Lenient(LooseText),
  order_number: Lenient(LooseText),
  order_id: Lenient(IdLike),
  external_order_id: Lenient(LooseText),
  need_action: Lenient(LooseText),
  fees: Maybe(Json),
  organisation_id: Lenient(IdLike),
}

const required = {
  total: described(Amount, 'What was charged after discounts and rewards, before tenders. Zero or below for returns.'),
  transacted_at: described(LocalMoment, 'Local to `timezone`; answered as sent.'),
  timezone: Zone,
}

export const TransactionRequest = Type.Object(
  { ...header, ...required, items: Maybe(ListOf(TransactionItemRequest)) },
  { title: 'TransactionRequest' },
)

export const TransactionUpsertRequest = Type.Object(
  {
    ...header,
    ...required,
    id: Maybe(Id),
    items: Maybe(ListOf(TransactionItemRequest)),
    delete_existing_items: described(
      Maybe(Type.Boolean()),
      'The lines that the request does not name are removed; what the others leave out is empty.',
    ),
  },
  { title: 'TransactionUpsertRequest' },
)

const TransactionChange = Type.Object({
  ...header,
  total: Type.Optional(Amount),
  transacted_at: Type.Optional(LocalMoment),
  timezone: Type.Optional(Zone),
  items: Maybe(ListOf(TransactionItemRequest)),
  delete_existing_items: Maybe(Type.Boolean()),
})

const SaleRedemption = Type.Object({
  id: Id,
  type: Type.String(),
  total: Amount,
  total_localised: Amount,
  location_id: Nullable(Id),
  location: Nullable(Location),
  items: Type.Array(RedemptionItem),
})

export const Transaction = Type.Object(
  {
    id: Id,
    external_id: Nullable(Type.String()),
    profile_id: Nullable(Uuid),
    profile: Nullable(Type.Object({ email: Nullable(Type.String()) })),
    redemption_id: Nullable(Id),
    redemption: Nullable(SaleRedemption),
    reversed_redemptions: described(
      Type.Array(SaleRedemption),
      'Redemptions that this sale named and that were reversed.',
    ),
    location_id: Nullable(Id),
    location: Nullable(Location),
    meta: Nullable(Meta),
    total: Amount,
    total_original: Nullable(Amount),
    total_converted: Amount,
    rounding: Nullable(Amount),
    margin: Nullable(Amount),
    is_void: Type.Boolean(),
    transacted_at: LocalMoment,
    timezone: Type.String(),
    systems: Type.Array(Type.String()),
    tags: Type.Array(Type.String()),
    items: Type.Array(TransactionItem),
    payments: Type.Array(Json),
    fees: Json,
    receipt_is_email: Nullable(Type.Boolean()),
    receipt_ref: Nullable(Type.String()),
    linked_receipt_ref: Nullable(Type.String()),
    receipt_email: Nullable(Type.String()),
    tender: Nullable(Type.String()),
    claimed_at: Nullable(Moment),
    staff: Nullable(
      Type.Object({ id: Id, full_name: Type.String(), email: Type.String(), identities: Type.Array(Type.Object({})) }),
    ),
    currency_id: Type.Null(),
    currency_rate: Type.Number(),
    currency: Type.String(),
    currency_values: Type.Array(
      Type.Object({ from: Currency, to: Currency, rate: Type.Number(), total: Nullable(Amount) }),
    ),
    type: Nullable(Type.String()),
    status: Nullable(Type.String()),
    order_number: Nullable(Type.String()),
    order_id: Nullable(Id),
    external_order_id: Nullable(Type.String()),
    need_action: Nullable(Type.String()),
    custom_fields: Type.Array(Type.Object({})),
    organisation_id: Nullable(Id),
    organisation: described(Type.Null(), 'Always null: organisations are not offered yet.'),
    tier_points: described(Type.Array(Type.Object({}), { maxItems: 0 }), 'Always empty: tiers are not offered yet.'),
    points_earned: described(PointCount, 'Points that this sale earned, over all lines.'),
    returnable: described(
      Type.Array(Type.Object({ redemption_id: Id, amount: Amount })),
      'What the goods that came back on this sale still allow to be returned, for each redemption they were bought with: their shares, less what was given back already. Refunds pay the shares in the order in which the goods came back.',
    ),
    exceptions: described(
      Type.Array(Type.Object({ id: Id, code: Type.String(), meaning: Type.String() })),
      'Exceptions that are open on this sale: codes of /api/v3/exceptions.',
    ),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Transaction' },
)

export const createTransaction = route({
  name: 'createTransaction',
  topic,
  method: 'POST',
  path: '/api/v3/transactions',
  scope: 'create-transactions',
  summary: 'Record a completed sale',
  description:
    'A closed receipt is never refused: what it names and we do not know is recorded beside it and becomes an exception. Sent again under ' +
    'the same `external_id` with the same content it answers what is recorded, with `Idempotency-Replayed: true`; with other content 422.',
  body: TransactionRequest,
  envelope: 'one',
  answer: Transaction,
  status: 201,
  refusals: ['external_id_clash', 'external_id_taken'],
})

export const upsertTransaction = route({
  name: 'upsertTransaction',
  topic,
  method: 'POST',
  path: '/api/v3/transactions/update-create',
  scope: 'create-transactions',
  summary: 'Record a sale, or bring the recorded one up to date',
  description:
    'Found by `external_id`, then by `id`; else made. A whole transaction as this API answers it is accepted. Lines are matched by `id`, ' +
    'then `external_id`, then by position; lines that are not named stay, unless `delete_existing_items` is true. Sent again it changes ' +
    'nothing and answers with `Idempotency-Replayed: true`, unless a return or a redemption that was not found then is there by now. What a changed line had earned is taken back and booked anew. To change ' +
    'a sale that is recorded takes the scope `update-transactions` as well.',
  body: TransactionUpsertRequest,
  envelope: 'one',
  answer: Transaction,
  refusals: ['external_id_clash'],
})

export const readTransaction = route({
  name: 'readTransaction',
  topic,
  method: 'GET',
  path: '/api/v3/transactions/{transaction_id}',
  scope: 'read-transactions',
  summary: 'One sale',
  envelope: 'one',
  answer: Transaction,
  refusals: ['not_found'],
})

export const readTransactionByExternalId = route({
  name: 'readTransactionByExternalId',
  topic,
  method: 'GET',
  path: '/api/v3/transactions/external/{external_id}',
  scope: 'read-transactions',
  summary: 'The sale with this external id',
  envelope: 'one',
  answer: Transaction,
  refusals: ['not_found'],
})

export const updateTransaction = route({
  name: 'updateTransaction',
  topic,
  method: 'PUT',
  path: '/api/v3/transactions/{transaction_id}',
  scope: 'update-transactions',
  summary: 'Change a recorded sale',
  description:
    'Partial. What a changed line had earned is taken back and booked anew; `is_void: true` undoes everything the sale did.',
  body: TransactionChange,
  envelope: 'one',
  answer: Transaction,
  refusals: ['not_found', 'external_id_clash'],
})

export const deleteTransaction = route({
  name: 'deleteTransaction',
  topic,
  method: 'DELETE',
  path: '/api/v3/transactions/{transaction_id}',
  scope: 'delete-transactions',
  summary: 'Remove a sale, undoing everything it did',
  envelope: 'empty',
  refusals: ['not_found'],
})

const list = {
  filters: {
    id: 'integer',
    profile_id: 'uuid',
    external_id: 'text',
    redemption_id: 'integer',
    receipt_ref: 'text',
    linked_receipt_ref: 'text',
    receipt_is_email: 'boolean',
    location_id: 'integer',
    'location.name': 'text',
    staff_id: 'integer',
    total: 'amount',
    total_original: 'amount',
    rounding: 'amount',
    margin: 'amount',
    currency: 'text',
    transacted_at: 'moment',
    // An order's, which sales do not carry: nothing has one.
    deliver_at: 'moment',
    timezone: 'text',
    'systems.handle': 'handles',
    'tags.handle': 'handles',
    'profile.identities.identifier': 'handles',
    type: 'text',
    status: 'text',
    order_number: 'text',
    need_action: 'text',
    is_void: 'boolean',
    created_at: 'moment',
    updated_at: 'moment',
  },
  sorts: ['id', 'transacted_at', 'created_at', 'updated_at', 'total'],
} as const satisfies ListOptions

const read = { topic, method: 'GET', scope: 'read-transactions', list, envelope: 'page', answer: Transaction } as const

export const listTransactions = route({
  ...read,
  name: 'listTransactions',
  path: '/api/v3/transactions',
  summary: 'All sales',
  refusals: [],
})

export const listProfileTransactions = route({
  ...read,
  name: 'listProfileTransactions',
  path: '/api/v3/profiles/{profile_id}/transactions',
  summary: 'A member’s sales',
  refusals: ['not_found'],
})

export const readProfileTransaction = route({
  name: 'readProfileTransaction',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/transactions/{transaction_id}',
  scope: 'read-transactions',
  summary: 'One sale of a member',
  envelope: 'one',
  answer: Transaction,
  refusals: ['not_found'],
})

export const findProfileTransaction = route({
  name: 'findProfileTransaction',
  topic,
  method: 'GET',
  path: '/api/v3/profiles/{profile_id}/find-transactions',
  scope: 'read-transactions',
  summary: 'The first sale of a member that a filter matches',
  envelope: 'one',
  answer: Transaction,
  list,
  refusals: ['not_found'],
})

export const transactionRoutes = [
  listTransactions,
  createTransaction,
  upsertTransaction,
  readTransactionByExternalId,
  readTransaction,
  updateTransaction,
  deleteTransaction,
  listProfileTransactions,
  readProfileTransaction,
  findProfileTransaction,
  ...transactionItemRoutes,
] as const
