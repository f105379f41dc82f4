// From what a caller sends to what is kept of a product and of a variant. What is left out keeps what it was, and a
// null empties the field.
import type { Static } from 'typebox'

import type { VariantChange } from '@tillside/contract/product-variants'
import type { ProductChange } from '@tillside/contract/products'
import { decimalsOf, minorFromMajor } from '@tillside/money/money'

import { RequestRefused } from '../http/errors.ts'
import type { ProductColumns } from './store.ts'
import type { VariantColumns } from './variant-store.ts'

type ProductSent = Static<typeof ProductChange>
type VariantSent = Static<typeof VariantChange>

export const newProduct = (title: string, handle: string): ProductColumns => ({
  title,
  handle,
  external_id: null,
  status: 'active',
  brand: null,
  description: null,
  web_url: null,
  currency: null,
  position: null,
  images: [],
  systems: [],
  channels: [],
  tags: [],
  options: null,
  custom_fields: [],
  department: null,
  type: null,
  meta: null,
})

export const newVariant = (sku: string, title: string, currency: string): VariantColumns => ({
  sku,
  external_id: null,
  barcode: null,
  web_url: null,
  handle: null,
  title,
  description: null,
  position: null,
  currency,
  price_minor: 0,
  price_discounted_minor: null,
  price_comparison_minor: null,
  price_cost_minor: null,
  available_quantity: null,
  images: [],
  meta: null,
  tags: [],
  options: [],
})

/** What was sent, unless nothing was. */
const or = <T>(sent: T | undefined, before: T): T => (sent === undefined ? before : sent)
/** The same for what cannot be null: null stands for its default. */
const orDefault = <T>(sent: T | null | undefined, before: T, byDefault: T): T =>
  sent === undefined ? before : (sent ?? byDefault)
/** A list is replaced as a whole; of each entry the known keys are kept. */
const orList = <S, T>(sent: readonly S[] | null | undefined, before: T[], read: (entry: S) => T): T[] =>
  sent === undefined ? before : (sent ?? []).map(read)

const readImage = (sent: { url: string; sort_order?: number | null }): { url: string; sort_order: number | null } => ({
  url: sent.url,
  sort_order: sent.sort_order ?? null,
})

export const changedProduct = (before: ProductColumns, sent: ProductSent): ProductColumns => ({
  title: sent.title ?? before.title,
  handle: before.handle,
  external_id: or(sent.external_id, before.external_id),
  status: orDefault<string>(sent.status, before.status, 'active'),
  brand: or(sent.brand, before.brand),
  description: or(sent.description, before.description),
  web_url: or(sent.web_url, before.web_url),
  currency: or(sent.currency, before.currency),
  position: or(sent.position, before.position),
  images: orList(sent.images, before.images, readImage),
  systems: orDefault(sent.systems, before.systems, []),
  channels: orDefault(sent.channels, before.channels, []),
  tags: orDefault(sent.tags, before.tags, []),
  options: or(sent.options, before.options),
  custom_fields: orList(sent.custom_fields, before.custom_fields, ({ name, handle, namespace, value, type }) => ({
    name: name ?? null,
    handle,
    namespace,
    value,
    type: type ?? 'string',
  })),
  department: or(sent.department, before.department),
  type: or<string | null>(sent.type, before.type),
  meta: or(sent.meta, before.meta),
})

type PriceField = 'price' | 'price_discounted' | 'price_comparison' | 'price_cost'

/** `at` is where the variant stands in the body, such as `variants.0.`, so that a fault names its field. */
export function changedVariant(before: VariantColumns, sent: VariantSent, at = ''): VariantColumns {
  const minorOf = (field: PriceField, major: number): number => {
    const minor = minorFromMajor(major, before.currency)
    if (minor !== null) return minor
    const words = `The ${at}${field} field must be an amount with at most ${decimalsOf(before.currency)} decimals.`
    throw new RequestRefused('validation_failed', { [at + field]: [words] })
  }
  const orPrice = (field: Exclude<PriceField, 'price'>, minorBefore: number | null): number | null => {
    const major = sent[field]
    return typeof major === 'number' ? minorOf(field, major) : or(major, minorBefore)
  }
  return {
    sku: sent.sku ?? before.sku,
    external_id: or(sent.external_id, before.external_id),
    barcode: or(sent.barcode, before.barcode),
    web_url: or(sent.web_url, before.web_url),
    // Given once, never changed.
    handle: before.handle ?? sent.handle ?? null,
    title: sent.title ?? before.title,
    description: or(sent.description, before.description),
    position: or(sent.position, before.position),
    currency: before.currency,
    price_minor: sent.price === undefined ? before.price_minor : minorOf('price', sent.price),
    price_discounted_minor: orPrice('price_discounted', before.price_discounted_minor),
    price_comparison_minor: orPrice('price_comparison', before.price_comparison_minor),
    price_cost_minor: orPrice('price_cost', before.price_cost_minor),
    available_quantity: or(sent.available_quantity, before.available_quantity),
    images: orList(sent.images, before.images, readImage),
    meta: or(sent.meta, before.meta),
    tags: orDefault(sent.tags, before.tags, []),
    options: orList(sent.options, before.options, ({ name, value, sort_order }) => ({
      name,
      value,
      sort_order: sort_order ?? null,
    })),
  }
}
