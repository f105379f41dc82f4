// Once something of a sale came back, its lines keep the shares of the reward that were stored: in whichever way the sale
// is changed afterwards, returning the rest offers the rest, to the cent.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

interface Recorded {
  readonly id: number
  readonly items: readonly { readonly id: number; readonly redemption_share: number }[]
}
const sharesOf = (sale: Recorded): number[] => sale.items.map((item) => item.redemption_share)

async function sold(reward: number, items: readonly Fields[]) {
  const profileId = await till.member(reward)
  const redemption_id = await till.redeem(profileId, reward)
  const gross = items.reduce((sum, item) => sum + Number(item['price_sell']) * Number(item['quantity']), 0)
  const sale: Recorded = await till.record(receipt(profileId, items, { redemption_id, total: gross - reward }))
  const lineId = (index: number): number => sale.items[index]?.id ?? 0
  /** Units of a line come back; what is offered for them is given back. */
  const giveBack = async (index: number, quantity = 1): Promise<number> => {
    const item = back('Back', 1, { quantity: -quantity, return_for: lineId(index) })
    const returned = await till.record(receipt(profileId, [item]))
    const amount = returned.returnable[0]?.amount ?? 0
    if (amount > 0) expect((await shop.post(`redemptions/${redemption_id}/return`, { amount })).status).toBe(201)
    return amount
  }
  return { profileId, redemption_id, sale, lineId, giveBack }
}

test('a price that is corrected after its line came back changes no share', async () => {
  const { sale, lineId, giveBack } = await sold(50, [line('Coat', 60), line('Cap', 40)])
  expect(await giveBack(0)).toBe(30)
  const changed = await till.change(sale.id, { total: 110, items: [line('Coat', 120, { id: lineId(0) })] })
  expect([sharesOf(changed), await giveBack(1)]).toEqual([[30, 20], 20])
})

test.each<[string, Fields, (profileId: string, redemptionId: number) => Fields]>([
  ['redemption', { redemption_id: null }, (_, redemption_id) => ({ redemption_id })],
  ['member', { profile_id: null }, (profile_id) => ({ profile_id })],
])(
  'a sale that loses its %s by mistake after goods came back, and gets it again, has the shares that it had',
  async (_, lost, found) => {
    const { profileId, redemption_id, sale, giveBack } = await sold(50, [line('Coat', 60), line('Cap', 40)])
    expect(await giveBack(0)).toBe(30)
    const without = await till.change(sale.id, lost)
    expect(sharesOf(without)).toEqual([0, 0])
    const again = await till.change(sale.id, found(profileId, redemption_id))
    expect([
      sharesOf(again),
      codesOf(await till.read(sale.id)).filter((code) => code !== 'redemption_foreign'),
    ]).toEqual([[30, 20], []])
    expect(await giveBack(1)).toBe(20)
  },
)

test('a line that turns out to have had fewer units leaves the share of the others to what can still come back', async () => {
  const { sale, lineId, giveBack } = await sold(10, [line('Sock', 20, { quantity: 3 }), line('Cap', 40)])
  expect(await giveBack(0, 2)).toBe(4)
  await till.change(sale.id, { total: 70, items: [line('Sock', 20, { id: lineId(0), quantity: 2 })] })
  expect(await giveBack(1)).toBe(6)
})

test('a line that was free when the others were returned gets no share when it is priced later', async () => {
  const { sale, lineId, giveBack } = await sold(50, [line('Coat', 60), line('Cap', 40), line('Sample', 0)])
  expect(await giveBack(2)).toBe(0)
  await till.change(sale.id, { total: 150, items: [line('Sample', 100, { id: lineId(2) })] })
  expect([await giveBack(0), await giveBack(1)]).toEqual([30, 20])
})

test('a line that is taken off the receipt after its neighbour came back leaves its share to those that are left', async () => {
  const { sale, lineId, giveBack } = await sold(50, [line('Coat', 60), line('Cap', 20), line('Bag', 20)])
  expect(await giveBack(0)).toBe(30)
  expect((await shop.remove(`transactions/${sale.id}/items/${lineId(1)}`)).status).toBe(204)
  expect(sharesOf(await till.read(sale.id))).toEqual([30, 20])
  expect(await giveBack(2)).toBe(20)
})

test('another redemption than the first is spread anew, also over what came back already', async () => {
  const { profileId, sale, giveBack } = await sold(50, [line('Coat', 60), line('Cap', 40)])
  await giveBack(0)
  await till.reward(profileId, 10)
  const redemption_id = await till.redeem(profileId, 10)
  const changed = await till.change(sale.id, { redemption_id })
  expect([sharesOf(changed), await giveBack(1)]).toEqual([[6, 4], 4])
})

test('a redemption that was reversed after the sale stays on its lines, also when the sale is corrected', async () => {
  const { redemption_id, sale } = await sold(50, [line('Coat', 60), line('Cap', 40)])
  expect((await shop.post(`redemptions/${redemption_id}/reversal`)).status).toBe(201)
  expect(sharesOf(await till.change(sale.id, { total: 51 }))).toEqual([30, 20])
})
