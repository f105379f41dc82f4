import type { Static } from 'typebox'

import type { Variant } from '@tillside/contract/product-variants'
import { decimalsOf } from '@tillside/money/money'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

type Wire = Static<typeof Variant>

/** What a caller decides about a variant, and the currency of its prices. */
export interface VariantColumns {
  sku: string
  external_id: string | null
  barcode: string | null
  web_url: string | null
  handle: string | null
  title: string
  description: string | null
  position: number | null
  currency: string
  price_minor: number
  price_discounted_minor: number | null
  price_comparison_minor: number | null
  price_cost_minor: number | null
  available_quantity: number | null
  images: Wire['images']
  meta: Wire['meta']
  tags: string[]
  options: Wire['options']
}

export interface VariantRow extends VariantColumns {
  id: number
  product_id: number
  created_at: Instant
  updated_at: Instant
}

/** A variant with what a line of a sale tells of its product. */
export interface LineVariantRow extends VariantRow {
  product_title: string
  product_brand: string | null
  product_department: string | null
  product_type: string | null
  product_images: Wire['images']
}

const fields = `sku, external_id, barcode, web_url, handle, title, description, position, currency, price_minor,
  price_discounted_minor, price_comparison_minor, price_cost_minor, available_quantity, images, meta, tags, options`
const allFields = `id, product_id, ${fields}, created_at, updated_at`
/** The fields of `v` with those of its product `p`. */
const lineFields = `${allFields.replaceAll(/\w+/g, 'v.$&')},
  p.title as product_title, p.brand as product_brand, p.department as product_department, p.type as product_type, p.images as product_images`

const selected = (db: Db): Fragment => db`select ${db.unsafe(allFields)} from product_variant v`

const columns = {
  id: 'v.id',
  product_id: 'v.product_id',
  sku: 'v.sku',
  external_id: 'v.external_id',
  barcode: 'v.barcode',
  handle: 'v.handle',
  title: 'v.title',
  position: 'v.position',
  price: 'v.price_minor',
  'tags.handle': 'v.tags',
  created_at: 'v.created_at',
  updated_at: 'v.updated_at',
}

/** Of one product, or of all when there is none. */
export function listVariants(
  db: Db,
  list: List,
  productId: number | null,
  currency: string,
): Promise<{ rows: VariantRow[]; total: number }> {
  const scales = { amount: 10 ** decimalsOf(currency) }
  const where = db`
    where v.deleted_at is null ${productId === null ? db`` : db`and v.product_id = ${productId}`}
      ${andFilters(db, list, columns, scales)}`
  return readRows(list.page, {
    rows: () => db<VariantRow[]>`${selected(db)} ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from product_variant v ${where}`,
  })
}

export const listVariantsByProducts = (db: Db, productIds: readonly number[]): Promise<VariantRow[]> =>
  db<VariantRow[]>`${selected(db)} where product_id = any(${productIds}::bigint[]) and deleted_at is null order by id`

export async function findVariant(db: Db, productId: number, id: number): Promise<VariantRow | undefined> {
  const [row] = await db<VariantRow[]>`
    ${selected(db)} where id = ${id} and product_id = ${productId} and deleted_at is null`
  return row
}

/** For a change: two of them at once happen one after the other. */
export async function lockVariant(tx: Tx, productId: number, id: number): Promise<VariantRow | undefined> {
  const [row] = await tx<VariantRow[]>`
    ${selected(tx)} where id = ${id} and product_id = ${productId} and deleted_at is null for no key update`
  return row
}

/** Also those that were removed since: their sales still name them. */
export const findLineVariantsByIds = (db: Db, ids: readonly number[]): Promise<LineVariantRow[]> =>
  db<LineVariantRow[]>`
    select ${db.unsafe(lineFields)} from product_variant v join product p on p.id = v.product_id
    where v.id = any(${ids}::bigint[])`

/**
 * What the lines of a sale name, in one statement: by id, also when it was removed since, and by SKU. `by` says which
 * of the two found it.
 */
export const findLineVariants = (
  db: Db,
  ids: readonly number[],
  skus: readonly string[],
): Promise<(LineVariantRow & { by: 'id' | 'sku' })[]> => db`
  select ${db.unsafe(lineFields)}, 'id' as by from product_variant v join product p on p.id = v.product_id
  where v.id = any(${ids}::bigint[])
  union all
  select ${db.unsafe(lineFields)}, 'sku' from product_variant v join product p on p.id = v.product_id
  where v.sku = any(${skus}::text[]) and v.deleted_at is null`

/**
 * Makes those whose product is known, and returns them with those that another sale made at the same moment. In the
 * order of their SKUs, so that two sales never wait for each other in a circle.
 */
export const insertLineVariants = (
  tx: Tx,
  variants: readonly (VariantColumns & { product_id: number })[],
  now: Instant,
): Promise<(LineVariantRow & { is_new: boolean })[]> => tx<(LineVariantRow & { is_new: boolean })[]>`
  with made as (
    insert into product_variant (product_id, ${tx.unsafe(fields)}, created_at, updated_at)
    select w.product_id, ${tx.unsafe(fields.replaceAll(/\w+/g, 'w.$&'))}, ${now}, ${now}
    from jsonb_populate_recordset(null::product_variant, ${toJson(tx, variants)}) w
    join product p on p.id = w.product_id and p.deleted_at is null
    order by w.sku
    on conflict (sku) where deleted_at is null do update set updated_at = product_variant.updated_at
    returning ${tx.unsafe(allFields.replaceAll(/\w+/g, 'product_variant.$&'))}, product_variant.xmax = 0 as is_new)
  select ${tx.unsafe(lineFields)}, v.is_new from made v join product p on p.id = v.product_id`

/** Any number in one statement whose text is always the same. */
export const insertVariants = (
  tx: Tx,
  productId: number,
  variants: readonly VariantColumns[],
  now: Instant,
): Promise<VariantRow[]> =>
  tx<VariantRow[]>`
    insert into product_variant (product_id, ${tx.unsafe(fields)}, created_at, updated_at)
    select ${productId}, ${tx.unsafe(fields)}, ${now}, ${now}
    from jsonb_populate_recordset(null::product_variant, ${toJson(tx, variants)})
    returning ${tx.unsafe(allFields)}`

export async function updateVariant(tx: Tx, id: number, variant: VariantColumns, now: Instant): Promise<VariantRow> {
  const { images, meta, options, ...plain } = variant
  const values = {
    ...plain,
    images: toJson(tx, images),
    meta: toJson(tx, meta),
    options: toJson(tx, options),
    updated_at: now,
  }
  const [row] = await tx<VariantRow[]>`
    update product_variant set ${tx(values)} where id = ${id} returning ${tx.unsafe(allFields)}`
  if (!row) throw new Error('a variant was locked and then not there')
  return row
}

export async function deleteVariant(tx: Tx, productId: number, id: number, now: Instant): Promise<boolean> {
  const deleted = await tx`
    update product_variant set deleted_at = ${now}, updated_at = ${now}
    where id = ${id} and product_id = ${productId} and deleted_at is null returning id`
  return deleted.length === 1
}
