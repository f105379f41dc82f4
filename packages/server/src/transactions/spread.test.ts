import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const sharesOf = (sale: { items: { redemption_share: number }[] }): number[] =>
  sale.items.map((item) => item.redemption_share)

async function spread(amount: number, items: readonly Fields[], more: Fields = {}) {
  const profileId = await till.member(amount)
  const redemption_id = await till.redeem(profileId, amount)
  return till.record(receipt(profileId, items, { redemption_id, ...more }))
}

describe('shares of a redemption', () => {
  // The worked cases, in minor units, from the field: see the laws of allocation.
  test.each([
    [5000, [6500, 11500, 2500, 4500], [1300, 2300, 500, 900]],
    [399, [1995, 1995], [200, 199]],
    [1000, [0, 1000, 500], [0, 667, 333]],
    [1, [10, 10, 10], [1, 0, 0]],
    [4000, [15000, 10000], [2400, 1600]],
  ])('%d over %j is %j', async (amount, lines, expected) => {
    const sale = await spread(
      amount / 100,
      lines.map((cents, index) => line(`Line ${index}`, cents / 100)),
    )
    expect([sharesOf(sale), sale.exceptions]).toEqual([expected.map((cents) => cents / 100), []])
  })

  test('the share of each unit is stored too', async () => {
    const sale = await spread(5, [line('Sock', 2, { quantity: 3 })])
    expect(sale.items[0]).toMatchObject({
      redemption_share: 5,
      redemption_unit_shares: [
        { units: 2, share: 1.67 },
        { units: 1, share: 1.66 },
      ],
    })
  })

  test('discounts that add up to the redemption are stored as the till sent them', async () => {
    const sale = await spread(40, [
      line('Coat', 150, { price_sell: 140, discounts: [{ amount: 4, reason_desc: 'Reward' }, { amount: 6 }] }),
      line('Scarf', 50, { quantity: 2, price_sell: 35, discounts: [{ amount: 30, reason_desc: 'Reward' }] }),
    ])
    expect(sharesOf(sale)).toEqual([10, 30])
  })

  test('other discounts do not: the redemption is spread over the ticket prices', async () => {
    const sale = await spread(40, [
      line('Coat', 150, { discounts: [{ amount: 5 }] }),
      line('Scarf', 50, { quantity: 2 }),
    ])
    expect(sharesOf(sale)).toEqual([24, 16])
  })

  test('gift cards and vouchers carry nothing, whichever way the line names them', async () => {
    const gift = (
      await shop.post('products', {
        title: 'Gift card',
        handle: 'gift',
        brand: 'Till',
        type: 'gift',
        variants: [{ sku: 'GIFT', title: '50', price: 50 }],
      })
    ).body.data
    await shop.post('products', {
      title: 'Voucher',
      handle: 'voucher',
      brand: 'Till',
      type: 'voucher',
      variants: [{ sku: 'VOUCHER', title: '20', price: 20 }],
    })
    const sale = await spread(30, [
      line('Gift card', 50, { product_variant_id: gift.variants[0].id }),
      line('Voucher', 20, { sku: 'VOUCHER' }),
      line('Cap', 20),
      line('Bag', 40),
    ])
    expect(sharesOf(sale)).toEqual([0, 0, 10, 20])
  })

  test('a redemption above the eligible lines is capped there, and staff see the rest', async () => {
    const sale = await spread(50, [line('Cap', 20), line('Bag', 12.5), line('Old', 30, { quantity: -1 })])
    expect([sharesOf(sale), codesOf(sale)]).toEqual([
      [20, 12.5, 0],
      ['redemption_above_lines', 'return_unmatched'],
    ])
    const { data } = (
      await shop.get(`exceptions?filter[transaction_id]=${sale.id}&filter[code]=redemption_above_lines`)
    ).body
    expect(data).toMatchObject([{ redemption_id: sale.redemption_id, details: { amount: 17.5 } }])
    expect((await till.upsert(sale)).exceptions).toEqual(sale.exceptions)
  })

  test('a sale without lines can carry none of it', async () => {
    expect(codesOf(await spread(5, [], { total: 20 }))).toEqual(['redemption_above_lines'])
  })

  test('a benefit alone has no value to spread', async () => {
    const profileId = await till.member()
    const definition = (await shop.post('benefits/definitions', { name: 'Hemming', handle: 'hemming', period: 30 }))
      .body.data
    await shop.post('benefits', {
      profile_id: profileId,
      benefit_definition_id: definition.id,
      issued_at: '2025-07-01 00:00:00',
      timezone: 'UTC',
    })
    const redeemed = (await shop.post(`profiles/${profileId}/redeem`, { benefits: [{ handle: 'hemming' }] })).body.data
    const sale = await till.record(
      receipt(profileId, [line('Coat', 60, { discounts: [{ amount: 10 }] })], { redemption_id: redeemed.id }),
    )
    expect([sharesOf(sale), sale.exceptions, sale.redemption.items]).toMatchObject([
      [0],
      [],
      [{ type: 'benefit', value: null, count: 1 }],
    ])
  })
})

describe('the redemption that a sale names', () => {
  test('is shown in the sale, and the sale in the redemption', async () => {
    const sale = await spread(10, [line('Coat', 60)], { external_id: 'named-1', receipt_ref: 'N-1' })
    expect(sale.redemption).toMatchObject({
      id: sale.redemption_id,
      type: 'redeem',
      total: 10,
      total_localised: 10,
      items: [{ type: 'reward', value: 10, count: null }],
    })
    expect((await shop.get(`redemptions/${sale.redemption_id}`)).body.data).toMatchObject({
      state: 'applied',
      transaction_id: sale.id,
      transaction: { external_id: 'named-1', receipt_ref: 'N-1' },
    })
  })

  const sell = (profileId: string | null, redemption_id: unknown) =>
    till.record(receipt(profileId, [line('Coat', 60), line('Cap', 40)], { redemption_id }))

  test('may be a text of digits', async () => {
    const profileId = await till.member(10)
    const id = await till.redeem(profileId, 10)
    expect((await sell(profileId, String(id))).redemption_id).toBe(id)
  })

  test('that was reversed before is not applied: it is listed as reversed and staff are told', async () => {
    const profileId = await till.member(10)
    const id = await till.redeem(profileId, 10)
    await shop.post(`redemptions/${id}/reversal`)
    const sale = await sell(profileId, id)
    expect([sharesOf(sale), codesOf(sale), sale.redemption, sale.reversed_redemptions[0].id]).toEqual([
      [0, 0],
      ['redemption_reversed'],
      null,
      id,
    ])
    expect(await till.balances(profileId)).toEqual({ rewards: 10, points: 100 })
  })

  test('that is reversed after keeps its shares on the sale, is listed as reversed, and staff are told', async () => {
    const profileId = await till.member(10)
    const id = await till.redeem(profileId, 10)
    const before = await sell(profileId, id)
    await shop.post(`redemptions/${id}/reversal`)
    const sale = await till.read(before.id)
    expect([sharesOf(sale), codesOf(sale), sale.redemption, sale.reversed_redemptions[0].id]).toEqual([
      [6, 4],
      ['redemption_reversed_after_sale'],
      null,
      id,
    ])
  })

  test('of another member, or on a sale of nobody, is not applied', async () => {
    const id = await till.redeem(await till.member(10), 10)
    for (const who of [await till.member(), null]) {
      const sale = await sell(who, id)
      expect([sharesOf(sale), codesOf(sale), sale.redemption]).toEqual([[0, 0], ['redemption_foreign'], null])
    }
    expect((await shop.get(`redemptions/${id}`)).body.data.state).toBe('open')
  })

  test('that another sale has used is not applied twice', async () => {
    const profileId = await till.member(10)
    const id = await till.redeem(profileId, 10)
    const first = await sell(profileId, id)
    const second = await sell(profileId, id)
    expect([codesOf(second), second.redemption_id, sharesOf(second)]).toEqual([
      ['redemption_already_applied'],
      null,
      [0, 0],
    ])
    expect((await shop.get(`redemptions/${id}`)).body.data.transaction_id).toBe(first.id)
  })

  test('must be a redemption: a return or a reversal is none', async () => {
    const profileId = await till.member(20)
    const [one, two] = [await till.redeem(profileId, 10), await till.redeem(profileId, 10)]
    const back = (await shop.post(`redemptions/${one}/return`)).body.data.id
    await shop.post(`redemptions/${two}/reversal`)
    const reversal = (await shop.get(`redemptions?filter[linked_redemption_id]=${two}`)).body.data[0].id
    for (const id of [back, reversal]) expect(codesOf(await sell(profileId, id))).toEqual(['redemption_not_spent'])
  })

  test('that does not exist, and never could, is an exception', async () => {
    for (const id of [Number.MAX_SAFE_INTEGER, '000000', '999999999999999'])
      expect(codesOf(await sell(null, id)), String(id)).toEqual(['redemption_unknown'])
  })
})
