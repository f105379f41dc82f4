// A browser becomes a till by a link that works once.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { minuteMs } from '@tillside/rules/time'

import { openPage, pairedPage, pairingCode } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await shop.post('locations', { name: 'Carlton', external_id: 'S14', timezone: 'Australia/Melbourne' })
})
afterAll(() => shop.close())

test('a link pairs a browser once, and the till knows its place and how the shop redeems', async () => {
  for (const [handle, value] of [
    ['shop.name', 'Sample & Daughters'],
    ['redeem.step', '5'],
    ['redeem.percent_max', '50'],
    ['portal.origins', 'https://pos.example http://localhost:4020'],
  ])
    expect((await shop.put(`settings/${handle}`, { value })).status).toBe(200)
  const made = await shop.post('devices', { app: 'till', name: 'Till 1', location_id: 'S14' })
  expect([made.status, made.body.data.pairing_expires_at]).toEqual([201, '2025-07-04 01:30:00'])
  const code = String(made.body.data.pairing_path).replace('/till/pair#', '')
  const page = openPage(shop, 'till')
  const paired = await page.post('device/pair', { code })
  expect(paired.status).toBe(201)
  const { data } = (await page.get('device')).body
  expect(data).toEqual(paired.body.data)
  expect(data).toMatchObject({
    id: made.body.data.id,
    name: 'Till 1',
    app: 'till',
    number: 1,
    location: { external_id: 'S14', name: 'Carlton' },
    staff: null,
    approval: null,
    shop: { name: 'Sample & Daughters', currency: 'AUD', timezone: 'Australia/Melbourne', region: 'AU' },
    points: { earn_rate: 1, exchange_rate: 0.01 },
    redeem: { amount_max: null, percent_max: 50, step: 5, is_offline_allowed: false },
    host_origins: [],
    paired_at: '2025-07-04 01:15:00',
    revoked_at: null,
  })
  await shop.put('settings/offline.mode', { value: 'risk' })
  expect((await page.get('device')).body.data.redeem).toMatchObject({ is_offline_allowed: true })
  await shop.put('settings/offline.mode', { value: 'off' })
  const again = await openPage(shop, 'till').post('device/pair', { code })
  expect([again.status, again.body.code]).toEqual([422, 'pairing_code_invalid'])
  const portal = await pairedPage(shop, 'clienteling', 'Portal 1')
  expect((await portal.get('device')).body.data).toMatchObject({
    number: 2,
    location: null,
    host_origins: ['https://pos.example', 'http://localhost:4020'],
  })
})

test('a link is of no use to the other app, nor after fifteen minutes', async () => {
  const code = await pairingCode(shop, 'till', 'Till 2')
  const other = await openPage(shop, 'clienteling').post('device/pair', { code })
  expect([other.status, other.body.code, other.body.errors]).toEqual([
    422,
    'pairing_code_invalid',
    { code: [expect.any(String)] },
  ])
  shop.wait(15 * minuteMs)
  expect((await openPage(shop, 'till').post('device/pair', { code })).body.code).toBe('pairing_code_invalid')
})

test('of two browsers that use a link at the same moment one is paired', async () => {
  const code = await pairingCode(shop, 'till', 'Till 3')
  const pages = Array.from({ length: 8 }, () => openPage(shop, 'till'))
  const answers = await Promise.all(pages.map((page) => page.post('device/pair', { code })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 422)])
  const reads = await Promise.all(pages.map((page) => page.get('device')))
  expect(reads.filter(({ status }) => status === 200)).toHaveLength(1)
})
