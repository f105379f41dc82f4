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

describe('a partial update', () => {
  test('changes what it mentions and nothing else', async () => {
    const profileId = await till.member()
    const first = await till.record(
      receipt(profileId, [line('Cap', 5)], { tags: ['a'], tender: 'cash', order_number: 'W-1', meta: { a: 1 } }),
    )
    const before = await till.counts()
    shop.wait(1_000)
    const changed = await till.change(first.id, { tags: ['b', 'a'], order_number: 'W-2' })
    expect(changed).toEqual({ ...first, tags: ['b', 'a'], order_number: 'W-2', updated_at: changed.updated_at })
    expect(changed.updated_at).not.toBe(first.updated_at)
    expect(await till.counts()).toEqual(before)
  })

  test('null clears what may be empty, and leaves what may not', async () => {
    const full = {
      tags: ['a'],
      systems: ['pos'],
      payments: ['CASH'],
      meta: { a: 1 },
      custom_fields: [{ namespace: 'n', handle: 'h', type: 'string', value: 1 }],
      tender: 'cash',
      receipt_ref: 'R',
      receipt_is_email: true,
      order_id: 4,
      fees: 1,
      total_original: 9,
      rounding: 1,
      is_void: false,
      currency: 'AUD',
      external_id: 'nulls-1',
      location_id: 'nowhere',
      staff_id: 'S-1',
    }
    const first = await till.record(receipt(null, [line('Cap', 5)], full))
    const nulls = Object.fromEntries(Object.keys(full).map((name) => [name, null]))
    const changed = await till.change(first.id, { ...nulls, items: null, timezone: undefined })
    expect(changed).toMatchObject({
      tags: [],
      systems: [],
      payments: [],
      meta: null,
      custom_fields: [],
      tender: null,
      receipt_ref: null,
      receipt_is_email: null,
      order_id: null,
      fees: null,
      total_original: null,
      rounding: null,
      is_void: false,
      currency: 'AUD',
      external_id: null,
      location: null,
      staff: null,
    })
    const transaction = { ...first.items[0].transaction, external_id: null, receipt_ref: null }
    expect(changed.items).toEqual([{ ...first.items[0], order_id: null, transaction }])
  })

  test.each<[string, Fields]>([
    ['total', { total: null }],
    ['timezone', { timezone: 'Nowhere' }],
    ['transacted_at', { transacted_at: '2025-13-01' }],
    ['items.0.name', { items: [{ quantity: 1, price_current: 1, price_sell: 1 }] }],
    ['items.0.price_sell', { items: [line('Yacht', 1e9, { quantity: 100_000 })] }],
    ['total', { total: 9e11 }],
  ])('that is malformed is refused naming %s, and nothing changes', async (field, body) => {
    const first = await till.record(receipt(null, [line('Cap', 5)]))
    const refused = await shop.put(`transactions/${first.id}`, { tags: ['x'], ...body })
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, [field]])
    expect(await till.read(first.id)).toEqual(first)
  })

  test('of a sale that is not there is 404; an external id that another sale has is refused', async () => {
    const one = await till.record(receipt(null, [], { total: 1, external_id: 'taken-1' }))
    const two = await till.record(receipt(null, [], { total: 1, external_id: 'taken-2' }))
    for (const id of [987_654, 'abc', '0']) expect((await shop.put(`transactions/${id}`, {})).status).toBe(404)
    const refused = await shop.put(`transactions/${two.id}`, { external_id: 'taken-1' })
    expect([refused.status, refused.body.code]).toEqual([422, 'external_id_clash'])
    expect((await till.change(one.id, { external_id: 'taken-1' })).updated_at).toBe(one.updated_at)
  })

  test('another currency keeps the figures that the receipt shows', async () => {
    const first = await till.record(receipt(null, [line('Cap', 5, { price_tax: 1 })], { rounding: 1 }))
    const changed = await till.change(first.id, { currency: 'JPY' })
    expect([changed.total, changed.rounding, changed.items[0].price_sell, changed.items[0].price_tax]).toEqual([
      5, 1, 5, 1,
    ])
    expect(codesOf(changed)).toEqual(['currency_foreign'])
  })
})

describe('what a change does to points', () => {
  test('a changed line moves the points by which it differs, the other line keeps its own', async () => {
    const profileId = await till.member()
    const first = await till.record(receipt(profileId, [line('Coat', 60), line('Cap', 5)]))
    const changed = await till.change(first.id, { total: 45, items: [line('Coat', 40, { id: first.items[0].id })] })
    expect([changed.points_earned, changed.items[0].charged, changed.items[1]]).toEqual([45, 40, first.items[1]])
    expect(await till.pointEntries(profileId)).toEqual([
      { cause: 'earn', amount: 65 },
      { cause: 'earn_return', amount: -20 },
    ])
  })

  test('another member gets the points, and the first one loses them', async () => {
    const [ada, bob] = [await till.member(), await till.member()]
    const first = await till.record(receipt(ada, [line('Coat', 60)]))
    await till.change(first.id, { profile_id: bob })
    expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([0, 60])
    await till.change(first.id, { profile_id: null })
    expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([0, 0])
    const home = await till.change(first.id, { profile_id: ada })
    expect([(await till.balances(ada)).points, home.points_earned]).toEqual([60, 60])
  })

  test('a member who did not present the card is added later, also after part of the sale came back', async () => {
    const ada = await till.member()
    const first = await till.record(receipt(null, [line('Coat', 60, { quantity: 2 })]))
    await till.record(receipt(null, [back('Coat', 60, { return_for: first.items[0].id })]))
    await till.change(first.id, { profile_id: ada })
    expect((await till.balances(ada)).points).toBe(60)
  })

  test('a change of member after a partial return moves only what is left', async () => {
    const [ada, bob] = [await till.member(), await till.member()]
    const first = await till.record(receipt(ada, [line('Coat', 60, { quantity: 2 })]))
    const returned = await till.record(receipt(ada, [back('Coat', 60, { return_for: first.items[0].id })]))
    await till.change(first.id, { profile_id: bob })
    expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([0, 60])
    await till.change(returned.id, { is_void: true })
    expect([(await till.balances(ada)).points, (await till.balances(bob)).points]).toEqual([0, 120])
  })

  test('a line that is changed after part of it came back keeps the books straight, whatever happens then', async () => {
    const ada = await till.member()
    const first = await till.record(receipt(ada, [line('Coat', 50, { quantity: 2 })]))
    const returned = await till.record(receipt(ada, [back('Coat', 50, { return_for: first.items[0].id })]))
    await till.change(first.id, { total: 20, items: [line('Coat', 10, { id: first.items[0].id, quantity: 2 })] })
    expect((await till.balances(ada)).points).toBe(10)
    await till.change(returned.id, { is_void: true })
    expect((await till.balances(ada)).points).toBe(20)
  })

  test('fewer units than came back already is an exception, and further returns find nothing left', async () => {
    const ada = await till.member()
    const first = await till.record(receipt(ada, [line('Coat', 50, { quantity: 3 })]))
    await till.record(receipt(ada, [back('Coat', 50, { quantity: -2, return_for: first.items[0].id })]))
    const changed = await till.change(first.id, { total: 50, items: [line('Coat', 50, { id: first.items[0].id })] })
    expect(codesOf(changed)).toEqual(['return_exceeds_sale'])
    const more = await till.record(receipt(ada, [back('Coat', 50, { return_for: first.items[0].id })]))
    expect([codesOf(more), (await till.balances(ada)).points]).toEqual([['return_exceeds_sale'], 0])
  })

  test('fewer units than came back, corrected while the sale was void, are an exception when it comes back to life', async () => {
    const ada = await till.member()
    const first = await till.record(receipt(ada, [line('Coat', 50, { quantity: 3 })]))
    await till.record(receipt(ada, [back('Coat', 50, { quantity: -2, return_for: first.items[0].id })]))
    await till.change(first.id, { is_void: true })
    await till.change(first.id, { total: 50, items: [line('Coat', 50, { id: first.items[0].id })] })
    expect(codesOf(await till.change(first.id, { is_void: false }))).toEqual(['return_exceeds_sale'])
  })
})

describe('what a change does to the redemption', () => {
  test('a sale that names another redemption lets go of the first and spreads the second', async () => {
    const profileId = await till.member(100)
    const [one, two] = [await till.redeem(profileId, 10), await till.redeem(profileId, 30)]
    const first = await till.record(receipt(profileId, [line('Coat', 60), line('Cap', 40)], { redemption_id: one }))
    const changed = await till.change(first.id, { redemption_id: two })
    expect(changed.items.map((item: { redemption_share: number }) => item.redemption_share)).toEqual([18, 12])
    const links = await shop.sql`select id, transaction_id from redemption where id = any(${[one, two]}) order by id`
    expect([...links]).toEqual([
      { id: one, transaction_id: null },
      { id: two, transaction_id: first.id },
    ])
    const none = await till.change(first.id, { redemption_id: null })
    expect([none.redemption_id, none.items[0].redemption_share]).toEqual([null, 0])
  })

  test('a redemption that another sale let go can be applied by the sale that named it', async () => {
    const profileId = await till.member(100)
    const redemption_id = await till.redeem(profileId, 10)
    const wrong = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id }))
    const right = await till.record(receipt(profileId, [line('Coat', 60)], { redemption_id }))
    expect(codesOf(right)).toEqual(['redemption_already_applied'])
    await till.change(wrong.id, { redemption_id: null })
    expect((await till.change(right.id, { redemption_id })).redemption_id).toBe(redemption_id)
  })

  test('a sale that moves to another member cannot keep the first one’s redemption', async () => {
    const [ada, bob] = [await till.member(100), await till.member()]
    const redemption_id = await till.redeem(ada, 10)
    const first = await till.record(receipt(ada, [line('Coat', 60)], { redemption_id }))
    const moved = await till.change(first.id, { profile_id: bob })
    expect([moved.redemption_id, codesOf(moved), moved.items[0].redemption_share]).toEqual([
      null,
      ['redemption_foreign'],
      0,
    ])
    const home = await till.change(first.id, { profile_id: ada })
    expect([home.redemption_id, home.items[0].redemption_share]).toEqual([redemption_id, 10])
  })

  test('a sale that turns out to be in our currency applies what it named', async () => {
    const ada = await till.member(100)
    const redemption_id = await till.redeem(ada, 10)
    const first = await till.record(receipt(ada, [line('Coat', 60)], { redemption_id, currency: 'NZD' }))
    expect([first.redemption_id, first.points_earned]).toEqual([null, 0])
    const changed = await till.change(first.id, { currency: 'AUD' })
    expect([changed.redemption_id, changed.items[0].redemption_share, changed.points_earned]).toEqual([
      redemption_id,
      10,
      60,
    ])
  })
})

test('everything that was booked here adds up', async () => {
  expect(await rowsThatDisagree(shop)).toEqual([])
})
