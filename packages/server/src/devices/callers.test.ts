// Who asks, and from where: a page of ours is known by its cookie, anybody else by a token, and nobody by both.
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { PermissionName, RoleName } from '@tillside/contract/devices'
import { permissions, roles } from '@tillside/rules/roles'

import { type DevicePage, openPage, pairedPage, pairingCode, staffMember } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let till: DevicePage
let portal: DevicePage
beforeAll(async () => {
  shop = await openShop()
  till = await pairedPage(shop, 'till', 'Till 1')
  portal = await pairedPage(shop, 'clienteling', 'Portal 1')
  await staffMember(shop, '2207', { role: 'manager', pin: '7391' })
})
afterAll(() => shop.close())

const signIn = (headers: Record<string, string>) =>
  till.post('device/session', { staff_id: '2207', pin: '7391' }, { headers })
const forbidden = { code: 'origin_forbidden', message: 'This can only be asked by a page of this server.' }
/** How a browser asks a server without https: it says nothing of the page but its origin. */
const plain = { 'sec-fetch-site': '' }

test('the words of the wire are those of the rules', () => {
  expect([...PermissionName.enum].toSorted()).toEqual(permissions.toSorted())
  expect([...RoleName.enum]).toEqual([...roles])
})

test('a page of another site changes nothing, though the browser sends the cookie along', async () => {
  for (const site of ['cross-site', 'same-site', 'none', '', 'SAME-ORIGIN']) {
    const { status, body } = await signIn({ 'sec-fetch-site': site })
    expect([site, status, body]).toEqual([site, 403, forbidden])
    expect(
      (await till.call('DELETE', 'device/session', undefined, { headers: { 'sec-fetch-site': site } })).status,
    ).toBe(403)
  }
  expect((await till.get('device')).body.data.staff).toBeNull()
})

test('it reads nothing either; what a person types into the address bar is read', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const { status, body } = await till.get('device', { headers: { 'sec-fetch-site': site } })
    expect([status, body]).toEqual([403, forbidden])
  }
  expect((await till.get('device', { headers: { 'sec-fetch-site': 'none' } })).status).toBe(200)
})

/** Sends headers as they are given, also those that `fetch` keeps to itself. */
function send(path: string, method: string, headers: Record<string, string>, body?: object) {
  return new Promise<{ status: number; cookie: string | undefined }>((resolve, reject) => {
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const type = sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(sent.length) }
    const asked = httpRequest(`${shop.url}${path}`, { method, headers: { ...headers, ...type } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, cookie: answer.headers['set-cookie']?.[0] }))
    })
    asked.on('error', reject)
    asked.end(sent)
  })
}

test('a browser that says nothing of the page shows its origin with a change, and that has to be this server', async () => {
  const host = 'till.example:4000'
  const out = (headers: Record<string, string>) =>
    send('/till/api/v3/device/session', 'DELETE', { host, cookie: till.cookie() ?? '', ...headers })
  expect((await out({ origin: 'http://till.example:4000' })).status).toBe(204)
  expect((await out({ origin: 'https://till.example:4000' })).status).toBe(204)
  for (const origin of [
    'http://evil.example',
    'http://till.example',
    'http://till.example:4000.evil.example',
    'null',
    '',
  ])
    expect([origin, (await out({ origin })).status]).toEqual([origin, 403])
  expect((await out({})).status).toBe(403)
  expect((await out({ origin: `http://${host}`, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
})

test('the API itself never looks at a cookie, and a page’s request never at a token', async () => {
  const cookie = till.cookie() ?? ''
  for (const path of ['device', 'settings', 'auth/verify'])
    expect((await shop.get(path, { token: null, headers: { cookie } })).status).toBe(401)
  const withToken = await shop.get('/till/api/v3/settings')
  expect([withToken.status, withToken.body]).toEqual([401, { message: 'Unauthenticated.' }])
  const withBoth = await till.get('profiles', { token: shop.adminToken })
  expect([withBoth.status, withBoth.body.code]).toEqual([403, 'scope_missing'])
})

test('the cookie of one app opens nothing of the other, whatever it is called', async () => {
  const secret = (portal.cookie() ?? '').split('=')[1]
  for (const cookie of [
    `tillside_clienteling=${secret}`,
    `tillside_till=${secret}`,
    'tillside_till=',
    `x=1; tillside_till`,
  ])
    expect((await openPage(shop, 'till').get('device', { headers: { cookie } })).status).toBe(401)
  const among = `theme=dark; tillside_clienteling=${secret}; tillside_till=nonsense`
  expect((await openPage(shop, 'clienteling').get('device', { headers: { cookie: among } })).status).toBe(200)
})

test('a token cannot ask as a device, nor a device for what is for tokens', async () => {
  for (const [method, path] of [
    ['GET', 'device'],
    ['GET', 'device/staff'],
    ['POST', 'device/session'],
    ['DELETE', 'device/session'],
    ['POST', 'device/approvals'],
  ] as const) {
    const { status, body } = await shop.call(method, path)
    expect([status, body.code]).toEqual([403, 'device_required'])
  }
  expect((await shop.post('device/pair', { code: 'x' })).body).toEqual(forbidden)
  expect((await till.post('device/session', { staff_id: '2207', pin: '7391' })).status).toBe(201)
  for (const [method, path] of [
    ['POST', 'auth/api-tokens'],
    ['GET', 'auth/access-tokens'],
    ['DELETE', 'auth/api-tokens/x'],
    ['POST', 'staff'],
    ['PUT', 'staff/1'],
    ['PUT', 'staff/2207/access'],
    ['POST', 'profiles/merge'],
    ['POST', 'profiles/batch'],
    ['GET', 'profiles/digests'],
    ['POST', 'exceptions/1/resolve'],
  ] as const) {
    const { status, body } = await till.call(method, path, method === 'GET' ? undefined : {})
    expect([path, status, body.code]).toEqual([path, 403, 'token_required'])
  }
  for (const [method, path] of [
    ['GET', 'devices'],
    ['POST', 'devices'],
    ['DELETE', 'devices/0197d2a4-8a5c-7c3e-9d61-3f2b1a7c5e44'],
    ['PUT', 'settings/shop.name'],
    ['GET', 'webhooks'],
    ['POST', 'rewards'],
  ] as const)
    expect((await till.call(method, path, method === 'GET' ? undefined : {})).body.code).toBe('scope_missing')
  await till.remove('device/session')
})

test('cookies are sent to their own app only, hidden from scripts; the portal’s also inside other sites', async () => {
  const cookieOf = async (app: 'till' | 'clienteling', headers: Record<string, string>) => {
    const code = await pairingCode(shop, app, `${app} of cookies`)
    const own = { ...plain, 'sec-fetch-site': 'same-origin', ...headers }
    const { cookie } = await send(`/${app}/api/v3/device/pair`, 'POST', own, { code })
    return cookie?.replace(/=[\w-]{43};/, '=SECRET;')
  }
  const kept = (app: string) => `tillside_${app}=SECRET; HttpOnly; Path=/${app}; Max-Age=34560000`
  const https = { 'x-forwarded-proto': 'https', host: 'loyalty.example' }
  expect(await cookieOf('till', {})).toBe(`${kept('till')}; SameSite=Strict`)
  expect(await cookieOf('till', https)).toBe(`${kept('till')}; SameSite=Strict; Secure`)
  for (const headers of [https, {}, { host: 'localhost:4000' }, { host: '[::1]:4000' }])
    expect(await cookieOf('clienteling', headers)).toBe(`${kept('clienteling')}; SameSite=None; Secure; Partitioned`)
  for (const host of ['loyalty.example', '192.168.1.7:4000', 'localhost.evil.example', '127.0.0.1.evil.example'])
    expect(await cookieOf('clienteling', { host })).toBe(`${kept('clienteling')}; SameSite=Lax`)
})

test('what a page is told is kept nowhere on its way; a pairing’s answer neither', async () => {
  await till.post('device/session', { staff_id: '2207', pin: '7391' })
  for (const path of ['device', 'profiles', 'profiles/lookup?text=a', 'profiles/nobody', 'webhooks'])
    expect([path, (await till.get(path)).headers.get('cache-control')]).toEqual([path, 'no-store'])
  const code = await pairingCode(shop, 'till', 'Till of caches')
  const paired = await openPage(shop, 'till').post('device/pair', { code })
  expect([paired.status, paired.headers.get('cache-control')]).toEqual([201, 'no-store'])
  expect((await openPage(shop, 'till').get('device')).headers.get('cache-control')).toBe('no-store')
  await till.remove('device/session')
})

test('the cookie begins anew with each page that reads its device, and goes nowhere else', async () => {
  expect((await till.get('device')).headers.get('set-cookie')).toContain(`${till.cookie()}; HttpOnly`)
  expect((await till.get('device/staff')).headers.get('set-cookie')).toContain('HttpOnly')
  expect((await till.get('settings')).headers.get('set-cookie')).toBeNull()
})

test('a list tells its other pages where its page can ask for them', async () => {
  const { body } = await till.get('products?page[size]=1')
  expect(body.links.first).toBe(`${shop.url}/till/api/v3/products?page[number]=1&page[size]=1`)
})

test('a page that guesses pairing codes is slowed down like one that guesses tokens', async () => {
  const page = openPage(shop, 'till')
  const statuses = new Set<number>()
  for (let round = 0; round < 32; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => page.post('device/pair', { code: 'guess' })))
    for (const { status } of answers) statuses.add(status)
  }
  expect([...statuses].toSorted()).toEqual([422, 429])
})
