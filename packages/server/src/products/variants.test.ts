import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const small = {
  sku: 'COAT-S',
  title: 'Small',
  price: 150,
  price_discounted: 126.5,
  price_cost: 61.05,
  barcode: '9300000000017',
  available_quantity: -2,
  options: [{ name: 'Size', value: 'S', sort_order: 1 }],
  images: [{ url: 'https://example.com/s.jpg' }],
  tags: ['winter'],
  meta: { rack: 4 },
}

test('a variant is added, changed and removed under its own product only', async () => {
  const { data: product } = (await shop.post('products', { title: 'Boot', handle: 'boot' })).body
  const { data: other } = (await shop.post('products', { title: 'Shoe', handle: 'shoe' })).body
  const made = await shop.post(`products/${product.id}/variants`, { ...small, sku: 'BOOT-42', handle: 'boot-42' })
  expect(made.status).toBe(201)
  expect(made.body.data).toMatchObject({
    product_id: product.id,
    sku: 'BOOT-42',
    price: 150,
    price_discounted: 126.5,
    price_cost: 61.05,
  })
  const path = `products/${product.id}/variants/${made.body.data.id}`
  shop.wait(1000)
  const after = await shop.put(path, { price: 99, price_discounted: null, handle: 'other', options: null, meta: [] })
  expect(after.body.data).toMatchObject({
    price: 99,
    price_discounted: null,
    handle: 'boot-42',
    options: [],
    meta: [],
    barcode: small.barcode,
  })
  expect((await shop.put(path, after.body.data)).body.data).toEqual(after.body.data)
  expect((await shop.get(path)).body.data).toEqual(after.body.data)
  const wrong = `products/${other.id}/variants/${made.body.data.id}`
  for (const answer of [await shop.get(wrong), await shop.put(wrong, { price: 1 }), await shop.remove(wrong)])
    expect(answer.status).toBe(404)
  expect((await shop.post('products/987654/variants', small)).status).toBe(404)
  expect((await shop.post(`products/${other.id}/variants`, { ...small, sku: 'BOOT-42' })).body.code).toBe('sku_taken')
  expect((await shop.remove(path)).status).toBe(204)
  expect((await shop.get(path)).status).toBe(404)
  expect((await shop.post(`products/${other.id}/variants`, { ...small, sku: 'BOOT-42' })).status).toBe(201)
})

test('a price has the decimals of the currency, in dollars as in yen', async () => {
  const tooFine = await shop.post('products', {
    title: 'Fine',
    handle: 'fine',
    variants: [{ ...small, sku: 'F1', price_cost: 1.005 }],
  })
  expect([tooFine.status, tooFine.body.errors]).toEqual([
    422,
    { 'variants.0.price_cost': ['The variants.0.price_cost field must be an amount with at most 2 decimals.'] },
  ])
  const tokyo = await openShop({ currency: 'JPY', timeZone: 'Asia/Tokyo', region: 'JP' })
  try {
    const { data } = (
      await tokyo.post('products', { title: 'Tea', handle: 'tea', variants: [{ sku: 'T', title: 'Tea', price: 1995 }] })
    ).body
    expect(data.variants[0].price).toBe(1995)
    expect((await tokyo.get('products/variants?filter[price]=1995')).body.data).toHaveLength(1)
    const path = `products/${data.id}/variants/${data.variants[0].id}`
    expect(Object.keys((await tokyo.put(path, { price: 19.95 })).body.errors)).toEqual(['price'])
  } finally {
    await tokyo.close()
  }
})
