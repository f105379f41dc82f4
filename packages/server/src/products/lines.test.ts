import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { findVariantsForLines, type LineGoods, type LineVariant } from './lines.ts'
import { findVariantsByIds, toVariant } from './variants.ts'

let shop: Shop
let productId: number
let coatId: number
beforeAll(async () => {
  shop = await openShop()
  const variants = [
    { sku: 'COAT-S', title: 'Small', price: 150 },
    { sku: 'COAT-M', title: 'Medium', price: 150 },
  ]
  const images = [{ url: 'https://example.com/coat.jpg', sort_order: null }]
  const { data } = (
    await shop.post('products', {
      title: 'Coat',
      handle: 'coat',
      brand: 'Tillside',
      department: 'Womens',
      images,
      variants,
    })
  ).body
  productId = data.id
  coatId = data.variants[0].id
})
afterAll(() => shop.close())

const sell = (lines: LineGoods[]): Promise<LineVariant[]> =>
  shop.transact((tx) => findVariantsForLines(tx, lines, shop.now(), 'AUD')) as Promise<LineVariant[]>

const summary = (found: LineVariant[]): (string | boolean)[] =>
  found.map(({ variant, isMissing }) => variant?.sku ?? isMissing)

test('lines name their goods by variant id, by SKU, or not at all', async () => {
  const found = await sell([
    { product_variant_id: coatId },
    { product_variant_id: String(coatId) },
    { product_variant_sku: 'COAT-M' },
    { sku: 'COAT-M' },
    { sku: 'LOOSE-GOODS' },
    {},
    { product_variant_id: 987_654 },
    { product_variant_sku: 'NOWHERE' },
    { product_variant_id: 987_654, sku: 'COAT-S' },
    { product_variant_id: null, product_variant_sku: null, product_variant: null, sku: null },
    { product_variant_id: '99999999999999999999' },
  ])
  expect(summary(found)).toEqual([
    'COAT-S',
    'COAT-S',
    'COAT-M',
    'COAT-M',
    false,
    false,
    true,
    true,
    'COAT-S',
    false,
    true,
  ])
  expect(found[0]?.variant).toMatchObject({
    product_id: productId,
    product_title: 'Coat',
    product_brand: 'Tillside',
    product_department: 'Womens',
    product_images: [{ url: 'https://example.com/coat.jpg', sort_order: null }],
  })
  expect(await sell([])).toEqual([])
})

test('a line that brings a new SKU under a known product puts it into the catalogue', async () => {
  const inline = {
    product_id: String(productId),
    sku: 'COAT-XL',
    title: 'Extra large',
    brand: 'Tillside',
    category: 'Coats',
    price: 160.005,
    barcode: '930',
  }
  const [first, second] = await sell([{ product_variant: inline }, { product_variant: { ...inline, title: 'Later' } }])
  expect(second?.variant?.id).toBe(first?.variant?.id)
  const { data } = (await shop.get(`products/${productId}/variants/${first?.variant?.id}`)).body
  expect(data).toMatchObject({
    sku: 'COAT-XL',
    title: 'Extra large',
    price: 160.01,
    barcode: '930',
    meta: { brand: 'Tillside', category: 'Coats' },
  })
  const [again] = await sell([{ product_variant: { ...inline, price: 1 } }])
  expect(again?.variant?.price_minor).toBe(16_001)
  expect((await shop.get('products/variants?filter[sku]=COAT-XL')).body.data).toHaveLength(1)
  const [nameless] = await sell([
    { name: 'Coat, tall', product_variant: { product_id: productId, sku: 'COAT-T', price: -5 } },
  ])
  expect(nameless?.variant).toMatchObject({ title: 'Coat, tall', price_minor: 0, meta: null })
})

test('a new SKU of an unknown product makes no variant and is told to the sale', async () => {
  const found = await sell([
    { product_variant: { product_id: 987_654, sku: 'GHOST' } },
    { product_variant: { sku: 'GHOST' } },
    { product_variant: { product_id: 'abc', sku: 'GHOST' } },
    { product_variant: { product_id: productId } },
    { product_variant: { product_id: productId, sku: '' } },
    { product_variant: { product_id: 987_654, sku: 'GHOST' }, sku: 'COAT-S' },
  ])
  expect(summary(found)).toEqual([true, true, true, true, true, 'COAT-S'])
  expect((await shop.get('products/variants?filter[sku]=GHOST')).body.data).toEqual([])
})

test('a line may carry the variant as the API printed it', async () => {
  const [found] = await sell([{ product_variant: toVariantOf(await findVariantsByIds(shop.sql, [coatId])) }])
  expect(found?.variant?.id).toBe(coatId)
})

const toVariantOf = (rows: Awaited<ReturnType<typeof findVariantsByIds>>): LineGoods['product_variant'] => {
  const [row] = rows
  return row && toVariant(row)
}

test('many sales that bring the same new SKUs at once make each of them once', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => ({
    product_variant: { product_id: productId, sku: `NEW-${index}`, title: `New ${index}`, price: index },
  }))
  const sales = await Promise.all(
    Array.from({ length: 8 }, (_, till) => sell(till % 2 === 0 ? lines : lines.toReversed())),
  )
  const ids = new Set(sales.flatMap((found) => found.map(({ variant }) => variant?.id)))
  expect([ids.size, ids.has(undefined)]).toEqual([60, false])
})

test('a removed variant is still found by its id for receipts that come late, but not by its SKU', async () => {
  const { data } = (await shop.post(`products/${productId}/variants`, { sku: 'OLD', title: 'Old', price: 5 })).body
  await shop.remove(`products/${productId}/variants/${data.id}`)
  expect(summary(await sell([{ product_variant_id: data.id }, { product_variant_sku: 'OLD' }]))).toEqual(['OLD', true])
  expect((await findVariantsByIds(shop.sql, [data.id])).map((row) => toVariant(row).sku)).toEqual(['OLD'])
  expect(await findVariantsByIds(shop.sql, [])).toEqual([])
})
