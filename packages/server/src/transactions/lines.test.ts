import { afterAll, beforeAll, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const lines = (id: number, itemId?: number): string =>
  `transactions/${id}/items${itemId === undefined ? '' : `/${itemId}`}`

test('the lines of a sale are listed and read as the sale shows them', async () => {
  const sale = await till.record(receipt(null, [line('Coat', 60), line('Cap', 5)]))
  expect((await shop.get(lines(sale.id))).body.data).toEqual(sale.items)
  expect((await shop.get(lines(sale.id, sale.items[1].id))).body.data).toEqual(sale.items[1])
})

test('a line that is added stands last, and earns with the new total', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 60, { external_id: '1' }), line('Cap', 5)]))
  const added = await shop.post(lines(sale.id), line('Bag', 10, { external_id: '3', id: sale.items[0].id }))
  expect([added.status, added.body.data]).toMatchObject([
    201,
    { name: 'Bag', external_id: '3', transaction_id: sale.id },
  ])
  const after = await till.change(sale.id, { total: 75 })
  expect(after.items.map((item: { name: string }) => item.name)).toEqual(['Coat', 'Cap', 'Bag'])
  expect([after.points_earned, (await till.balances(profileId)).points]).toEqual([75, 75])
})

test('a line is changed in its place, partially, and null clears what may be empty', async () => {
  const profileId = await till.member()
  const full = {
    external_id: '2',
    sku: 'CAP',
    discounts: [{ amount: 1 }],
    tags: ['a'],
    meta: { a: 1 },
    department: 'Mens',
    price_tax: 0.5,
    variant_external_id: 'v',
  }
  const sale = await till.record(receipt(profileId, [line('Coat', 60), line('Cap', 5, full), line('Bag', 10)]))
  const changed = (await shop.put(lines(sale.id, sale.items[1].id), { department: 'Womens', tags: ['b'] })).body.data
  expect(changed).toEqual({ ...sale.items[1], department: 'Womens', tags: ['b'], updated_at: changed.updated_at })
  const cleared = (
    await shop.put(lines(sale.id, sale.items[1].id), Object.fromEntries(Object.keys(full).map((name) => [name, null])))
  ).body.data
  expect(cleared).toMatchObject({
    external_id: null,
    sku: null,
    discounts: null,
    tags: [],
    meta: null,
    department: null,
    price_tax: null,
    variant_external_id: null,
  })
  expect((await till.read(sale.id)).items.map((item: { name: string }) => item.name)).toEqual(['Coat', 'Cap', 'Bag'])
  expect(await till.pointEntries(profileId)).toEqual([{ cause: 'earn', amount: 75 }])
})

test('a changed line books its share and points anew, and the shares still add up', async () => {
  const profileId = await till.member(20)
  const redemption_id = await till.redeem(profileId, 20)
  const sale = await till.record(receipt(profileId, [line('Coat', 60), line('Cap', 40)], { redemption_id, total: 80 }))
  await shop.put(lines(sale.id, sale.items[1].id), { quantity: 2 })
  const after = await till.change(sale.id, { total: 120 })
  expect(
    after.items.map((item: { redemption_share: number; charged: number }) => [item.redemption_share, item.charged]),
  ).toEqual([
    [8.57, 51.43],
    [11.43, 68.57],
  ])
  expect((await till.balances(profileId)).points).toBe(120)
})

test('a line that is removed takes its points and its share with it, also when part of it had come back', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 60, { quantity: 2 }), line('Cap', 5)]))
  const returned = await till.record(receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })]))
  expect((await shop.remove(lines(sale.id, sale.items[0].id))).status).toBe(204)
  const after = await till.change(sale.id, { total: 5 })
  expect([
    after.items.map((item: { name: string }) => item.name),
    after.points_earned,
    (await till.balances(profileId)).points,
  ]).toEqual([['Cap'], 5, 5])
  await till.change(returned.id, { is_void: true })
  expect((await till.balances(profileId)).points, 'the line that had earned them is gone').toBe(5)
})

test('a returned line that is removed gives the points back', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
  const returned = await till.record(receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })]))
  await shop.remove(lines(returned.id, returned.items[0].id))
  expect((await till.balances(profileId)).points).toBe(60)
})

test('a returned line may be added to a sale that is there', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
  const exchange = await till.record(receipt(profileId, [line('Cap', 5)]))
  const added = (await shop.post(lines(exchange.id), back('Coat', 60, { return_for: sale.items[0].id }))).body.data
  expect(added.returns).toMatchObject([{ item_id: sale.items[0].id, points: 60 }])
  await till.change(exchange.id, { total: -55 })
  expect((await till.balances(profileId)).points).toBe(5)
})

test('what is not there is 404: the sale, the line, or the line on that sale', async () => {
  const sale = await till.record(receipt(null, [line('Coat', 60)]))
  const other = await till.record(receipt(null, [line('Cap', 5)]))
  const itemId = other.items[0].id
  for (const [id, item] of [
    [987_654, itemId],
    [sale.id, itemId],
    [sale.id, 987_654],
    ['abc', 'abc'],
    [sale.id, '0'],
  ]) {
    const path = `transactions/${id}/items/${item}`
    const answers = [await shop.get(path), await shop.put(path, { name: 'x' }), await shop.remove(path)]
    expect(
      answers.map(({ status }) => status),
      path,
    ).toEqual([404, 404, 404])
  }
  expect([(await shop.get(lines(987_654))).status, (await shop.post(lines(987_654), line('x', 1))).status]).toEqual([
    404, 404,
  ])
})

test.each<[string, string, Fields]>([
  ['POST', 'name', { quantity: 1, price_current: 1, price_sell: 1 }],
  ['POST', 'price_sell', line('Yacht', 1e9, { quantity: 100_000 })],
  ['POST', 'price_current', line('x', 1, { price_current: null })],
  ['PUT', 'quantity', { quantity: 0.5 }],
  ['PUT', 'price_sell', { quantity: 1_000_000, price_sell: 1e8 }],
  ['PUT', 'tags.0', { tags: [1] }],
])('%s of a malformed line is refused naming %s', async (method, field, body) => {
  const sale = await till.record(receipt(null, [line('Coat', 60)]))
  const refused = await shop.call(method, lines(sale.id, method === 'PUT' ? sale.items[0].id : undefined), body)
  expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, [field]])
  expect(await till.read(sale.id)).toEqual(sale)
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
