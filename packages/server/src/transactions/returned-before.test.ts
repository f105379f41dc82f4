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

const sharesOf = (sale: { items: { redemption_share: number }[] }): number[] =>
  sale.items.map((item) => item.redemption_share)
const giveBack = async (redemptionId: number, amount?: number): Promise<void> => {
  const answer = await shop.post(`redemptions/${redemptionId}/return`, amount === undefined ? {} : { amount })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
}

test('a reward that was returned before the sale is not given a second time as a discount: staff are told', async () => {
  const profileId = await till.member(50)
  const redemption_id = await till.redeem(profileId, 50)
  await giveBack(redemption_id)
  const sale = await till.record(receipt(profileId, [line('Coat', 200)], { redemption_id, total: 150 }))
  expect([sale.redemption_id, sharesOf(sale), codesOf(sale)]).toEqual([null, [0], ['redemption_returned']])
  expect((await till.balances(profileId)).rewards).toBe(50)
  expect((await shop.get(`redemptions/${redemption_id}`)).body.data.state).toBe('returned')
})

test('of a reward that was returned in part the sale applies the rest, also when it is corrected and refunded later', async () => {
  const profileId = await till.member(50)
  const redemption_id = await till.redeem(profileId, 50)
  await giveBack(redemption_id, 20)
  const items = [line('Coat', 60), line('Cap', 40)]
  const sale = await till.record(receipt(profileId, items, { redemption_id, total: 70 }))
  expect([sharesOf(sale), codesOf(sale)]).toEqual([[18, 12], ['redemption_partly_returned']])
  const corrected = await till.change(sale.id, {
    total: 20,
    items: [line('Coat', 30, { id: sale.items[0].id }), line('Cap', 20, { id: sale.items[1].id })],
  })
  expect(sharesOf(corrected)).toEqual([18, 12])
  const returned = await till.record(receipt(profileId, [back('Cap', 20, { return_for: sale.items[1].id })]))
  expect(returned.returnable).toEqual([{ redemption_id, amount: 12 }])
  await giveBack(redemption_id, 12)
  await till.change(sale.id, { is_void: true })
  expect((await till.balances(profileId)).rewards).toBe(50)
})

test('a reward that came back from one sale pays no second one', async () => {
  const profileId = await till.member(50)
  const redemption_id = await till.redeem(profileId, 50)
  const first = await till.record(receipt(profileId, [line('Coat', 200)], { redemption_id, total: 150 }))
  await giveBack(redemption_id)
  await till.change(first.id, { redemption_id: null })
  const second = await till.record(receipt(profileId, [line('Coat', 200)], { redemption_id, total: 150 }))
  expect([sharesOf(second), codesOf(second)]).toEqual([[0], ['redemption_returned']])
})

test('a benefit that was returned before the sale is not applied either', async () => {
  const profileId = await till.member()
  const definition = { name: 'Hemming', handle: 'hemming-returned', period: 3650 }
  const { id } = (await shop.post('benefits/definitions', definition)).body.data
  await shop.post('benefits', {
    profile_id: profileId,
    benefit_definition_id: id,
    issued_at: '2025-07-01 00:00:00',
    timezone: 'UTC',
  })
  const benefits = [{ handle: 'hemming-returned' }]
  const redeemed = (await shop.post(`profiles/${profileId}/redeem`, { benefits })).body.data
  await shop.post(`redemptions/${redeemed.id}/return`, { benefits })
  const sale = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id: redeemed.id }))
  expect([sale.redemption_id, codesOf(sale)]).toEqual([null, ['redemption_returned']])
})
