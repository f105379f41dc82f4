// Products with their variants.
import type { Static } from 'typebox'

import type { Product, ProductChange, ProductRequest } from '@tillside/contract/products'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { wireMoment } from '../http/render.ts'
import { ensureSystems, ensureTags } from '../labels/service.ts'
import { isSame } from '../outbox/compare.ts'
import { changedProduct, newProduct } from './fields.ts'
import { announceProduct } from './news.ts'
import * as store from './store.ts'
import { listVariantsByProducts } from './variant-store.ts'
import { addVariants, toVariant, upsertVariants, type VariantRow } from './variants.ts'

const toProduct = (row: store.ProductRow, variants: readonly VariantRow[]): Static<typeof Product> => ({
  ...row,
  variants: variants.map(toVariant),
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

/** As the API shows them: each with its variants, in the order given. */
export async function showProducts(db: Db, rows: readonly store.ProductRow[]): Promise<Static<typeof Product>[]> {
  if (rows.length === 0) return []
  const variants = await listVariantsByProducts(
    db,
    rows.map(({ id }) => id),
  )
  const byProduct = new Map<number, VariantRow[]>(rows.map(({ id }) => [id, []]))
  for (const variant of variants) byProduct.get(variant.product_id)?.push(variant)
  return rows.map((row) => toProduct(row, byProduct.get(row.id) ?? []))
}

export async function showProduct(db: Db, row: store.ProductRow): Promise<Static<typeof Product>> {
  return toProduct(row, await listVariantsByProducts(db, [row.id]))
}

const ensureLabels = async (tx: Tx, product: store.ProductColumns): Promise<void> => {
  await ensureSystems(tx, product.systems)
  await ensureTags(tx, product.tags)
}

export async function createProduct(
  tx: Tx,
  request: Static<typeof ProductRequest>,
  currency: string,
  now: Instant,
): Promise<Static<typeof Product>> {
  const { variants, ...fields } = request
  const product = changedProduct(newProduct(request.title, request.handle), fields)
  await ensureLabels(tx, product)
  const row = await store.insertProduct(tx, product, now)
  await addVariants(tx, row.id, variants ?? [], currency, now)
  announceProduct(tx, 'product.created', row.id)
  return showProduct(tx, row)
}

export async function changeProduct(
  tx: Tx,
  id: number,
  change: Static<typeof ProductChange>,
  currency: string,
  now: Instant,
): Promise<Outcome<Static<typeof Product>, RefusalCode>> {
  const before = await store.lockProduct(tx, id)
  if (!before) return refuse('not_found')
  const product = changedProduct(before, change)
  await ensureLabels(tx, product)
  const row = await store.updateProduct(tx, id, product, now)
  if (!isSame(before, row)) announceProduct(tx, 'product.updated', id)
  if (change.variants) await upsertVariants(tx, id, change.variants, currency, now)
  return accept(await showProduct(tx, row))
}

export async function removeProduct(tx: Tx, id: number, now: Instant): Promise<Outcome<undefined, RefusalCode>> {
  // Behind the lock, so that a variant which is being added goes too.
  if (!(await store.lockProduct(tx, id))) return refuse('not_found')
  await store.deleteProduct(tx, id, now)
  announceProduct(tx, 'product.deleted', id)
  return accept(undefined)
}

/** Any number of products as they travel; those that were deleted are not among them. */
export async function renderProducts(db: Db, ids: readonly number[]): Promise<Static<typeof Product>[]> {
  return ids.length === 0 ? [] : showProducts(db, await store.findProductsByIds(db, ids))
}
