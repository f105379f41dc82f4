import {
  createVariant,
  deleteVariant,
  listProductVariants,
  listVariants,
  readVariant,
  updateVariant,
} from '@tillside/contract/product-variants'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import { findProductById } from './store.ts'
import * as service from './variants.ts'
import * as store from './variant-store.ts'

function readIds(params: { product_id: string; variant_id: string }): { productId: number; variantId: number } | null {
  const productId = readId(params.product_id)
  const variantId = readId(params.variant_id)
  return productId === null || variantId === null ? null : { productId, variantId }
}

export function mountVariantRoutes(context: Context): void {
  const { currency } = context.tenant

  pageQuery(context, listVariants, async (db, list) => {
    const { rows, total } = await store.listVariants(db, list, null, currency)
    return accept({ rows: rows.map(service.toVariant), total })
  })

  pageQuery(context, listProductVariants, async (db, list, { params }) => {
    const productId = readId(params.product_id)
    if (productId === null || !(await findProductById(db, productId))) return refuse('not_found')
    const { rows, total } = await store.listVariants(db, list, productId, currency)
    return accept({ rows: rows.map(service.toVariant), total })
  })

  query(context, readVariant, async (db, { params }) => {
    const ids = readIds(params)
    const row = ids && (await store.findVariant(db, ids.productId, ids.variantId))
    return row ? accept(service.toVariant(row)) : refuse('not_found')
  })

  command(context, createVariant, async (tx, _caller, { params, body }, now) => {
    const productId = readId(params.product_id)
    if (productId === null) return refuse('not_found')
    const outcome = await service.createVariant(tx, productId, body, currency, now)
    return outcome.ok ? accept(service.toVariant(outcome.value)) : outcome
  })

  command(context, updateVariant, async (tx, _caller, { params, body }, now) => {
    const ids = readIds(params)
    if (!ids) return refuse('not_found')
    const outcome = await service.changeVariant(tx, ids, body, now)
    return outcome.ok ? accept(service.toVariant(outcome.value)) : outcome
  })

  command(context, deleteVariant, async (tx, _caller, { params }, now) => {
    const ids = readIds(params)
    return ids ? service.removeVariant(tx, ids, now) : refuse('not_found')
  })
}
