// What a line of a sale sells: one size and colour of a product.
import Type from 'typebox'

import { route } from './route.ts'
import {
  Amount,
  described,
  Handle,
  Handles,
  Id,
  ListOf,
  LongText,
  LooseText,
  Maybe,
  Meta,
  Moment,
  Nullable,
  Text,
} from './values.ts'

const topic = 'Products'
const path = '/api/v3/products/{product_id}/variants'
const onePath = '/api/v3/products/{product_id}/variants/{variant_id}'

/** Largest whole number of the columns behind positions and quantities. */
const wholeMax = 2_147_483_647
const Whole = Type.Integer({ minimum: -wholeMax, maximum: wholeMax })
export const Position = Maybe(Whole)
const OptionalText = Nullable(Type.String())

/** A price in major units, with no more decimals than the currency has. */
const priceMax = 1_000_000_000_000
const Price = Type.Number({ minimum: 0, maximum: priceMax, examples: [65] })

const ImageRequest = Type.Object({ url: Text, sort_order: Position })
export const ImageList = ListOf(ImageRequest)
export const Image = Type.Object({ url: Type.String(), sort_order: Nullable(Type.Integer()) })

const VariantOption = Type.Object({ name: Text, value: LooseText, sort_order: Position })

export const Variant = Type.Object(
  {
    id: Id,
    product_id: Id,
    sku: Type.String(),
    external_id: OptionalText,
    barcode: OptionalText,
    web_url: OptionalText,
    handle: OptionalText,
    title: Type.String(),
    description: OptionalText,
    position: Nullable(Type.Integer()),
    price: Amount,
    price_discounted: Nullable(Amount),
    price_comparison: Nullable(Amount),
    price_cost: Nullable(Amount),
    available_quantity: Nullable(Type.Integer()),
    images: Type.Array(Image),
    meta: Nullable(Meta),
    tags: Type.Array(Type.String()),
    options: Type.Array(
      Type.Object({ name: Type.String(), value: Type.String(), sort_order: Nullable(Type.Integer()) }),
    ),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Variant' },
)

const variantFields = {
  external_id: Maybe(Text),
  barcode: Maybe(LooseText),
  web_url: Maybe(LooseText),
  handle: Maybe(Handle),
  description: Maybe(LongText),
  position: Position,
  price_discounted: Maybe(Price),
  price_comparison: Maybe(Price),
  price_cost: Maybe(Price),
  available_quantity: Position,
  images: Maybe(ImageList),
  meta: Maybe(Meta),
  tags: Maybe(Handles),
  options: Maybe(ListOf(VariantOption)),
}

export const VariantRequest = Type.Object({ sku: Text, title: Text, price: Price, ...variantFields })
export const VariantChange = Type.Object({
  sku: Type.Optional(Text),
  title: Type.Optional(Text),
  price: Type.Optional(Price),
  ...variantFields,
})
export const VariantUpsert = Type.Object({
  id: described(
    Maybe(Id),
    'Of a variant that is there. Without one its SKU is looked for; otherwise it is new, with all that a new one needs.',
  ),
  ...VariantChange.properties,
})

const list = {
  filters: {
    id: 'integer',
    product_id: 'integer',
    sku: 'text',
    external_id: 'text',
    barcode: 'text',
    handle: 'text',
    title: 'text',
    price: 'amount',
    'tags.handle': 'handles',
    created_at: 'moment',
    updated_at: 'moment',
  },
  sorts: ['id', 'sku', 'title', 'position', 'price', 'created_at', 'updated_at'],
} as const

export const listVariants = route({
  name: 'listVariants',
  topic,
  method: 'GET',
  path: '/api/v3/products/variants',
  scope: 'read-products',
  summary: 'The variants of all products',
  envelope: 'page',
  answer: Variant,
  list,
  refusals: [],
})

export const listProductVariants = route({
  name: 'listProductVariants',
  topic,
  method: 'GET',
  path,
  scope: 'read-products',
  summary: 'The variants of a product',
  envelope: 'page',
  answer: Variant,
  list,
  refusals: ['not_found'],
})

export const createVariant = route({
  name: 'createVariant',
  topic,
  method: 'POST',
  path,
  scope: 'create-products',
  summary: 'Add a variant',
  description: 'Prices are in the tenant’s currency, and an SKU belongs to one variant of all products.',
  body: VariantRequest,
  envelope: 'one',
  answer: Variant,
  status: 201,
  refusals: ['not_found', 'sku_taken'],
})

export const readVariant = route({
  name: 'readVariant',
  topic,
  method: 'GET',
  path: onePath,
  scope: 'read-products',
  summary: 'One variant',
  envelope: 'one',
  answer: Variant,
  refusals: ['not_found'],
})

export const updateVariant = route({
  name: 'updateVariant',
  topic,
  method: 'PUT',
  path: onePath,
  scope: 'update-products',
  summary: 'Change a variant',
  description:
    'Only the fields that are sent change; lists are replaced as a whole. A handle can be given once and stays.',
  body: VariantChange,
  envelope: 'one',
  answer: Variant,
  refusals: ['not_found', 'sku_taken'],
})

export const deleteVariant = route({
  name: 'deleteVariant',
  topic,
  method: 'DELETE',
  path: onePath,
  scope: 'delete-products',
  summary: 'Remove a variant',
  description: 'Sales keep it; its SKU is free again.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const variantRoutes = [
  listVariants,
  listProductVariants,
  createVariant,
  readVariant,
  updateVariant,
  deleteVariant,
] as const
