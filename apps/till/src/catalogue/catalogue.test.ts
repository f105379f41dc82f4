// Everything that is sold, on the till.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { systemChance } from '@tillside/pos-sdk/adapters/system-chance'
import { systemClock } from '@tillside/pos-sdk/adapters/system-clock'
import { fetchNetwork } from '@tillside/pos-sdk/adapters/fetch-network'
import { createClient } from '@tillside/pos-sdk/client/client'

import { openShop, type Shop } from '../../../../packages/server/test/shop.ts'
import { giveDatabase } from '../../test/browser-database.ts'
import { codeOf } from '../../test/codes.ts'
import { Catalogue } from './catalogue.ts'
import { openCatalogueStore } from './store.ts'

let shop: Shop
beforeAll(async () => {
  giveDatabase()
  shop = await openShop()
  const upc = codeOf(0, 7)
  const products = [
    {
      title: 'Wool coat',
      department: 'Women',
      variants: [{ sku: 'COAT-M', title: 'Wool coat, M', price: 289, price_discounted: 199.5 }],
    },
    {
      title: 'Müller’s hat',
      department: 'Accessories',
      variants: [{ sku: 'HAT', title: 'Müller’s hat', price: 49, barcode: `0${upc.slice(1)}` }],
    },
    { title: 'Gift card', type: 'gift', variants: [{ sku: 'GIFT', title: 'Gift card', price: 50 }] },
    { title: 'Old boots', status: 'discontinued', variants: [{ sku: 'OLD', title: 'Old boots', price: 10 }] },
  ]
  for (const [index, product] of products.entries()) {
    const { status, body } = await shop.post('products', { handle: `p-${index}`, ...product })
    expect(status, JSON.stringify(body)).toBe(201)
  }
})
afterAll(() => shop.close())

const clientAt = (baseUrl: string) =>
  createClient({
    baseUrl,
    token: () => shop.adminToken,
    network: fetchNetwork,
    clock: systemClock,
    chance: systemChance,
    dialect: 'tillside',
    operationMsMax: 2_000,
  })
const titles = (found: readonly { title: string }[]) => found.map(({ title }) => title)

test('it is fetched once, searched by words, codes and departments, and is still there without the server', async () => {
  const store = await openCatalogueStore('catalogue')
  const catalogue = await Catalogue.open({ store, currency: 'AUD' })
  expect(catalogue.size).toBe(0)
  let changes = 0
  const end = catalogue.subscribe(() => (changes += 1))
  expect(await catalogue.refresh(clientAt(shop.url))).toBe(true)
  end()
  expect([catalogue.size, changes]).toEqual([3, 1])

  const offline = await Catalogue.open({ store, currency: 'AUD' })
  expect(await offline.refresh(clientAt('http://127.0.0.1:9'))).toBe(false)
  expect(titles(offline.search('mullers HAT'))).toEqual([])
  expect(titles(offline.search('muller hat'))).toEqual(['Müller’s hat'])
  expect(titles(offline.search(''))).toEqual(['Gift card', 'Müller’s hat', 'Wool coat, M'])
  expect(titles(offline.search('', 'Women'))).toEqual(['Wool coat, M'])
  expect(offline.departments).toEqual([
    { name: 'Accessories', count: 1 },
    { name: 'Women', count: 1 },
  ])
  expect(offline.findByCode('coat-m')).toMatchObject({ priceMinor: 19_950, priceOriginalMinor: 28_900 })
  expect(offline.findByCode('GIFT')).toMatchObject({ isEligible: false })
  expect(offline.findByCode('OLD')).toBeUndefined()
})

test('a barcode is the same with and without its leading zero', async () => {
  const store = await openCatalogueStore('catalogue')
  const catalogue = await Catalogue.open({ store, currency: 'AUD' })
  const [hat] = catalogue.search('hat')
  const barcode = hat?.barcode ?? ''
  expect(barcode).toMatch(/^0/)
  expect(catalogue.findByCode(barcode)).toBe(hat)
  expect(catalogue.findByCode(barcode.slice(1))).toBe(hat)
  expect(catalogue.findByCode(`0${barcode}`)).toBe(hat)
})
