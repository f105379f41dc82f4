// Units that came back are gone, whatever becomes of the sale afterwards: its points are those of what the member kept.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const twoShirts = () => [line('Shirt', 10, { quantity: 2 })]
const oneBack = (sale: { items: { id: number }[] }) => back('Shirt', 10, { return_for: sale.items[0]?.id })
const pointsOf = async (profileId: string): Promise<number> => (await till.balances(profileId)).points

test('a sale that a member claims after one of two shirts came back earns for the one that they kept', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(null, twoShirts()))
  await till.record(receipt(null, [oneBack(sale)]))
  await till.change(sale.id, { profile_id: profileId })
  expect(await pointsOf(profileId)).toBe(10)
  await till.record(receipt(profileId, [oneBack(sale)]))
  expect(await pointsOf(profileId)).toBe(0)
})

test('a price that is corrected after one of two shirts came back counts for the one that was kept', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, twoShirts()))
  const returned = await till.record(receipt(profileId, [oneBack(sale)]))
  await till.change(sale.id, { total: 40, items: [line('Shirt', 20, { id: sale.items[0].id, quantity: 2 })] })
  expect(await pointsOf(profileId)).toBe(20)
  expect((await till.read(returned.id)).items[0].returns).toMatchObject([{ quantity: 1, points: 20 }])
  await till.change(returned.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(40)
})

test('a sale that is voided and brought back to life still has one shirt less', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, twoShirts()))
  const returned = await till.record(receipt(profileId, [oneBack(sale)]))
  await till.change(sale.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(0)
  await till.change(sale.id, { is_void: false })
  expect(await pointsOf(profileId)).toBe(10)
  await till.change(returned.id, { is_void: true })
  expect(await pointsOf(profileId)).toBe(20)
})

test('a sale whose only line came back and is then removed does not earn on its total instead', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, [line('Coat', 100)]))
  await till.record(receipt(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  expect((await shop.remove(`transactions/${sale.id}/items/${sale.items[0].id}`)).status).toBe(204)
  expect(await pointsOf(profileId)).toBe(0)
})

test('units that are taken off a sale while it is void, after they came back, are for staff once it is a sale again', async () => {
  const profileId = await till.member()
  const sale = await till.record(receipt(profileId, twoShirts()))
  await till.record(receipt(profileId, [back('Shirt', 10, { quantity: -2, return_for: sale.items[0].id })]))
  await till.change(sale.id, { is_void: true })
  const fewer = { items: [line('Shirt', 10, { id: sale.items[0].id })] }
  expect([codesOf(await till.change(sale.id, fewer)), await findingsOf(shop)]).toEqual([[], {}])
  const again = await till.change(sale.id, { is_void: false })
  expect([codesOf(again), await findingsOf(shop), await pointsOf(profileId)]).toEqual([['return_exceeds_sale'], {}, 0])
})
