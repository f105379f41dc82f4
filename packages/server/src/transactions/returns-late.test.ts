// Returns and their sales in any order: a return that was there first, a sale that was recorded anew, lines that are gone.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const pointsOf = async (profileId: string): Promise<number> => (await till.balances(profileId)).points

test('a return that was recorded before its sale is matched when the sale arrives, and staff need not look', async () => {
  const profileId = await till.member(20)
  const redemption_id = await till.redeem(profileId, 20)
  const early = receipt(profileId, [back('Hat', 60, { sku: 'HAT' })], { linked_receipt_ref: 'early-1' })
  const returned = await till.record(early)
  expect(codesOf(returned)).toEqual(['return_unmatched'])
  const items = [line('Hat', 60, { sku: 'HAT' }), line('Bag', 40)]
  await till.record(receipt(profileId, items, { receipt_ref: 'early-1', redemption_id, total: 80 }))
  const matched = await till.read(returned.id)
  expect([matched.exceptions, matched.returnable]).toEqual([[], [{ redemption_id, amount: 12 }]])
  expect(await pointsOf(profileId)).toBe(32)
})

test('a return that names the line by its number at the till finds it on the receipt that comes later', async () => {
  const profileId = await till.member()
  const early = [back('Hat', 60, { return_for: '1' }), back('Bag', 40, { return_for: '7' })]
  const returned = await till.record(receipt(null, early, { linked_receipt_ref: 'early-2' }))
  await till.record(receipt(profileId, [line('Hat', 60, { external_id: '1' })], { receipt_ref: 'early-2' }))
  expect(codesOf(await till.read(returned.id))).toEqual(['return_unmatched'])
  expect(await pointsOf(profileId)).toBe(0)
})

test('a sale that is deleted and recorded again is still returned', async () => {
  const profileId = await till.member()
  const sold = receipt(profileId, [line('Coat', 100, { sku: 'COAT' })], {
    receipt_ref: 'again-1',
    external_id: 'again-1',
  })
  const sale = await till.record(sold)
  const returned = receipt(profileId, [back('Coat', 100, { sku: 'COAT' })], {
    linked_receipt_ref: 'again-1',
    external_id: 'again-r',
  })
  await till.record(returned)
  await shop.remove(`transactions/${sale.id}`)
  await till.record({ ...sold, tags: ['again'] })
  expect(await pointsOf(profileId)).toBe(0)
  await till.upsert({ ...returned, tags: ['y'] })
  expect(await pointsOf(profileId)).toBe(0)
})

test('a return keeps its match while its sale is voided', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 100)]))
  const returned = await till.record(receipt(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  await till.change(sale.id, { is_void: true })
  await till.change(returned.id, { tags: ['y'] })
  await till.change(sale.id, { is_void: false })
  expect(await pointsOf(profileId)).toBe(0)
})

test('a sale whose lines were taken off while they were returned earns on its total when the return is deleted', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 100)]))
  const returned = await till.record(receipt(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  await till.change(sale.id, { items: [], delete_existing_items: true })
  expect(await pointsOf(profileId)).toBe(0)
  await shop.remove(`transactions/${returned.id}`)
  expect(await pointsOf(profileId)).toBe(100)
})

test('a discount that was rung up as a line of its own comes back with the goods, and the exchange earns on what it cost', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 100), line('Promo', -10)]))
  expect(await pointsOf(profileId)).toBe(90)
  const items = [
    back('Coat', 100, { return_for: sale.items[0].id }),
    back('Promo', -10, { return_for: sale.items[1].id }),
    line('Jacket', 90),
  ]
  const exchanged = await till.record(receipt(profileId, items, { total: 0 }))
  expect(exchanged.items.map((item: { charged: number }) => item.charged)).toEqual([-100, 10, 90])
  expect(await pointsOf(profileId)).toBe(90)
  await till.change(exchanged.id, { total: 1, items: [line('Jacket', 91, { id: exchanged.items[2].id })] })
  expect(await pointsOf(profileId)).toBe(91)
})

test('a return that is undone after its line was taken off the receipt leaves the share where it can come back', async () => {
  const profileId = await till.member(50)
  const redemption_id = await till.redeem(profileId, 50)
  const sale = await till.record(receipt(profileId, [line('Coat', 60), line('Cap', 90)], { redemption_id, total: 100 }))
  const returned = await till.record(receipt(profileId, [back('Coat', 60, { return_for: sale.items[0].id })]))
  await shop.remove(`transactions/${sale.id}/items/${sale.items[0].id}`)
  await shop.remove(`transactions/${returned.id}`)
  const cap = await till.record(receipt(profileId, [back('Cap', 90, { return_for: sale.items[1].id })]))
  expect(cap.returnable).toEqual([{ redemption_id, amount: 50 }])
})
