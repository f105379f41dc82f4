// An exception that staff resolved is raised again when the same thing happens again, and only then.
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

async function resolveAll(saleId: number): Promise<number> {
  const open = (await till.read(saleId)).exceptions as { id: number }[]
  for (const { id } of open) await shop.post(`exceptions/${id}/resolve`, { resolution: 'Called the customer.' })
  return open.length
}

test('a return that is undone a second time after its refund is raised a second time', async () => {
  const profileId = await till.member(20)
  const redemption_id = await till.redeem(profileId, 20)
  const sale = await till.record(receipt(profileId, [line('Coat', 100)], { redemption_id, total: 80 }))
  const returned = await till.record(receipt(profileId, [back('Coat', 100, { return_for: sale.items[0].id })]))
  await shop.post(`redemptions/${redemption_id}/return`, { amount: 20 })
  expect(codesOf(await till.change(returned.id, { is_void: true }))).toEqual(['refund_without_return'])
  expect(await resolveAll(returned.id)).toBe(1)
  expect(codesOf(await till.change(returned.id, { is_void: false }))).toEqual([])
  expect(codesOf(await till.change(returned.id, { is_void: true }))).toEqual(['refund_without_return'])
})

test('a sale that is changed elsewhere does not raise again what staff have resolved', async () => {
  const sale = await till.record(receipt(null, [line('Coat', 100)], { redemption_id: 987_654 }))
  expect(await resolveAll(sale.id)).toBe(1)
  expect(codesOf(await till.change(sale.id, { receipt_email: 'a@shop.example' }))).toEqual([])
})

test('a return that found nothing left, and is sent again when its goods are out of reach, says nothing new', async () => {
  const [ada, bob] = [await till.member(), await till.member()]
  const sale = await till.record(receipt(ada, [line('Coat', 100)]))
  const coatBack = receipt(ada, [back('Cardigan', 100, { return_for: String(sale.items[0].id) })])
  await till.record(coatBack)
  const second = await till.record(coatBack)
  expect(codesOf(second)).toEqual(['return_exceeds_sale'])
  await till.change(sale.id, { profile_id: bob })
  expect(await till.upsert(second)).toEqual(second)
})

test('a return that was sent before its member had bought the goods finds them when it is sent again', async () => {
  const [ada, bob] = [await till.member(), await till.member()]
  const sale = await till.record(receipt(bob, [line('Coat', 100)]))
  const early = await till.record(receipt(ada, [back('Cardigan', 100, { return_for: String(sale.items[0].id) })]))
  expect(codesOf(early)).toEqual(['return_unmatched'])
  await till.change(sale.id, { profile_id: ada })
  const found = await till.upsert(early)
  expect([codesOf(found), found.items[0].returns]).toMatchObject([[], [{ quantity: 1, points: 100 }]])
  expect(await till.upsert(found)).toEqual(found)
})
