import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('a shop has its settings from the first day, and finds each by its handle', async () => {
  const { body } = await shop.get('settings')
  const handles = body.data.map((setting: { handle: string }) => setting.handle)
  expect(handles).toEqual(
    expect.arrayContaining(['currency', 'timezone', 'region', 'points.earn_rate', 'points.exchange_rate']),
  )
  expect((await shop.get('settings?filter[handle]=currency')).body.data).toMatchObject([
    { handle: 'currency', value: 'AUD' },
  ])
  expect((await shop.get('settings/timezone')).body.data.value).toBe('Australia/Sydney')
  expect((await shop.get('settings/colour')).body.code).toBe('not_found')
})

test('what a point is worth can be changed', async () => {
  const { status, body } = await shop.put('settings/points.exchange_rate', { value: '0.005' })
  expect([status, body.data.value]).toEqual([200, '0.005'])
  expect((await shop.get('settings/points.exchange_rate')).body.data.value).toBe('0.005')
})

test('a rate that is no decimal number is refused, and the old one stays', async () => {
  for (const value of ['-1', 'free', '1e3', 'NaN', '0.01 per point']) {
    const { status, body } = await shop.put('settings/points.earn_rate', { value })
    expect([status, body.code, Object.keys(body.errors)], value).toEqual([422, 'setting_invalid', ['value']])
  }
  expect((await shop.get('settings/points.earn_rate')).body.data.value).toBe('1')
})

test('how long a redemption may wait for its sale is a whole number of hours', async () => {
  const path = 'settings/redemptions.unmatched_after_hours'
  expect((await shop.get(path)).body.data.value).toBe('24')
  for (const value of ['0', '1.5', '-2', '8761', 'a day', '24 ']) {
    const { status, body } = await shop.put(path, { value })
    const told = [status, body.code, body.details]
    expect(told, value).toEqual([422, 'setting_invalid', { allowed: 'a whole number from 1 to 8760' }])
  }
  expect((await shop.put(path, { value: '48' })).body.data.value).toBe('48')
})

test('the currency, the zone and the region stay what they were when the shop was made', async () => {
  for (const handle of ['currency', 'timezone', 'region']) {
    const { status, body } = await shop.put(`settings/${handle}`, { value: 'NZD' })
    expect([status, body.code], handle).toEqual([422, 'setting_fixed'])
  }
  expect((await shop.get('settings/currency')).body.data.value).toBe('AUD')
  expect((await shop.put('settings/colour', { value: 'red' })).body.code).toBe('not_found')
})

test('the pages go by what is chosen, and what cannot be is refused with what may be', async () => {
  const good: readonly (readonly [string, readonly string[]])[] = [
    ['shop.name', ['', 'Sample & Daughters', 'x'.repeat(255)]],
    ['portal.origins', ['', 'https://pos.example', ' https://pos.example\n http://localhost:4020 ']],
    ['redeem.amount_max', ['', '50', '12.50']],
    ['redeem.percent_max', ['', '1', '100']],
    ['redeem.step', ['', '5', '0.05']],
  ]
  for (const [handle, values] of good)
    for (const value of values) expect((await shop.put(`settings/${handle}`, { value })).status, value).toBe(200)
  const bad: readonly (readonly [string, readonly string[]])[] = [
    ['shop.name', ['x'.repeat(256)]],
    [
      'portal.origins',
      [
        '*',
        'null',
        'pos.example',
        'https://pos.example/',
        'https://*.example',
        'https://a.example;script-src',
        'https://pos.example,https://b.example',
        "https://a.example; script-src 'none'",
      ],
    ],
    ['redeem.amount_max', ['0', '-5', '5.001', ' ', 'five']],
    ['redeem.percent_max', ['0', '101', '12.5']],
    ['redeem.step', ['0', '0.001']],
    ['points.earn_rate', ['']],
  ]
  for (const [handle, values] of bad)
    for (const value of values) {
      const { status, body } = await shop.put(`settings/${handle}`, { value })
      expect([handle, value, status, body.code]).toEqual([handle, value, 422, 'setting_invalid'])
      expect(body.details.allowed).toEqual(expect.any(String))
    }
  expect((await shop.get('settings/redeem.step')).body.data.value).toBe('0.05')
})
