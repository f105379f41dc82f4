// A device that is lost is revoked, and one that is paired again goes on as the one that it was.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openPage, pairedPage, pairingCode, staffMember } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await staffMember(shop, '2208', { role: 'cashier', pin: '2846' })
})
afterAll(() => shop.close())

const sale = { total: 20, transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney' }

test('a revoked device stops at once, with whoever is signed in on it and a link that was not used yet', async () => {
  const till = await pairedPage(shop, 'till', 'Till 1')
  await till.post('device/session', { staff_id: '2208', pin: '2846' })
  expect((await till.get('profiles')).status).toBe(200)
  const { data } = (await till.get('device')).body
  const code = await pairingCode(shop, 'till', 'Till 1')
  expect((await shop.remove(`devices/${data.id}`)).status).toBe(204)
  for (const path of ['device', 'profiles', 'settings'])
    expect([(await till.get(path)).status, (await till.get(path)).body]).toEqual([401, { message: 'Unauthenticated.' }])
  expect((await till.post('device/session', { staff_id: '2208', pin: '2846' })).status).toBe(401)
  expect((await openPage(shop, 'till').post('device/pair', { code })).body.code).toBe('pairing_code_invalid')
  const [row] = (await shop.get('devices?filter[name]=Till 1')).body.data
  expect(row).toMatchObject({ id: data.id, staff: null, revoked_at: '2025-07-04 01:15:00' })
  expect((await shop.remove(`devices/${data.id}`)).body.code).toBe('not_found')
  expect((await shop.remove('devices/nonsense')).body.code).toBe('not_found')
})

test('paired again it is the same device: its number, and the keys of what it sent before', async () => {
  const till = await pairedPage(shop, 'till', 'Till 2')
  const before = (await till.get('device')).body.data
  const first = await till.post('transactions', { ...sale, external_id: '2-1' }, { key: 'sale-1' })
  await shop.remove(`devices/${before.id}`)
  const again = await pairedPage(shop, 'till', 'TILL 2')
  const { id, number, revoked_at } = (await again.get('device')).body.data
  expect({ id, number, revoked_at }).toEqual({ id: before.id, number: before.number, revoked_at: null })
  const repeat = await again.post('transactions', { ...sale, external_id: '2-1' }, { key: 'sale-1' })
  expect(repeat.headers.get('idempotency-replayed')).toBe('true')
  expect(repeat.body).toEqual(first.body)
})

test('the key of one device says nothing of what another sent under the same', async () => {
  const [a, b] = [await pairedPage(shop, 'till', 'Till 3'), await pairedPage(shop, 'till', 'Till 4')]
  const first = await a.post('transactions', { ...sale, external_id: '3-1' }, { key: 'sale-1' })
  const second = await b.post('transactions', { ...sale, external_id: '4-1' }, { key: 'sale-1' })
  expect([first.status, second.status]).toEqual([201, 201])
})

test('a fresh link leaves the browser as it is until the link is used; then only the new one works', async () => {
  const old = await pairedPage(shop, 'till', 'Till 5')
  await old.post('device/session', { staff_id: '2208', pin: '2846' })
  const code = await pairingCode(shop, 'till', 'Till 5')
  expect((await old.get('profiles')).status).toBe(200)
  const fresh = openPage(shop, 'till')
  expect((await fresh.post('device/pair', { code })).body.data.staff).toBeNull()
  expect((await old.get('device')).status).toBe(401)
  expect((await fresh.get('device')).status).toBe(200)
})

test('two operators who make a device of one name at the same moment make one, and the last link is good', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => shop.post('devices', { app: 'till', name: 'Till 6' })))
  expect(made.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 201))
  expect(new Set(made.map(({ body }) => body.data.id)).size).toBe(1)
  const codes = made.map(({ body }) => String(body.data.pairing_path).split('#')[1])
  const tried = await Promise.all(codes.map((code) => openPage(shop, 'till').post('device/pair', { code })))
  expect(tried.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('a link is shown once, also under a key; what is wrong with a device is named', async () => {
  const body = { app: 'till', name: 'Till 7' }
  const first = await shop.post('devices', body, { key: 'till-7' })
  const repeat = await shop.post('devices', body, { key: 'till-7' })
  expect(first.body.data.pairing_path).toMatch(/^\/till\/pair#[\w-]{43}$/)
  expect(repeat.body.data).toEqual({ ...first.body.data, pairing_path: null })
  const [kept] = await shop.sql`select answer from idempotency_key where key = 'till-7'`
  expect(kept?.['answer']).not.toContain('pair#')
  const nowhere = await shop.post('devices', { ...body, location_id: 'S99' })
  expect([nowhere.status, nowhere.body.code, Object.keys(nowhere.body.errors)]).toEqual([
    422,
    'reference_unknown',
    ['location_id'],
  ])
  const wrong = await shop.post('devices', { app: 'console', name: '' })
  expect(Object.keys(wrong.body.errors).toSorted()).toEqual(['app', 'name'])
})
