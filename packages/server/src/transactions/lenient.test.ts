// Receipts as tills really write them: a closed receipt is not refused for an empty text or a number without quotes.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const line = { name: 'Cap', quantity: 1, price_current: 10, price_sell: 10 }
const receipt = (more: object, lineMore: object = {}) => ({
  total: 10,
  transacted_at: '2025-07-04 11:00:00',
  timezone: 'Australia/Sydney',
  items: [{ ...line, ...lineMore }],
  ...more,
})

const empty = [
  'external_id',
  'receipt_ref',
  'staff_id',
  'location_id',
  'profile_id',
  'profile_id_handle',
  'redemption_id',
  'currency',
  'order_id',
  'linked_receipt_ref',
]
const emptyOfLine = [
  'external_id',
  'sku',
  'product_variant_id',
  'product_variant_sku',
  'return_for',
  'department',
  'variant_external_id',
]
const blanks = (names: readonly string[], blank: string): object =>
  Object.fromEntries(names.map((name) => [name, blank]))

test('a till that writes an empty text where it has nothing to say has its sale recorded', async () => {
  for (const blank of ['', ' ']) {
    const { status, body } = await shop.post('transactions', receipt(blanks(empty, blank), blanks(emptyOfLine, blank)))
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body.data).toMatchObject({
      external_id: null,
      receipt_ref: null,
      staff: null,
      profile_id: null,
      exceptions: [],
    })
    expect(body.data.items[0]).toMatchObject({ external_id: null, sku: null, return_for: null, is_return: false })
  }
})

test('a receipt number without quotes is that number, and the same sale as with them', async () => {
  const first = await shop.post(
    'transactions',
    receipt({ external_id: 1400981, receipt_ref: 981 }, { external_id: 1, sku: 88121 }),
  )
  expect(first.body.data).toMatchObject({ external_id: '1400981', receipt_ref: '981' })
  expect(first.body.data.items[0]).toMatchObject({ external_id: '1', sku: '88121' })
  const again = await shop.post(
    'transactions',
    receipt({ external_id: '1400981', receipt_ref: '981' }, { external_id: '1', sku: '88121' }),
  )
  expect([again.body.data.id, again.headers.get('idempotency-replayed')]).toEqual([first.body.data.id, 'true'])
  const changed = await shop.post('transactions/update-create', {
    ...first.body.data,
    external_id: 1400981,
    receipt_ref: '',
  })
  expect(changed.body.data).toMatchObject({ id: first.body.data.id, receipt_ref: '981' })
})

test('a number that has lost its last digits on the way is refused, so that two receipts are never taken for one', async () => {
  const rawBody = JSON.stringify(receipt({ external_id: 'N' })).replace('"N"', '20250704140009811')
  const { status, body } = await shop.post('transactions', undefined, { rawBody })
  expect([status, body.errors]).toEqual([422, { external_id: ['The external_id field must be a string.'] }])
})

test('a line says which sale it is on, and a sale what its redemption took', async () => {
  const profile = (await shop.post('profiles', { email: 'ada@example.com' })).body.data
  const definition = { handle: 'welcome', name: 'Welcome', value: 5, type: 'activation', period: 30 }
  await shop.post('rewards/definitions', definition)
  const reward = { profile_id: profile.id, reward_definition_handle: 'welcome', timezone: 'UTC' }
  const { id } = (await shop.post('rewards', reward)).body.data
  const redemption = (await shop.post(`profiles/${profile.id}/redeem`, { amount: 5 })).body.data
  const sale = receipt({
    external_id: 'S-1',
    receipt_ref: 'R-1',
    profile_id: profile.id,
    redemption_id: redemption.id,
    total: 5,
  })
  const { data } = (await shop.post('transactions', sale)).body
  expect(data.items[0]).toMatchObject({
    transaction: { transacted_at: '2025-07-04 11:00:00', receipt_ref: 'R-1', external_id: 'S-1' },
    pivot: null,
    list_items: [],
  })
  const whole = (await shop.get(`redemptions/${redemption.id}`)).body.data
  expect(data.redemption.items).toEqual(whole.items)
  expect(data.redemption.items[0].type_attributes).toMatchObject({ id, value_remaining: 0 })
  expect([whole.linked_source_id, whole.linked_source_type]).toEqual([null, null])
})
