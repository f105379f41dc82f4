// What happens at the edges of a request, whichever route it was meant for.
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

test('a body of more than a mebibyte is not read', async () => {
  const answer = await shop.post('auth/api-tokens', { ...token, name: 'x'.repeat(1_048_577) })
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
