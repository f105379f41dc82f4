import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { rowsThatDisagree } from '../../test/member.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { back, codesOf, type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

interface Returned {
  readonly item_id: number
  readonly quantity: number
  readonly points: number
  readonly amount: number
}
const returnsOf = (sale: { items: { returns: Returned[] }[] }): Returned[] =>
  sale.items.flatMap(({ returns }) => returns)

/** Two lines at 60 and 40 with a reward of 20 over them: shares 12 and 8, points 48 and 32. */
async function soldWithReward(more: Fields = {}) {
  const profileId = await till.member(20)
  const redemption_id = await till.redeem(profileId, 20)
  const items = [line('Coat', 60, { external_id: '1', sku: 'COAT' }), line('Cap', 40, { external_id: '2', sku: 'CAP' })]
  const sale = await till.record(receipt(profileId, items, { redemption_id, total: 80, ...more }))
  return { profileId, redemption_id, sale }
}

describe('whose points', () => {
  test.each([
    ['another member', true],
    ['nobody', false],
  ])('a return that %s brings takes back from who bought', async (_, isMember) => {
    const { profileId, redemption_id } = await soldWithReward({ receipt_ref: `whose-${isMember}` })
    const other = isMember ? await till.member() : null
    const returned = await till.record(
      receipt(other, [back('Coat', 48, { sku: 'COAT' })], { linked_receipt_ref: `whose-${isMember}` }),
    )
    expect(returned.returnable).toEqual([{ redemption_id, amount: 12 }])
    expect((await till.balances(profileId)).points).toBe(32)
    if (other) expect(await till.pointEntries(other)).toEqual([])
  })

  test('points that were spent become a debt, nothing can be redeemed from it, and later earning pays it first', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Sofa', 1000)]))
    await till.redeem(profileId, 9, { strategies: ['points'] })
    await till.record(receipt(profileId, [back('Sofa', 1000, { return_for: sale.items[0].id })]))
    expect((await till.balances(profileId)).points).toBe(-900)
    const refused = await shop.post(`profiles/${profileId}/redeem`, { amount: 1, strategies: ['points'] })
    expect([refused.status, refused.body.code]).toEqual([422, 'nothing_to_redeem'])
    await till.record(receipt(profileId, [line('Chair', 600)]))
    expect((await till.balances(profileId)).points).toBe(-300)
    await till.record(receipt(profileId, [line('Table', 800)]))
    expect((await till.balances(profileId)).points).toBe(500)
    expect(await till.redeem(profileId, 5, { strategies: ['points'] })).toBeGreaterThan(0)
  })

  test('a return that is changed is matched anew, once', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Sock', 3, { quantity: 5 })]))
    const returned = await till.record(
      receipt(profileId, [back('Sock', 3, { return_for: sale.items[0].id, quantity: -2 })]),
    )
    for (const [quantity, points] of [
      [-5, 0],
      [-1, 12],
      [-3, 6],
    ] as const) {
      const changed = await till.change(returned.id, {
        total: 3 * quantity,
        items: [back('Sock', 3, { id: returned.items[0].id, quantity })],
      })
      expect([changed.exceptions, (await till.balances(profileId)).points, returnsOf(changed)[0]?.quantity]).toEqual([
        [],
        points,
        -quantity,
      ])
    }
    const kept = await till.change(returned.id, { tags: ['x'] })
    expect([(await till.balances(profileId)).points, returnsOf(kept)]).toMatchObject([6, [{ quantity: 3 }]])
    const dropped = await till.change(returned.id, { items: [], delete_existing_items: true, total: 0 })
    expect([dropped.items, (await till.balances(profileId)).points]).toEqual([[], 15])
  })

  test('more than was sold takes back what was sold, and staff are told', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const returned = await till.record(
      receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id, quantity: -3 })]),
    )
    expect([codesOf(returned), returned.returnable, (await till.balances(profileId)).points]).toEqual([
      ['return_exceeds_sale'],
      [{ redemption_id, amount: 8 }],
      48,
    ])
    expect((await shop.get(`exceptions/${returned.exceptions[0].id}`)).body.data.details).toMatchObject({ units: 2 })
    const again = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    expect([codesOf(again), again.returnable, (await till.balances(profileId)).points]).toEqual([
      ['return_exceeds_sale'],
      [],
      48,
    ])
  })
})

describe('an exchange', () => {
  test('returns one thing and sells another on one receipt', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const exchanged = await till.record(
      receipt(profileId, [back('Coat', 48, { return_for: sale.items[0].id }), line('Jacket', 70)]),
    )
    expect(exchanged).toMatchObject({
      total: 22,
      points_earned: 70,
      exceptions: [],
      returnable: [{ redemption_id, amount: 12 }],
    })
    expect(exchanged.items.map((item: { charged: number }) => item.charged)).toEqual([-48, 70])
    expect((await till.balances(profileId)).points).toBe(32 + 70)
  })

  test('spends a new reward on what is sold, and not on what comes back', async () => {
    const profileId = await till.member(30)
    const first = await till.record(receipt(profileId, [line('Coat', 60)]))
    const redemption_id = await till.redeem(profileId, 10)
    const items = [back('Coat', 60, { return_for: first.items[0].id }), line('Jacket', 80), line('Belt', 20)]
    const exchanged = await till.record(receipt(profileId, items, { redemption_id, total: 30 }))
    expect(
      exchanged.items.map((item: { redemption_share: number; charged: number }) => [
        item.redemption_share,
        item.charged,
      ]),
    ).toEqual([
      [0, -60],
      [8, 72],
      [2, 18],
    ])
    expect((await till.balances(profileId)).points).toBe(90)
  })

  test('whose returned line has a negative price too means the same', async () => {
    const profileId = await till.member()
    const sale = await till.record(receipt(profileId, [line('Coat', 60)]))
    const items = [back('Coat', -60, { return_for: sale.items[0].id }), line('Jacket', 70)]
    const exchanged = await till.record(receipt(profileId, items, { total: 10 }))
    expect(exchanged.items.map((item: { charged: number }) => item.charged)).toEqual([-60, 70])
    expect((await till.balances(profileId)).points).toBe(70)
  })
})

describe('what may be given back', () => {
  test('is offered once: what was refunded already is not offered again, whoever reads', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const cap = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    await shop.post(`redemptions/${redemption_id}/return`, { amount: 8 })
    expect((await till.read(cap.id)).returnable).toEqual([{ redemption_id, amount: 0 }])
    const coat = await till.record(receipt(profileId, [back('Coat', 48, { return_for: sale.items[0].id })]))
    expect([coat.returnable, (await till.read(cap.id)).returnable]).toEqual([
      [{ redemption_id, amount: 12 }],
      [{ redemption_id, amount: 0 }],
    ])
    await shop.post(`redemptions/${redemption_id}/return`, { amount: 12 })
    expect([await till.balances(profileId), (await till.read(coat.id)).returnable]).toEqual([
      { rewards: 20, points: 0 },
      [{ redemption_id, amount: 0 }],
    ])
  })

  test('a refund that was made before the return was recorded counts', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    await shop.post(`redemptions/${redemption_id}/return`, { amount: 8 })
    const cap = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    expect(cap.returnable).toEqual([{ redemption_id, amount: 0 }])
  })

  test('of a line that partly came back stays as it was when its neighbour changes, and all of it can still come back', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const cap = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    await shop.post(`redemptions/${redemption_id}/return`, { amount: cap.returnable[0].amount })
    const changed = await till.change(sale.id, { total: 40, items: [line('Coat', 20, { id: sale.items[0].id })] })
    expect(changed.items.map((item: { redemption_share: number }) => item.redemption_share)).toEqual([12, 8])
    const coat = await till.record(receipt(profileId, [back('Coat', 8, { return_for: sale.items[0].id })]))
    expect(coat.returnable).toEqual([{ redemption_id, amount: 12 }])
    expect((await till.balances(profileId)).points).toBe(0)
  })

  test('was given back, and then the return is undone: staff are told that the customer has both', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const cap = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    await shop.post(`redemptions/${redemption_id}/return`, { amount: 8 })
    const voided = await till.change(cap.id, { is_void: true })
    expect([codesOf(voided), await till.balances(profileId)]).toEqual([
      ['refund_without_return'],
      { rewards: 8, points: 80 },
    ])
    expect((await shop.get(`exceptions/${voided.exceptions[0].id}`)).body.data).toMatchObject({
      redemption_id,
      details: { amount: 8 },
    })
    const again = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    expect(again.returnable).toEqual([{ redemption_id, amount: 0 }])
  })

  test('is nothing once the redemption was reversed', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    await shop.post(`redemptions/${redemption_id}/reversal`)
    const cap = await till.record(receipt(profileId, [back('Cap', 32, { return_for: sale.items[1].id })]))
    expect(cap.returnable).toEqual([{ redemption_id, amount: 0 }])
  })

  test('shows in the redemption’s currency on a receipt in another', async () => {
    const { profileId, redemption_id, sale } = await soldWithReward()
    const cap = await till.record(
      receipt(profileId, [back('Cap', 3200, { return_for: sale.items[1].id })], { currency: 'JPY' }),
    )
    expect([cap.returnable, returnsOf(cap)]).toMatchObject([
      [{ redemption_id, amount: 8 }],
      [{ amount: 8, points: 32 }],
    ])
  })
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
