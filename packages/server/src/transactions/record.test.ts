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
      external_id: null, profile_id: null, profile: null, redemption_id: null, redemption: null, reversed_redemptions: [],
      location_id: null, location: null, meta: null, total: 10, total_original: null, rounding: null, margin: null, is_void: false,
      transacted_at: '2025-07-04', timezone: 'UTC', systems: [], tags: [], items: [], payments: [], fees: null, receipt_is_email: null,
      receipt_ref: null, linked_receipt_ref: null, receipt_email: null, claimed_at: null, staff: null, currency: 'AUD',
      currency_values: [], custom_fields: [], points_earned: 0, returnable: [], exceptions: [],
    })
  })

  test('null is accepted wherever a field may be left out, also for is_void and receipt_is_email', async () => {
    const optional = Object.keys(everyHeaderField).filter((name) => !['total', 'transacted_at', 'timezone'].includes(name))
    const nulls = Object.fromEntries([...optional, 'profile_id', 'staff_id', 'location_id', 'redemption_id', 'profile_id_handle', 'items', 'currency_value', 'currency_values'].map((name) => [name, null]))
    const recorded = await till.record({ total: 10, transacted_at: '2025-07-04 10:00:00', timezone: 'UTC', ...nulls })
    expect(recorded).toMatchObject({ is_void: false, receipt_is_email: null, currency: 'AUD', tags: [], exceptions: [] })
    const itemNulls = Object.fromEntries(Object.keys(everyItemField).filter((name) => !['name', 'quantity', 'price_current', 'price_sell'].includes(name)).map((name) => [name, null]))
    const withLine = await till.record(receipt(null, [line('Nulls', 5, { ...itemNulls, id: null, product_variant: null, product_variant_id: null })]))
    expect(withLine.items[0]).toMatchObject({ is_void: false, tags: [], discounts: null, sku: null })
  })

  test('what the currency was changed at is kept', async () => {
    const rate = { from: 'AUD', to: 'USD', rate: 0.65 }
    expect((await till.record(receipt(null, [], { total: 10, currency_value: rate }))).currency_values).toEqual([rate])
    const values = [{ ...rate, total: 6.5 }, { from: 'AUD', to: 'NZD', rate: 1.1, total: 11 }]
    expect((await till.record(receipt(null, [], { total: 10, currency_values: values }))).currency_values).toEqual(values)
  })

  test('systems and tags that nobody has heard of are made, and tags keep their order', async () => {
    const recorded = await till.record(receipt(null, [line('Cap', 5, { tags: ['z-line', 'a-line'] })], { systems: ['till-x'], tags: ['z-new', 'b-new', 'z-new', 'a-new'] }))
    expect([recorded.tags, recorded.items[0].tags]).toEqual([['z-new', 'b-new', 'a-new'], ['z-line', 'a-line']])
    expect((await shop.get('systems?filter[handle]=till-x')).body.data).toHaveLength(1)
    for (const tag of ['z-new', 'a-line']) expect((await shop.get(`tags?filter[handle]=${tag}`)).body.data, tag).toHaveLength(1)
  })

  test.each([0, -12.5, -0])('a total of %d is a receipt like any other', async (total) => {
    const profileId = await till.member()
    const recorded = await till.record(receipt(profileId, [line('Thing', total)], { total }))
    expect([recorded.total, recorded.points_earned]).toEqual([total + 0, 0])
    expect(await till.balances(profileId)).toEqual({ rewards: 0, points: 0 })
  })

  test('a local time keeps its spelling, whatever moment it was', async () => {
    const sent = ['2025-07-04 11:17:42', '2025-07-04', '2025-07-04T11:17:42+10:00', '2025-10-05 02:30:00', '2025-04-06 02:30:00']
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
    const items = Array.from({ length: 1000 }, (_, index) => line(`Line ${index}`, 1 + (index % 7), { external_id: `l-${index}`, sku: `S-${index}`, tags: [`t-${index % 9}`] }))
    const sale = receipt(profileId, items, { external_id: 'long', redemption_id })
    const startedAt = performance.now()
    const recorded = await till.record(sale)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    const shares = recorded.items.map((item: { redemption_share: number }) => Math.round(item.redemption_share * 100))
    expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBe(9999)
    const again = await till.upsert(recorded)
    expect(again).toEqual(recorded)
    const returned = await till.record(receipt(profileId, items.map((item) => ({ ...item, quantity: -1, return_for: item['external_id'] })), { linked_receipt_ref: null, external_id: 'long-back' }))
    expect([returned.exceptions, returned.returnable]).toEqual([[], [{ redemption_id, amount: 99.99 }]])
    expect((await till.balances(profileId)).points).toBe(0)
  })
})

describe('who, where and what a sale names', () => {
  test('the member may be named by id, by e-mail in any case, or by a card as the scanner delivers it', async () => {
    const { data } = (await shop.post('profiles', { first_name: 'Ada', last_name: 'Walker', email: 'ada.walker@example.com' })).body
    await shop.post(`profiles/${data.id}/identities`, { handle: 'loyalty-card', identifier: '6610004471' })
    const named = [
      { profile_id: data.id },
      { profile_id: data.id.toUpperCase() },
      { profile_id: 'ADA.Walker@example.com', profile_id_handle: 'email' },
      { profile_id: ']C16610004471\r\n', profile_id_handle: 'loyalty-card' },
    ]
    for (const name of named) {
      const recorded = await till.record(receipt(null, [line('Cap', 5)], name))
      expect([recorded.profile_id, recorded.profile, recorded.points_earned, recorded.exceptions], JSON.stringify(name)).toEqual([data.id, { email: 'ada.walker@example.com' }, 5, []])
    }
  })

  test('an anonymous sale earns nothing and is no exception', async () => {
    for (const anonymous of [{ profile_id: null }, { profile_id: undefined }]) {
      const recorded = await till.record(receipt(null, [line('Cap', 5)], anonymous))
      expect(recorded).toMatchObject({ profile_id: null, points_earned: 0, exceptions: [] })
    }
  })

  test('a store may be named by id, as text, by external id or by code', async () => {
    const { data } = (await shop.post('locations', { name: 'Bondi', external_id: 'B-14', external_code: 'BON' })).body
    for (const location_id of [data.id, String(data.id), 'B-14', 'BON']) {
      const recorded = await till.record(receipt(null, [], { total: 1, location_id }))
      expect([recorded.location_id, recorded.location.name, recorded.exceptions]).toEqual([data.id, 'Bondi', []])
    }
  })

  test('a staff number gets a placeholder the first time, and is known the second', async () => {
    const first = await till.record(receipt(null, [], { total: 1, staff_id: 2207 }))
    expect([codesOf(first), first.staff.identities[0].identifier]).toEqual([['staff_unknown'], '2207'])
    const second = await till.record(receipt(null, [], { total: 1, staff_id: '2207' }))
    expect([codesOf(second), second.staff.id]).toEqual([[], first.staff.id])
  })

  const nobody = '00000000-0000-4000-8000-000000000000'
  test.each([
    ['a store', { location_id: 'nowhere' }, 'location_unknown', { location_id: 'nowhere' }],
    ['a store by number', { location_id: 987_654 }, 'location_unknown', { location_id: 987_654 }],
    ['a member', { profile_id: nobody }, 'profile_unknown', { profile_id_handle: 'id' }],
    ['a member by words', { profile_id: 'not a uuid' }, 'profile_unknown', { profile_id_handle: 'id' }],
    ['a member by e-mail', { profile_id: 'no@example.com', profile_id_handle: 'email' }, 'profile_unknown', { profile_id_handle: 'email' }],
    ['a member by card', { profile_id: '123', profile_id_handle: 'no-such-card' }, 'profile_unknown', { profile_id_handle: 'no-such-card' }],
    ['a redemption', { redemption_id: 987_654 }, 'redemption_unknown', { redemption_id: 987_654 }],
    ['a redemption as text', { redemption_id: '987654321' }, 'redemption_unknown', { redemption_id: 987_654_321 }],
  ])('%s that we do not know is recorded without the link, and staff are told', async (_, named, code, details) => {
    const recorded = await till.record(receipt(null, [line('Cap', 5)], named))
    expect(recorded).toMatchObject({ location: null, profile: null, redemption: null })
    expect(codesOf(recorded)).toEqual([code])
    expect((await shop.get(`exceptions/${recorded.exceptions[0].id}`)).body.data).toMatchObject({ code, details, transaction_id: recorded.id, status: 'open' })
  })

  test('lines name their goods by id, SKU or description, and unknown goods are an exception each', async () => {
    const product = (await shop.post('products', { title: 'Coat', handle: 'coat', brand: 'Till', department: 'Womens', variants: [{ sku: 'COAT-S', title: 'Small', price: 150 }] })).body.data
    const variantId = product.variants[0].id
    const inline = { product_id: product.id, sku: 'COAT-L', title: 'Large', price: 160 }
    const recorded = await till.record(
      receipt(null, [
        line('By id', 1, { product_variant_id: variantId }),
        line('By SKU', 1, { product_variant_sku: 'COAT-S' }),
        line('Brought along', 1, { product_variant: inline }),
        line('Loose', 1, { sku: 'LOOSE' }),
        line('Unknown id', 1, { product_variant_id: 987_654 }),
        line('Unknown SKU', 1, { product_variant_sku: 'NOPE' }),
      ]),
    )
    const variants = recorded.items.map((item: { product_variant: { sku: string } | null }) => item.product_variant?.sku ?? null)
    expect(variants).toEqual(['COAT-S', 'COAT-S', 'COAT-L', null, null, null])
    expect(recorded.items[0]).toMatchObject({ product_variant_id: variantId, product_id: product.id, product: { title: 'Coat', department: 'Womens', brand: 'Till' } })
    expect(codesOf(recorded)).toEqual(['variant_unknown', 'variant_unknown'])
    expect(recorded.items[5].sku).toBe('NOPE')
  })
})

describe('malformed input', () => {
  const good = receipt(null, [line('Cap', 5, { discounts: [{ amount: 1 }] })], { external_id: 'never' })
  const item = (more: Fields): Fields => ({ items: [line('Cap', 5, more)] })
  const without = (name: string): Fields => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
  test.each<[string, Fields]>([
    ['total', without('total')],
    ['transacted_at', without('transacted_at')],
    ['timezone', without('timezone')],
    ['total', { ...good, total: null }],
    ['total', { ...good, total: '10' }],
    ['total', { ...good, total: 1e308 }],
    ['total', { ...good, total: 1e12 }],
    ['transacted_at', { ...good, transacted_at: '2025-02-30 10:00:00' }],
    ['transacted_at', { ...good, transacted_at: 1_751_591_862 }],
    ['timezone', { ...good, timezone: 'Mars/Base' }],
    ['timezone', { ...good, timezone: '+10:00' }],
    ['currency', { ...good, currency: 'aud' }],
    ['external_id', { ...good, external_id: '' }],
    ['external_id', { ...good, external_id: 5 }],
    ['external_id', { ...good, external_id: 'a\u0000b' }],
    ['redemption_id', { ...good, redemption_id: 'abc' }],
    ['redemption_id', { ...good, redemption_id: 1.5 }],
    ['tags', { ...good, tags: 'vip' }],
    ['tags.0', { ...good, tags: [5] }],
    ['payments', { ...good, payments: 'EFTPOS' }],
    ['meta', { ...good, meta: 'text' }],
    ['meta.a', { ...good, meta: { a: '\ud800' } }],
    ['is_void', { ...good, is_void: 'yes' }],
    ['items', { ...good, items: {} }],
    ['items', { ...good, items: Array.from({ length: 1001 }, () => line('Cap', 1)) }],
    ['items.0.name', { ...good, ...item({ name: undefined }) }],
    ['items.0.quantity', { ...good, ...item({ quantity: 1.5 }) }],
    ['items.0.quantity', { ...good, ...item({ quantity: null }) }],
    ['items.0.price_sell', { ...good, ...item({ price_sell: 'free' }) }],
    ['items.0.price_current', { ...good, ...item({ price_current: undefined }) }],
    ['items.0.price_sell', { ...good, ...item({ price_sell: 1e9, quantity: 100_000 }) }],
    ['items.0.discounts.0.amount', { ...good, ...item({ discounts: [{ amount: 'x' }] }) }],
    ['items', { ...good, items: Array.from({ length: 20 }, () => line('Yacht', 9e9)) }],
  ])('is refused naming %s, and nothing changes (case %#)', async (field, body) => {
    const before = await till.counts()
    const refused = await shop.post('transactions', body)
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([422, [field]])
    expect(await till.counts()).toEqual(before)
  })

  test('unknown fields are ignored', async () => {
    const recorded = await till.record(receipt(null, [line('Cap', 5, { colour: 'red' })], { lane: 4, id: 5, created_at: 'x', meta: { constructor: 1, a: '' } }))
    expect(recorded.meta).toEqual({ constructor: 1, a: '' })
    expect(recorded).not.toHaveProperty('lane')
  })
})
