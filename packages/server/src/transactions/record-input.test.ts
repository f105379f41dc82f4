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
    ['external_id', { ...good, external_id: true }],
    ['external_id', { ...good, external_id: 1.5 }],
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
    const recorded = await till.record(
      receipt(null, [line('Cap', 5, { colour: 'red' })], {
        lane: 4,
        id: 5,
        created_at: 'x',
        meta: { constructor: 1, a: '' },
      }),
    )
    expect(recorded.meta).toEqual({ constructor: 1, a: '' })
    expect(recorded).not.toHaveProperty('lane')
  })
})
