// The lines of a sale, and their routes.
import Type from 'typebox'

import { route } from './route.ts'
import {
  Amount,
  described,
  Handles,
  Id,
  IdLike,
  Json,
  Lenient,
  ListOf,
  LooseText,
  Maybe,
  Meta,
  Moment,
  Nullable,
  PointCount,
  Text,
} from './values.ts'

const topic = 'Transactions'

/** Most units on one line, in either direction. */
const quantityMax = 1_000_000

const Discount = Type.Object({ amount: Amount, reason_desc: Maybe(LooseText) })

const InlineVariant = Type.Object({
  id: Lenient(IdLike),
  product_id: Lenient(IdLike),
  sku: Lenient(Text),
  title: Maybe(LooseText),
  brand: Maybe(Json),
  category: Maybe(Json),
  subcategory: Maybe(Json),
  price: Maybe(Amount),
  barcode: Lenient(LooseText),
})

const itemFields = {
  id: Maybe(Id),
  external_id: Lenient(Text),
  product_variant_id: Lenient(IdLike),
  product_variant_sku: Lenient(Text),
  product_variant: described(
    Maybe(InlineVariant),
    'A variant as the till describes it; made when its SKU is new and its product is known.',
  ),
  sku: Lenient(Text),
  variant_external_id: Lenient(Text),
  price_original: Maybe(Amount),
  price_margin: Maybe(Amount),
  price_tax: Maybe(Amount),
  discounts: Maybe(ListOf(Discount)),
  department: Lenient(LooseText),
  tags: Maybe(Handles),
  is_void: Maybe(Type.Boolean()),
  meta: Maybe(Meta),
  return_for: described(
    Lenient(Type.Union([Id, Text])),
    'On a line that comes back: the original line’s `id` or `external_id`.',
  ),
}

const Quantity = Type.Integer({ minimum: -quantityMax, maximum: quantityMax })

export const TransactionItemRequest = Type.Object(
  {
    ...itemFields,
    name: Text,
    quantity: described(Quantity, 'Below zero for goods that come back.'),
    price_current: described(Amount, 'Ticket price of one unit.'),
    price_sell: described(Amount, 'What one unit was sold for.'),
  },
  { title: 'TransactionItemRequest' },
)

export const TransactionItemChange = Type.Object({
  ...itemFields,
  name: Type.Optional(Text),
  quantity: Type.Optional(Quantity),
  price_current: Type.Optional(Amount),
  price_sell: Type.Optional(Amount),
})

const Returned = Type.Object({
  item_id: described(Id, 'The original line.'),
  transaction_id: Id,
  quantity: Type.Integer(),
  points: described(PointCount, 'Points that were taken back.'),
  amount: described(Amount, 'The share of the reward that may be given back, and of which redemption.'),
  redemption_id: Nullable(Id),
})

export const TransactionItem = Type.Object(
  {
    id: Id,
    transaction_id: Id,
    external_id: Nullable(Type.String()),
    name: Type.String(),
    quantity: Type.Integer(),
    is_return: Type.Boolean(),
    price_current: Amount,
    price_sell: Amount,
    price_original: Nullable(Amount),
    price_margin: Nullable(Amount),
    price_tax: Nullable(Amount),
    charged: described(Amount, 'What the whole line was charged, after its share of the redemption.'),
    redemption_share: described(Amount, 'The line’s stored share of the redemption, and of each of its units.'),
    redemption_unit_shares: Type.Array(Type.Object({ units: Type.Integer(), share: Amount })),
    points_earned: PointCount,
    returned_quantity: described(Type.Integer(), 'How much of this line later sales took back.'),
    returns: described(Type.Array(Returned), 'On a line that came back: what it was matched to.'),
    return_for: Nullable(Type.String()),
    product_variant_id: Nullable(Id),
    product_variant: Nullable(Type.Object({})),
    product_id: Nullable(Id),
    product: Nullable(
      Type.Object({ title: Type.String(), department: Nullable(Type.String()), brand: Nullable(Type.String()) }),
    ),
    product_images: Type.Array(Type.Object({})),
    sku: Nullable(Type.String()),
    variant_external_id: Nullable(Type.String()),
    discounts: Nullable(Type.Array(Discount)),
    department: Nullable(Type.String()),
    tags: Type.Array(Type.String()),
    is_void: Type.Boolean(),
    meta: Nullable(Meta),
    order_id: Nullable(Id),
    transaction: described(
      Type.Object({
        transacted_at: Type.String(),
        receipt_ref: Nullable(Type.String()),
        external_id: Nullable(Type.String()),
      }),
      'The sale that the line is on.',
    ),
    pivot: described(Type.Null(), 'Always null: orders are not offered yet.'),
    list_items: described(
      Type.Array(Type.Object({}), { maxItems: 0 }),
      'Always empty: wish lists are not offered yet.',
    ),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'TransactionItem' },
)

const items = '/api/v3/transactions/{transaction_id}/items'

export const listTransactionItems = route({
  name: 'listTransactionItems',
  topic,
  method: 'GET',
  path: items,
  scope: 'read-transactions',
  summary: 'The lines of a sale',
  envelope: 'list',
  answer: TransactionItem,
  refusals: ['not_found'],
})

export const readTransactionItem = route({
  name: 'readTransactionItem',
  topic,
  method: 'GET',
  path: `${items}/{item_id}`,
  scope: 'read-transactions',
  summary: 'One line of a sale',
  envelope: 'one',
  answer: TransactionItem,
  refusals: ['not_found'],
})

export const createTransactionItem = route({
  name: 'createTransactionItem',
  topic,
  method: 'POST',
  path: items,
  scope: 'update-transactions',
  summary: 'Add a line to a sale',
  body: TransactionItemRequest,
  envelope: 'one',
  answer: TransactionItem,
  status: 201,
  refusals: ['not_found'],
})

export const updateTransactionItem = route({
  name: 'updateTransactionItem',
  topic,
  method: 'PUT',
  path: `${items}/{item_id}`,
  scope: 'update-transactions',
  summary: 'Change a line of a sale',
  body: TransactionItemChange,
  envelope: 'one',
  answer: TransactionItem,
  refusals: ['not_found'],
})

export const deleteTransactionItem = route({
  name: 'deleteTransactionItem',
  topic,
  method: 'DELETE',
  path: `${items}/{item_id}`,
  scope: 'update-transactions',
  summary: 'Remove a line from a sale',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const transactionItemRoutes = [
  listTransactionItems,
  createTransactionItem,
  readTransactionItem,
  updateTransactionItem,
  deleteTransactionItem,
] as const
