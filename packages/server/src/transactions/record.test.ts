import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { type Fields, line, openTill, receipt, type Till } from '../../test/till.ts'

let shop: Shop
let till: Till
beforeAll(async () => {
  shop = await openShop()
  till = openTill(shop)
})
afterAll(() => shop.close())

const payment = { id: 7, payment_code: 'CASH', tender_value: 50, eftpos_stan: null, nested: { any: ['thing'] } }
const everyHeaderField: Fields = {
  external_id: 'all-1',
  receipt_ref: 'R-1',
  linked_receipt_ref: 'R-0',
  total: 84.95,
  total_original: 100,
  rounding: -0.02,
  margin: 31.5,
  currency: 'AUD',
  transacted_at: '2025-07-04 11:17:42',
  timezone: 'Australia/Melbourne',
  systems: ['pos', 'CI'],
  tags: ['zulu', 'alpha', 'mike'],
  payments: ['EFTPOS', payment],
  meta: { zeta: 1, a: { deep: [1, null, 'x'] } },
  custom_fields: [{ namespace: 'pos', handle: 'lane', type: 'string', value: '4', name: null }],
  receipt_is_email: true,
  receipt_email: 'ada@example.com',
  tender: 'card',
  type: 'instore',
  status: 'complete',
  order_number: 'W-77',
  order_id: 12,
  external_order_id: 'EXT-12',
  need_action: 'call',
  fees: [{ name: 'bag', amount: 0.15 }],
  organisation_id: 3,
  is_void: false,
}
const everyItemField: Fields = {
  external_id: 'line-1',
  name: 'Shirt',
  quantity: 2,
  price_current: 45,
  price_sell: 42.475,
  price_original: 50,
  price_margin: 12.25,
  price_tax: 3.86,
  sku: 'SHIRT-1',
  variant_external_id: 'V-9',
  discounts: [{ amount: 5.05, reason_desc: 'Member' }, { amount: 0 }],
  department: 'Mens',
  tags: ['blue', 'azure'],
  is_void: false,
  meta: { size: 'M' },
  return_for: null,
}

describe('what is recorded', () => {
  test('every field of a sale and its lines comes back as it was sent', async () => {
    const recorded = await till.record({ ...everyHeaderField, items: [everyItemField] })
    const { currency, ...header } = everyHeaderField
    expect(recorded).toMatchObject({ ...header, currency, total_converted: 84.95, currency_rate: 1, currency_id: null })
    // What the receipt says in more decimals than the currency has is rounded as a till prints it.
    expect(recorded.items[0]).toMatchObject({ ...everyItemField, price_sell: 42.48, transaction_id: recorded.id })
    expect(recorded.items[0]).toMatchObject({ is_return: false, returned_quantity: 0, returns: [], order_id: 12 })
    expect((await shop.get(`transactions/${recorded.id}`)).body.data).toEqual(recorded)
    expect((await shop.get('transactions/external/all-1')).body.data).toEqual(recorded)
  })

  test('what a till leaves out is answered as null or empty, never missing', async () => {
    const recorded = await till.record({ total: 10, transacted_at: '2025-07-04', timezone: 'UTC' })
    expect(recorded).toMatchObject({
      external_id: null,
      profile_id: null,
      profile: null,
      redemption_id: null,
      redemption: null,
      reversed_redemptions: [],
      location_id: null,
      location: null,
      meta: null,
      total: 10,
      total_original: null,
      rounding: null,
      margin: null,
      is_void: false,
      transacted_at: '2025-07-04',
      timezone: 'UTC',
      systems: [],
      tags: [],
      items: [],
      payments: [],
      fees: null,
      receipt_is_email: null,
      receipt_ref: null,
      linked_receipt_ref: null,
      receipt_email: null,
      claimed_at: null,
      staff: null,
      currency: 'AUD',
      currency_values: [],
      organisation: null,
      tier_points: [],
      custom_fields: [],
      points_earned: 0,
      returnable: [],
      exceptions: [],
    })
  })

  test('null is accepted wherever a field may be left out, also for is_void and receipt_is_email', async () => {
    const optional = Object.keys(everyHeaderField).filter(
      (name) => !['total', 'transacted_at', 'timezone'].includes(name),
    )
    const nulls = Object.fromEntries(
      [
        ...optional,
        'profile_id',
        'staff_id',
        'location_id',
        'redemption_id',
        'profile_id_handle',
        'items',
        'currency_value',
        'currency_values',
      ].map((name) => [name, null]),
    )
    const recorded = await till.record({ total: 10, transacted_at: '2025-07-04 10:00:00', timezone: 'UTC', ...nulls })
    expect(recorded).toMatchObject({
      is_void: false,
      receipt_is_email: null,
      currency: 'AUD',
      tags: [],
      exceptions: [],
    })
    const itemNulls = Object.fromEntries(
      Object.keys(everyItemField)
        .filter((name) => !['name', 'quantity', 'price_current', 'price_sell'].includes(name))
        .map((name) => [name, null]),
    )
    const withLine = await till.record(
      receipt(null, [line('Nulls', 5, { ...itemNulls, id: null, product_variant: null, product_variant_id: null })]),
    )
    expect(withLine.items[0]).toMatchObject({ is_void: false, tags: [], discounts: null, sku: null })
  })

  test('what the currency was changed at is kept', async () => {
    const rate = { from: 'AUD', to: 'USD', rate: 0.65 }
    expect((await till.record(receipt(null, [], { total: 10, currency_value: rate }))).currency_values).toEqual([
      { ...rate, total: null },
    ])
    const values = [
      { ...rate, total: 6.5 },
      { from: 'AUD', to: 'NZD', rate: 1.1, total: 11 },
    ]
    expect((await till.record(receipt(null, [], { total: 10, currency_values: values }))).currency_values).toEqual(
      values,
    )
  })

  test('systems and tags that nobody has heard of are made, and tags keep their order', async () => {
    const recorded = await till.record(
      receipt(null, [line('Cap', 5, { tags: ['z-line', 'a-line'] })], {
        systems: ['till-x'],
        tags: ['z-new', 'b-new', 'z-new', 'a-new'],
      }),
    )
    expect([recorded.tags, recorded.items[0].tags]).toEqual([
      ['z-new', 'b-new', 'a-new'],
      ['z-line', 'a-line'],
    ])
    expect((await shop.get('systems?filter[handle]=till-x')).body.data).toHaveLength(1)
    for (const tag of ['z-new', 'a-line'])
      expect((await shop.get(`tags?filter[handle]=${tag}`)).body.data, tag).toHaveLength(1)
  })

  test.each([0, -12.5, -0])('a total of %d is a receipt like any other', async (total) => {
    const profileId = await till.member()
    const recorded = await till.record(receipt(profileId, [line('Thing', total)], { total }))
    expect([recorded.total, recorded.points_earned]).toEqual([total + 0, 0])
    expect(await till.balances(profileId)).toEqual({ rewards: 0, points: 0 })
  })

  test('a local time keeps its spelling, whatever moment it was', async () => {
    const sent = [
      '2025-07-04 11:17:42',
      '2025-07-04',
      '2025-07-04T11:17:42+10:00',
      '2025-10-05 02:30:00',
      '2025-04-06 02:30:00',
    ]
    for (const transacted_at of sent) {
      const recorded = await till.record({ total: 1, transacted_at, timezone: 'Australia/Melbourne' })
      expect([recorded.transacted_at, recorded.timezone]).toEqual([transacted_at, 'Australia/Melbourne'])
    }
  })

  test('the same request under one key is recorded once', async () => {
    const sale = receipt(await till.member(), [line('Keyed', 20)])
    const first = await shop.post('transactions', sale, { key: 'sale-1' })
    const again = await shop.post('transactions', sale, { key: 'sale-1' })
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true'])
    const other = await shop.post('transactions', { ...sale, total: 21 }, { key: 'sale-1' })
    expect([other.status, Object.keys(other.body.errors)]).toEqual([409, ['total']])
  })

  test('a receipt of a thousand lines is recorded quickly and adds up', async () => {
    const profileId = await till.member(100)
    const redemption_id = await till.redeem(profileId, 99.99)
    const items = Array.from({ length: 1000 }, (_, index) =>
      line(`Line ${index}`, 1 + (index % 7), {
        external_id: `l-${index}`,
        sku: `S-${index}`,
        tags: [`t-${index % 9}`],
      }),
    )
    const sale = receipt(profileId, items, { external_id: 'long', redemption_id })
    const startedAt = performance.now()
    const recorded = await till.record(sale)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    const shares = recorded.items.map((item: { redemption_share: number }) => Math.round(item.redemption_share * 100))
    expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBe(9999)
    const again = await till.upsert(recorded)
    expect(again).toEqual(recorded)
    const returned = await till.record(
      receipt(
        profileId,
        items.map((item) => ({ ...item, quantity: -1, return_for: item['external_id'] })),
        { linked_receipt_ref: null, external_id: 'long-back' },
      ),
    )
    expect([returned.exceptions, returned.returnable]).toEqual([[], [{ redemption_id, amount: 99.99 }]])
    expect((await till.balances(profileId)).points).toBe(0)
  })
})
