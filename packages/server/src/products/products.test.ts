import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const coat = {
  title: 'Wool coat',
  handle: 'wool-coat',
  external_id: 'P-100',
  status: 'ranged',
  brand: 'Tillside',
  description: '<p>Warm</p>',
  web_url: 'https://example.com/coat',
  currency: 'AUD',
  position: 3,
  images: [{ url: 'https://example.com/coat.jpg', sort_order: 1 }],
  systems: ['pos', 'web'],
  channels: ['store'],
  tags: ['winter'],
  options: [true, { name: 'Size', values: ['S', 'M'] }],
  custom_fields: [{ namespace: 'erp', handle: 'season', type: 'string', value: 'AW25' }],
  department: 'Womens',
  type: 'configurable',
  meta: { care: 'dry clean' },
}
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

test('a product needs a title and a handle, and no variant is made for it', async () => {
  const made = await shop.post('products', { title: 'Gift card', handle: 'gift-card', extra: 1 })
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({
    id: expect.any(Number),
    title: 'Gift card',
    handle: 'gift-card',
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
    variants: [],
    department: null,
    type: null,
    meta: null,
    created_at: '2025-07-04 01:15:00',
    updated_at: '2025-07-04 01:15:00',
  })
})

test('a product keeps all that it was given, and its variants come along', async () => {
  const made = await shop.post('products', {
    ...coat,
    variants: [small, { sku: 'COAT-M', title: 'Medium', price: 150 }],
  })
  expect(made.status).toBe(201)
  const { id } = made.body.data
  expect(made.body.data).toMatchObject({ ...coat, custom_fields: [{ ...coat.custom_fields[0], name: null }] })
  expect(made.body.data.variants).toMatchObject([
    {
      ...small,
      product_id: id,
      images: [{ url: 'https://example.com/s.jpg', sort_order: null }],
      price_comparison: null,
    },
    { sku: 'COAT-M', price: 150, price_discounted: null, images: [], meta: null, tags: [], options: [] },
  ])
  expect((await shop.get(`products/${id}`)).body).toEqual(made.body)
  expect((await shop.get(`products/${id}/variants`)).body.data).toEqual(made.body.data.variants)
  expect((await shop.get('systems')).body.data.map((row: { handle: string }) => row.handle)).toEqual(['pos', 'web'])
})

test('a change touches what it names; a variant is found by its id or SKU, or added, and none is lost', async () => {
  const { data: before } = (
    await shop.post('products', {
      title: 'Scarf',
      handle: 'scarf',
      brand: 'B',
      variants: [
        { sku: 'SCF-RED', title: 'Red', price: 50 },
        { sku: 'SCF-BLUE', title: 'Blue', price: 50 },
      ],
    })
  ).body
  shop.wait(60_000)
  const change = {
    brand: null,
    handle: 'shawl',
    status: null,
    variants: [
      { sku: 'SCF-RED', price: 42 },
      { id: before.variants[1].id, sku: 'SCF-NAVY', price_cost: null },
      { sku: 'SCF-GREEN', title: 'Green', price: 55.5 },
    ],
  }
  const after = await shop.put(`products/${before.id}`, change)
  expect(after.body.data).toMatchObject({
    title: 'Scarf',
    handle: 'scarf',
    brand: null,
    status: 'active',
    updated_at: '2025-07-04 01:16:00',
  })
  expect(after.body.data.variants).toMatchObject([
    { id: before.variants[0].id, sku: 'SCF-RED', title: 'Red', price: 42 },
    { id: before.variants[1].id, sku: 'SCF-NAVY', title: 'Blue', price: 50 },
    { sku: 'SCF-GREEN', price: 55.5 },
  ])
  expect((await shop.put(`products/${before.id}`, after.body.data)).body.data).toEqual(after.body.data)
  const incomplete = await shop.put(`products/${before.id}`, { title: 'Lost', variants: [{ sku: 'SCF-PINK' }] })
  expect([incomplete.status, Object.keys(incomplete.body.errors)]).toEqual([
    422,
    ['variants.0.title', 'variants.0.price'],
  ])
  expect((await shop.get(`products/${before.id}`)).body.data.title).toBe('Scarf')
})

test('products and variants are listed by what a till or a catalogue asks for', async () => {
  const titles = async (query: string): Promise<string[]> =>
    (await shop.get(`products?${query}`)).body.data.map((row: { title: string }) => row.title)
  expect(await titles('filter[handle]=wool-coat')).toEqual(['Wool coat'])
  expect(await titles('filter[external_id]=P-100&filter[status]=ranged&filter[currency]=AUD')).toEqual(['Wool coat'])
  expect(await titles('filter[tags.handle]=winter&filter[systems.handle]=web&filter[channels.handle]=store')).toEqual([
    'Wool coat',
  ])
  expect((await titles('sort=-title')).slice(0, 2)).toEqual(['Wool coat', 'Scarf'])
  const skus = async (query: string): Promise<string[]> =>
    (await shop.get(`products/variants?${query}`)).body.data.map((row: { sku: string }) => row.sku)
  expect(await skus('filter[barcode]=9300000000017')).toEqual(['COAT-S'])
  expect(await skus('filter[price][gte]=150&sort=-sku')).toEqual(['COAT-S', 'COAT-M'])
  expect(await skus('filter[price]=55.5')).toEqual(['SCF-GREEN'])
  expect(await skus('filter[sku][in]=SCF-RED,COAT-M')).toEqual(['COAT-M', 'SCF-RED'])
  expect((await shop.get('products?page[size]=1')).body.meta).toMatchObject({ total: 3, last_page: 3 })
})

test('a handle and an external id belong to one product', async () => {
  const handle = await shop.post('products', { title: 'Copy', handle: 'wool-coat' })
  expect([handle.status, handle.body.code]).toEqual([422, 'handle_taken'])
  expect((await shop.post('products', { title: 'Copy', handle: 'copy', external_id: 'P-100' })).body.code).toBe(
    'external_id_taken',
  )
  const sku = await shop.post('products', { title: 'Copy', handle: 'copy', variants: [small] })
  expect([sku.status, sku.body.code, sku.body.errors]).toEqual([422, 'sku_taken', { sku: [expect.any(String)] }])
  expect((await shop.get('products?filter[title]=Copy')).body.data).toEqual([])
})

test('a removed product is gone with its variants, and handle and SKUs are free again', async () => {
  const body = { title: 'Hat', handle: 'hat', variants: [{ sku: 'HAT', title: 'Hat', price: 9.99 }] }
  const { data } = (await shop.post('products', body)).body
  const variantPath = `products/${data.id}/variants/${data.variants[0].id}`
  expect((await shop.remove(`products/${data.id}`)).status).toBe(204)
  for (const path of [`products/${data.id}`, `products/${data.id}/variants`, variantPath])
    expect((await shop.get(path)).status).toBe(404)
  expect((await shop.remove(`products/${data.id}`)).status).toBe(404)
  expect((await shop.put(`products/${data.id}`, {})).status).toBe(404)
  expect((await shop.put(variantPath, {})).status).toBe(404)
  expect((await shop.get('products/variants?filter[sku]=HAT')).body.data).toEqual([])
  expect((await shop.post('products', body)).status).toBe(201)
})

test('bad fields are named, and nothing is kept', async () => {
  const bad = {
    title: 5,
    handle: 'a b',
    status: 'sold',
    type: 'thing',
    currency: 'dollars',
    position: 2 ** 31,
    images: [{ sort_order: 1 }],
    systems: [1],
    options: 'S',
    custom_fields: [{ handle: 'x' }],
    meta: [1],
    variants: [{ sku: '', title: 'x', price: -1 }],
  }
  const answer = await shop.post('products', bad)
  expect(answer.status).toBe(422)
  expect(Object.keys(answer.body.errors)).toEqual(
    expect.arrayContaining([
      'title',
      'handle',
      'status',
      'type',
      'currency',
      'position',
      'images.0.url',
      'systems.0',
      'custom_fields.0.namespace',
      'variants.0.sku',
      'variants.0.price',
    ]),
  )
  const { data: product } = (await shop.post('products', { title: 'Sock', handle: 'sock' })).body
  const path = `products/${product.id}/variants`
  const bodies = [
    {},
    [],
    { ...small, price: 1e308 },
    { ...small, price: '150' },
    { ...small, price: null },
    { ...small, available_quantity: 1.5 },
    { ...small, available_quantity: 1e12 },
    { ...small, sku: 'a\u0000' },
    { ...small, price: 1e12 + 0.001 },
    { ...small, options: [{ name: 'x' }] },
    { ...small, meta: { 'a\u0000': 1 } },
    { ...small, sku: 'x'.repeat(256) },
  ]
  for (const body of bodies) expect((await shop.post(path, body)).status).toBe(422)
  expect((await shop.post(path, { ...small, sku: 'SOCK', price: 1e12, meta: { big: 1e308 } })).status).toBe(201)
  for (const id of ['0', '-1', 'x', '1e3', '99999999999999999999', '%00']) {
    expect((await shop.get(`products/${id}`)).status).toBe(404)
    expect((await shop.put(`products/${product.id}/variants/${id}`, {})).status).toBe(404)
    expect((await shop.get(`products/${id}/variants`)).status).toBe(404)
  }
  const token = await shop.tokenWith(['read-products'])
  expect((await shop.get('products/variants', { token })).status).toBe(200)
  expect((await shop.post('products', coat, { token })).body.details).toEqual({ scope: 'create-products' })
})
