import type { Static } from 'typebox'

import type { Product } from '@tillside/contract/products'
import type { Instant } from '@tillside/rules/time'

import { toJson } from '../db/json.ts'
import { andFilters, type List, ordered } from '../db/list.ts'
import { readRows } from '../db/list-total.ts'
import type { Db, Fragment, Tx } from '../db/open.ts'

type Wire = Static<typeof Product>

/** What a caller decides about a product. */
export interface ProductColumns {
  title: string
  handle: string
  external_id: string | null
  status: string
  brand: string | null
  description: string | null
  web_url: string | null
  currency: string | null
  position: number | null
  images: Wire['images']
  systems: string[]
  channels: string[]
  tags: string[]
  options: Wire['options']
  custom_fields: Wire['custom_fields']
  department: string | null
  type: string | null
  meta: Wire['meta']
}

export interface ProductRow extends ProductColumns {
  id: number
  created_at: Instant
  updated_at: Instant
}

const fields = `id, title, handle, external_id, status, brand, description, web_url, currency, position, images, systems,
  channels, tags, options, custom_fields, department, type, meta, created_at, updated_at`

const selected = (db: Db): Fragment => db`select ${db.unsafe(fields)} from product p`

const columns = {
  id: 'p.id',
  title: 'p.title',
  handle: 'p.handle',
  external_id: 'p.external_id',
  status: 'p.status',
  brand: 'p.brand',
  department: 'p.department',
  type: 'p.type',
  currency: 'p.currency',
  position: 'p.position',
  'systems.handle': 'p.systems',
  'channels.handle': 'p.channels',
  'tags.handle': 'p.tags',
  created_at: 'p.created_at',
  updated_at: 'p.updated_at',
}

export function listProducts(db: Db, list: List): Promise<{ rows: ProductRow[]; total: number }> {
  const where = db`where p.deleted_at is null ${andFilters(db, list, columns)}`
  return readRows(list.page, {
    rows: () => db<ProductRow[]>`${selected(db)} ${where} ${ordered(db, list, columns)}`,
    count: () => db<{ total: number }[]>`select count(*) as total from product p ${where}`,
  })
}

export async function findProductById(db: Db, id: number): Promise<ProductRow | undefined> {
  const [row] = await db<ProductRow[]>`${selected(db)} where id = ${id} and deleted_at is null`
  return row
}

/** Whoever changes a product or its variants waits here for the others. */
export async function lockProduct(tx: Tx, id: number): Promise<ProductRow | undefined> {
  const [row] = await tx<ProductRow[]>`${selected(tx)} where id = ${id} and deleted_at is null for no key update`
  return row
}

const stored = (tx: Tx, product: ProductColumns) => ({
  ...product,
  images: toJson(tx, product.images),
  options: toJson(tx, product.options),
  custom_fields: toJson(tx, product.custom_fields),
  meta: toJson(tx, product.meta),
})

const written = (row: ProductRow | undefined): ProductRow => {
  if (!row) throw new Error('a product was neither inserted nor updated')
  return row
}

export async function insertProduct(tx: Tx, product: ProductColumns, now: Instant): Promise<ProductRow> {
  const values = { ...stored(tx, product), created_at: now, updated_at: now }
  const [row] = await tx<ProductRow[]>`insert into product ${tx(values)} returning ${tx.unsafe(fields)}`
  return written(row)
}

export async function updateProduct(tx: Tx, id: number, product: ProductColumns, now: Instant): Promise<ProductRow> {
  const values = { ...stored(tx, product), updated_at: now }
  const [row] = await tx<ProductRow[]>`update product set ${tx(values)} where id = ${id} returning ${tx.unsafe(fields)}`
  return written(row)
}

/** With its variants. */
export async function deleteProduct(tx: Tx, id: number, now: Instant): Promise<void> {
  await tx`
    with variants as (
      update product_variant set deleted_at = ${now}, updated_at = ${now} where product_id = ${id} and deleted_at is null)
    update product set deleted_at = ${now}, updated_at = ${now} where id = ${id}`
}

/** Those that were deleted are not among them. */
export const findProductsByIds = (db: Db, ids: readonly number[]): Promise<ProductRow[]> =>
  db<ProductRow[]>`${selected(db)} where id = any(${ids as number[]}::bigint[]) and deleted_at is null`
