import { createProduct, deleteProduct, listProducts, readProduct, updateProduct } from '@tillside/contract/products'
import { accept, refuse } from '@tillside/rules/outcome'

import { command } from '../http/command.ts'
import type { Context } from '../http/context.ts'
import { readId } from '../http/ids.ts'
import { pageQuery, query } from '../http/query.ts'
import * as service from './service.ts'
import * as store from './store.ts'
import { mountVariantRoutes } from './variant-routes.ts'

export function mountProductRoutes(context: Context): void {
  const { currency } = context.tenant
  mountVariantRoutes(context)

  pageQuery(context, listProducts, async (db, list) => {
    const { rows, total } = await store.listProducts(db, list)
    return accept({ rows: await service.showProducts(db, rows), total })
  })

  query(context, readProduct, async (db, { params }) => {
    const id = readId(params.product_id)
    const row = id === null ? undefined : await store.findProductById(db, id)
    return row ? accept(await service.showProduct(db, row)) : refuse('not_found')
  })

  command(context, createProduct, async (tx, _caller, { body }, now) =>
    accept(await service.createProduct(tx, body, currency, now)),
  )

  command(context, updateProduct, async (tx, _caller, { params, body }, now) => {
    const id = readId(params.product_id)
    return id === null ? refuse('not_found') : service.changeProduct(tx, id, body, currency, now)
  })

  command(context, deleteProduct, async (tx, _caller, { params }, now) => {
    const id = readId(params.product_id)
    return id === null ? refuse('not_found') : service.removeProduct(tx, id, now)
  })
}
