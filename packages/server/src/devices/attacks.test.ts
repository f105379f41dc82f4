// What somebody tries who has no business here: from another site, by odd spellings of an address, with a link that was taken
// back, or from a browser that is no till any more.
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { routes } from '@tillside/contract/routes'

import { type DevicePage, openPage, pairedPage, pairingCode, staffMember } from '../../test/device.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let till: DevicePage
beforeAll(async () => {
  shop = await openShop()
  till = await pairedPage(shop, 'till', 'Till 1')
  await staffMember(shop, '2207', { role: 'manager', pin: '7391' })
  await staffMember(shop, '2208', { role: 'cashier', pin: '2846' })
})
afterAll(() => shop.close())

interface Heard {
  readonly status: number
  readonly text: string
}

/** Sends an address and headers as they are given: `fetch` would tidy both up. */
function send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': String(body.length) }
    const asked = httpRequest(`${shop.url}/`, { path, method, headers: { ...headers, ...length } }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += String(chunk)))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const own = (): Record<string, string> => ({ cookie: till.cookie() ?? '', 'sec-fetch-site': 'same-origin' })

test('no route of all there are is changed by a page of another site, nor by one that says nothing of itself', async () => {
  await till.post('device/session', { staff_id: '2207', pin: '7391' })
  const cookie = till.cookie() ?? ''
  const open: string[] = []
  const guarded = routes.filter(
    ({ path, scope, caller }) => path.startsWith('/api/') && (scope !== 'public' || caller === 'device'),
  )
  for (const { method, path } of guarded) {
    const address = `/till${path.replaceAll(/\{[^}]+\}/g, '1')}`
    const others: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]
    if (method !== 'GET') others.push({}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'none' })
    for (const headers of others) {
      const json = method === 'GET' ? {} : { 'content-type': 'application/json' }
      const { status, text } = await send(
        method,
        address,
        { cookie, ...json, ...headers },
        method === 'GET' ? '' : '{}',
      )
      if (status !== 403 || !text.includes('"origin_forbidden"')) open.push(`${method} ${address} ${status}`)
    }
  }
  expect(guarded.length).toBeGreaterThan(100)
  expect(open).toEqual([])
  await till.remove('device/session')
})

test('an odd spelling of an address opens nothing: it is the same route with the same guard, a page, or nothing', async () => {
  const spellings = [
    '/till/api/v3/../v3/profiles',
    '/till/api/v3/%2e%2e/v3/profiles',
    '/till/api/..%2f..%2fapi/v3/profiles',
    '/till%2fapi/v3/profiles',
    '/till/%61pi/v3/profiles',
    '/TILL/api/v3/profiles',
    '/till/API/v3/profiles',
    '//till/api/v3/profiles',
    '/till//api/v3/profiles',
    '/till/api//v3///profiles',
    '/till/api/v3/profiles/',
    '/till/api/v3/profiles;x=1',
    '/till/till/api/v3/profiles',
    '/clienteling/till/api/v3/profiles',
    '/till/api/v3/profiles?/clienteling/api/',
    '/clienteling/api/v3/profiles',
    '/api/v3/profiles',
    `${shop.url}/till/api/v3/profiles`,
  ]
  const told: string[] = []
  for (const path of spellings) {
    // Nobody is signed in: whoever reads a member by any of these has found a way around.
    const { status, text } = await send('GET', path, own())
    if (![401, 403, 404, 503].includes(status) || text.includes('"data"')) told.push(`${path} ${status}`)
    const signedIn = await send('GET', path, { cookie: till.cookie() ?? '', 'sec-fetch-site': 'cross-site' })
    if (![401, 403, 404, 503].includes(signedIn.status)) told.push(`${path} from elsewhere ${signedIn.status}`)
  }
  expect(told).toEqual([])
})

test('a till speaks no other method, and no other kind of body, than its routes', async () => {
  const session = '/till/api/v3/device/session'
  const body = JSON.stringify({ staff_id: '2207', pin: '7391' })
  for (const type of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }])
    expect([type, (await send('POST', session, { ...own(), ...type }, body)).status]).toEqual([type, 415])
  for (const method of ['OPTIONS', 'PATCH', 'PUT', 'TRACE'])
    expect([method, (await send(method, session, own())).status]).toEqual([method, 405])
  const override = { ...own(), 'x-http-method-override': 'DELETE' }
  expect((await send('GET', '/till/api/v3/device', override)).status).toBe(200)
  expect(await send('HEAD', '/till/api/v3/profiles', own())).toEqual({ status: 403, text: '' })
  const long = { ...own(), cookie: `tillside_till=${'x'.repeat(20_000)}` }
  expect((await send('GET', '/till/api/v3/device', long)).status).toBe(431)
  expect((await till.get('device')).body.data.staff).toBeNull()
})

test('a link that is taken back pairs nobody, also where its device was revoked before', async () => {
  const page = await pairedPage(shop, 'till', 'Till 2')
  const { id } = (await page.get('device')).body.data
  expect((await shop.remove(`devices/${id}`)).status).toBe(204)
  const code = await pairingCode(shop, 'till', 'Till 2')
  expect((await shop.remove(`devices/${id}`)).status).toBe(204)
  expect((await openPage(shop, 'till').post('device/pair', { code })).body.code).toBe('pairing_code_invalid')
  expect((await shop.remove(`devices/${id}`)).body.code).toBe('not_found')
})

/** Nobody's PIN is looked at until the work is done. */
async function whileStaffWait<T>(number: string, work: () => Promise<T>): Promise<T> {
  return shop.sql.begin(async (tx) => {
    await tx`
      select s.id from staff s join staff_identity i on i.staff_id = s.id where i.identifier = ${number} for update of s`
    return work()
  }) as Promise<T>
}

/** Resolves once somebody waits for a row that this test holds. */
async function untilSomebodyWaits(): Promise<void> {
  await expect
    .poll(async () => {
      const [row] = await shop.sql<{ count: number }[]>`
        select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      return row?.count
    })
    .toBeGreaterThan(0)
}

test('who signs in on a browser that is replaced meanwhile is signed in nowhere, least of all on the new one', async () => {
  const old = await pairedPage(shop, 'till', 'Till 3')
  const fresh = openPage(shop, 'till')
  const code = await pairingCode(shop, 'till', 'Till 3')
  const signingIn = await whileStaffWait('2207', async () => {
    const answer = old.post('device/session', { staff_id: '2207', pin: '7391' })
    await untilSomebodyWaits()
    expect((await fresh.post('device/pair', { code })).status).toBe(201)
    return { answer }
  })
  const { status, body } = await signingIn.answer
  expect([status, body.code]).toEqual([422, 'sign_in_failed'])
  const { id, staff } = (await fresh.get('device')).body.data
  expect(staff).toBeNull()
  expect((await shop.get(`devices/${id}/events?filter[event]=signed_in`)).body.meta.total).toBe(0)
})

test('what is approved on a browser that is replaced meanwhile is not allowed on the new one', async () => {
  const old = await pairedPage(shop, 'till', 'Till 4')
  const fresh = openPage(shop, 'till')
  const code = await pairingCode(shop, 'till', 'Till 4')
  const approving = await whileStaffWait('2207', async () => {
    const answer = old.post('device/approvals', { permission: 'move_sale', staff_id: '2207', pin: '7391' })
    await untilSomebodyWaits()
    expect((await fresh.post('device/pair', { code })).status).toBe(201)
    return { answer }
  })
  expect((await approving.answer).status).toBe(422)
  expect((await fresh.get('device')).body.data.approval).toBeNull()
})
