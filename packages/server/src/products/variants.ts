// The variants of a product, and what a sale shows of one.
import type { Static } from 'typebox'

import type { Variant, VariantChange, VariantRequest, VariantUpsert } from '@tillside/contract/product-variants'
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { RequestRefused } from '../http/errors.ts'
import { wireAmount, wireAmountOrNull, wireMoment } from '../http/render.ts'
import { ensureTags } from '../labels/service.ts'
import { isSame } from '../outbox/compare.ts'
import { changedVariant, newVariant } from './fields.ts'
import { announceProduct } from './news.ts'
import { lockProduct } from './store.ts'
import * as store from './variant-store.ts'

export type VariantRow = store.VariantRow
export type LineVariantRow = store.LineVariantRow

export const toVariant = (row: VariantRow): Static<typeof Variant> => ({
  id: row.id,
  product_id: row.product_id,
  sku: row.sku,
  external_id: row.external_id,
  barcode: row.barcode,
  web_url: row.web_url,
  handle: row.handle,
  title: row.title,
  description: row.description,
  position: row.position,
  price: wireAmount(row.price_minor, row.currency),
  price_discounted: wireAmountOrNull(row.price_discounted_minor, row.currency),
  price_comparison: wireAmountOrNull(row.price_comparison_minor, row.currency),
  price_cost: wireAmountOrNull(row.price_cost_minor, row.currency),
  available_quantity: row.available_quantity,
  images: row.images,
  meta: row.meta,
  tags: row.tags,
  options: row.options,
  created_at: wireMoment(row.created_at),
  updated_at: wireMoment(row.updated_at),
})

/** With what a line tells of the product; in no particular order, and also those that were removed since. */
export async function findVariantsByIds(db: Db, ids: readonly number[]): Promise<LineVariantRow[]> {
  return ids.length === 0 ? [] : store.findLineVariantsByIds(db, ids)
}

type NewVariants = readonly Static<typeof VariantRequest>[]

/** Adds variants to a product that the caller has locked or just made. */
export async function addVariants(
  tx: Tx,
  productId: number,
  requests: NewVariants,
  currency: string,
  now: Instant,
): Promise<VariantRow[]> {
  if (requests.length === 0) return []
  const variants = requests.map((request, index) =>
    changedVariant(newVariant(request.sku, request.title, currency), request, `variants.${index}.`),
  )
  await ensureTags(
    tx,
    variants.flatMap(({ tags }) => tags),
  )
  return store.insertVariants(tx, productId, variants, now)
}

export async function createVariant(
  tx: Tx,
  productId: number,
  request: Static<typeof VariantRequest>,
  currency: string,
  now: Instant,
): Promise<Outcome<VariantRow, RefusalCode>> {
  if (!(await lockProduct(tx, productId))) return refuse('not_found')
  const variant = changedVariant(newVariant(request.sku, request.title, currency), request)
  await ensureTags(tx, variant.tags)
  const [row] = await store.insertVariants(tx, productId, [variant], now)
  if (!row) throw new Error('a variant was not inserted')
  announceProduct(tx, 'product.updated', productId)
  return accept(row)
}

async function update(tx: Tx, before: VariantRow, variant: store.VariantColumns, now: Instant): Promise<VariantRow> {
  const after = await store.updateVariant(tx, before.id, variant, now)
  if (!isSame(before, after)) announceProduct(tx, 'product.updated', before.product_id)
  return after
}

export async function changeVariant(
  tx: Tx,
  ids: { productId: number; variantId: number },
  change: Static<typeof VariantChange>,
  now: Instant,
): Promise<Outcome<VariantRow, RefusalCode>> {
  const before = await store.lockVariant(tx, ids.productId, ids.variantId)
  if (!before) return refuse('not_found')
  const variant = changedVariant(before, change)
  await ensureTags(tx, variant.tags)
  return accept(await update(tx, before, variant, now))
}

type Upsert = Static<typeof VariantUpsert>

const isWhole = (sent: Upsert): sent is Upsert & Static<typeof VariantRequest> =>
  sent.sku !== undefined && sent.title !== undefined && sent.price !== undefined

/** Changes the variants of a locked product that are found by id or SKU, and adds the others. */
export async function upsertVariants(
  tx: Tx,
  productId: number,
  sent: readonly Upsert[],
  currency: string,
  now: Instant,
): Promise<void> {
  const existing = await store.listVariantsByProducts(tx, [productId])
  const byId = new Map(existing.map((row) => [row.id, row]))
  const bySku = new Map(existing.map((row) => [row.sku, row]))
  const added: store.VariantColumns[] = []
  for (const [index, one] of sent.entries()) {
    const at = `variants.${index}.`
    const before = byId.get(one.id ?? 0) ?? bySku.get(one.sku ?? '')
    if (before) {
      await update(tx, before, changedVariant(before, one, at), now)
    } else if (isWhole(one)) {
      added.push(changedVariant(newVariant(one.sku, one.title, currency), one, at))
    } else {
      const missing = (['sku', 'title', 'price'] as const).filter((field) => one[field] === undefined)
      throw new RequestRefused(
        'validation_failed',
        Object.fromEntries(
          missing.map((field) => [at + field, [`The ${at}${field} field is required for a new variant.`]]),
        ),
      )
    }
  }
  await ensureTags(
    tx,
    sent.flatMap(({ tags }) => tags ?? []),
  )
  if (added.length === 0) return
  await store.insertVariants(tx, productId, added, now)
  announceProduct(tx, 'product.updated', productId)
}

export async function removeVariant(
  tx: Tx,
  ids: { productId: number; variantId: number },
  now: Instant,
): Promise<Outcome<undefined, RefusalCode>> {
  if (!(await store.deleteVariant(tx, ids.productId, ids.variantId, now))) return refuse('not_found')
  announceProduct(tx, 'product.updated', ids.productId)
  return accept(undefined)
}
