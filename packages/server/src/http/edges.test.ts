// What happens at the edges of a request, whichever route it was meant for.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'
import { checkRefusal } from '../../test/openapi.ts'
import { createApp } from '../app.ts'
import { openDatabase } from '../db/open.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const token = { name: 'till', scopes: ['return'] }

test('a body of more than four mebibytes is not read', async () => {
  const answer = await shop.post('auth/api-tokens', { ...token, name: 'x'.repeat(4_194_305) })
  expect([answer.status, answer.body.code, Object.keys(answer.body.errors)]).toEqual([413, 'body_too_large', ['body']])
})

test('a body that is not declared as JSON is not guessed at', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const answer = await shop.post('auth/api-tokens', token, { headers: { 'content-type': type } })
    expect([answer.status, answer.body.code], type).toEqual([415, 'media_type_unsupported'])
  }
  expect((await shop.get('auth/access-tokens')).body).toHaveLength(1)
})

test('a filter, an order and an inclusion that a list does not have are refused by name', async () => {
  const refused = async (query: string): Promise<unknown> => {
    const { status, body } = await shop.get(`locations?${query}`)
    return [status, body.code, Object.keys(body.errors)]
  }
  expect(await refused('filter[nmae]=Bourke')).toEqual([400, 'filter_unknown', ['filter[nmae]']])
  expect(await refused('sort=-colour')).toEqual([400, 'sort_unknown', ['sort']])
  expect(await refused('include=owner')).toEqual([400, 'include_unknown', ['include']])
  expect(await refused('filter[id]=one')).toEqual([422, 'validation_failed', ['filter[id]']])
})

test('an id that cannot be decoded, or is longer than any id, is the id of nothing', async () => {
  for (const id of ['%zz', '%E0%A4%A', 'x'.repeat(5_000)])
    expect((await shop.get(`settings/${id}`)).body.code).toBe('not_found')
})

test('a fault of ours is answered without its cause', async () => {
  await shop.sql`alter table setting rename to setting_elsewhere`
  const answer = await shop.get('settings')
  await shop.sql`alter table setting_elsewhere rename to setting`
  expect([answer.status, answer.body]).toEqual([500, { message: 'Server Error', code: 'server_error' }])
  expect((await shop.get('settings')).status).toBe(200)
})

test('without its database the server says so, and when to come again', async () => {
  const database = openDatabase({ host: '127.0.0.1', port: 1, username: 'nobody', database: 'nothing' })
  const tenant = { currency: 'AUD', timeZone: 'UTC', region: 'AU' }
  const app = await createApp({ database, tenant, now: shop.now, logLevel: 'silent' })
  for (const url of ['/api/health', '/api/v3/settings']) {
    const answer = await app.inject({ url, headers: { authorization: 'Bearer anything' } })
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']], url).toEqual([
      503,
      'unavailable',
      '1',
    ])
    expect(checkRefusal(answer.json())).toEqual([])
  }
  await app.close()
  await database.close()
})

/** Sends bytes as they are and reads everything that comes back. */
async function speak(bytes: string): Promise<{ status: number; allow: string | undefined; body: unknown }> {
  const socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
  socket.write(bytes)
  const answer = await text(socket)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    allow: /^allow: (.*)$/im.exec(head)?.[1],
    body: body === '' ? undefined : JSON.parse(body),
  }
}
const closing = 'host: shop\r\nconnection: close\r\n'

test('a method that a path does not have is answered with those that it has, whatever HTTP calls it', async () => {
  const path = '/api/v3/profiles/availability'
  for (const method of ['OPTIONS', 'SEARCH', 'PROPFIND', 'TRACE', 'QUERY', 'GET', 'PATCH', 'PURGE']) {
    const answer = await speak(`${method} ${path} HTTP/1.1\r\n${closing}\r\n`)
    expect([answer.status, answer.allow], method).toEqual([405, 'POST'])
    expect(answer.body, method).toMatchObject({ code: 'method_not_allowed' })
  }
  expect((await speak(`HEAD ${path} HTTP/1.1\r\n${closing}\r\n`)).status).toBe(405)
  expect(await speak(`PUT /api/v3/settings HTTP/1.1\r\n${closing}\r\n`)).toMatchObject({ allow: 'GET, HEAD' })
})

test('a path that does not exist is unknown, whatever method and body it is called with', async () => {
  for (const method of ['GET', 'QUERY', 'PROPFIND', 'OPTIONS']) {
    const answer = await speak(`${method} /nope HTTP/1.1\r\n${closing}\r\n`)
    expect(answer, method).toMatchObject({ status: 404, body: { code: 'route_unknown' } })
  }
  expect((await shop.post('nope', undefined, { rawBody: '{' })).body.code).toBe('route_unknown')
})

test('what is not HTTP is answered in the words of every other refusal', async () => {
  const odd = ['get /api/health HTTP/1.1', 'SELL /api/health HTTP/1.1', 'nonsense']
  for (const line of odd) {
    const answer = await speak(`${line}\r\n${closing}\r\n`)
    expect(answer, line).toMatchObject({ status: 400, body: { code: 'malformed_request' } })
    expect(checkRefusal(answer.body)).toEqual([])
  }
  const length = await speak(`POST /api/v3/auth/api-tokens HTTP/1.1\r\n${closing}content-length: many\r\n\r\n`)
  expect(length).toMatchObject({ status: 400, body: { code: 'malformed_request' } })
  const large = await speak(`GET /api/health HTTP/1.1\r\n${closing}x-note: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(large).toMatchObject({ status: 431, body: { code: 'headers_too_large' } })
})

test('a till that declares a form and sends nothing in it has sent no body', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await shop.post('redemptions/9/reversal', undefined, { headers, rawBody: '' })
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
})

test('a till that writes a byte order mark before its JSON is understood', async () => {
  const answer = await shop.post('auth/api-tokens', undefined, { rawBody: `\ufeff${JSON.stringify(token)}` })
  expect(answer.status).toBe(201)
  expect((await shop.remove(`auth/api-tokens/${answer.body.token.id}`)).status).toBe(204)
})
