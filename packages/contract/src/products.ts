// What is sold, as far as sale lines need it.
import Type from 'typebox'

import { Image, ImageList, Position, Variant, VariantRequest, VariantUpsert } from './product-variants.ts'
import { route } from './route.ts'
import {
  Currency,
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
const path = '/api/v3/products'
const onePath = '/api/v3/products/{product_id}'

const OptionalText = Nullable(Type.String())
const ProductStatus = Type.Enum(['new', 'active', 'rundown', 'discontinued', 'ranged', 'deleted', 'archived', 'draft'])
const ProductType = Type.Enum([
  'appointment',
  'simple',
  'configurable',
  'downloadable',
  'gift',
  'bundle',
  'voucher',
  'service',
  'subscription',
])
const CustomFieldType = Type.Enum(['string', 'integer', 'float', 'boolean', 'json', 'array'])

const ProductOptions = Type.Union([Type.Record(Type.String(), Type.Unknown()), ListOf(Type.Unknown())], {
  description: 'Which choices the product offers; every shop system has a form of its own, so it is kept as sent.',
})

const CustomField = Type.Object({
  name: OptionalText,
  handle: Type.String(),
  namespace: Type.String(),
  value: Type.Unknown(),
  type: Type.String(),
})
const CustomFieldRequest = Type.Object({
  name: Maybe(LooseText),
  handle: Text,
  namespace: Text,
  value: Type.Unknown(),
  type: Maybe(CustomFieldType),
})

export const Product = Type.Object(
  {
    id: Id,
    title: Type.String(),
    handle: Type.String(),
    external_id: OptionalText,
    status: Type.String(),
    brand: OptionalText,
    description: OptionalText,
    web_url: OptionalText,
    currency: OptionalText,
    position: Nullable(Type.Integer()),
    images: Type.Array(Image),
    systems: Type.Array(Type.String()),
    channels: Type.Array(Type.String()),
    tags: Type.Array(Type.String()),
    options: Nullable(ProductOptions),
    custom_fields: Type.Array(CustomField),
    variants: Type.Array(Variant),
    department: OptionalText,
    type: OptionalText,
    meta: Nullable(Meta),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Product' },
)

const productFields = {
  external_id: Maybe(Text),
  status: Maybe(ProductStatus),
  brand: Maybe(LooseText),
  description: Maybe(LongText),
  web_url: Maybe(LooseText),
  currency: described(Maybe(Currency), 'Kept and answered; prices are in the tenant’s currency.'),
  position: Position,
  images: Maybe(ImageList),
  systems: Maybe(Handles),
  channels: Maybe(Handles),
  tags: Maybe(Handles),
  options: Maybe(ProductOptions),
  custom_fields: Maybe(ListOf(CustomFieldRequest)),
  department: Maybe(LooseText),
  type: Maybe(ProductType),
  meta: Maybe(Meta),
}

export const ProductRequest = Type.Object({
  title: Text,
  handle: Handle,
  ...productFields,
  variants: Maybe(ListOf(VariantRequest)),
})
export const ProductChange = Type.Object({
  title: Type.Optional(Text),
  ...productFields,
  variants: Maybe(ListOf(VariantUpsert)),
})

export const listProducts = route({
  name: 'listProducts',
  topic,
  method: 'GET',
  path,
  scope: 'read-products',
  summary: 'All products with their variants',
  envelope: 'page',
  answer: Product,
  list: {
    filters: {
      id: 'integer',
      title: 'text',
      handle: 'text',
      external_id: 'text',
      status: 'text',
      brand: 'text',
      department: 'text',
      type: 'text',
      currency: 'text',
      'systems.handle': 'handles',
      'channels.handle': 'handles',
      'tags.handle': 'handles',
      created_at: 'moment',
      updated_at: 'moment',
    },
    sorts: ['id', 'title', 'handle', 'brand', 'position', 'created_at', 'updated_at'],
  },
  refusals: [],
})

export const createProduct = route({
  name: 'createProduct',
  topic,
  method: 'POST',
  path,
  scope: 'create-products',
  summary: 'Add a product',
  description: '`title` and `handle` are needed. Variants can be sent along; without any, none is made.',
  body: ProductRequest,
  envelope: 'one',
  answer: Product,
  status: 201,
  refusals: ['handle_taken', 'external_id_taken', 'sku_taken'],
})

export const readProduct = route({
  name: 'readProduct',
  topic,
  method: 'GET',
  path: onePath,
  scope: 'read-products',
  summary: 'One product with its variants',
  envelope: 'one',
  answer: Product,
  refusals: ['not_found'],
})

export const updateProduct = route({
  name: 'updateProduct',
  topic,
  method: 'PUT',
  path: onePath,
  scope: 'update-products',
  summary: 'Change a product',
  description:
    'Only the fields that are sent change; lists are replaced as a whole, except `variants`: each is found by its id, then by its SKU, ' +
    'and changed, or added; those that are not sent stay. A handle never changes.',
  body: ProductChange,
  envelope: 'one',
  answer: Product,
  refusals: ['not_found', 'external_id_taken', 'sku_taken'],
})

export const deleteProduct = route({
  name: 'deleteProduct',
  topic,
  method: 'DELETE',
  path: onePath,
  scope: 'delete-products',
  summary: 'Remove a product and its variants',
  description: 'Sales keep them; handle and SKUs are free again.',
  envelope: 'empty',
  refusals: ['not_found'],
})

export const productRoutes = [listProducts, createProduct, readProduct, updateProduct, deleteProduct] as const
