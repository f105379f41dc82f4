import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('a living token is confirmed with an empty 200, and anything else gets the exact 401', async () => {
  const good = await shop.get('auth/verify')
  expect([good.status, good.body]).toEqual([200, undefined])
  for (const token of [null, 'nonsense', 'a b c']) {
    const bad = await shop.get('auth/verify', { token })
    expect(bad.status).toBe(401)
    expect(bad.body).toEqual({ message: 'Unauthenticated.' })
  }
})

test('a new token works at once, holds what was asked for, and stops when it is revoked', async () => {
  const made = await shop.post('auth/api-tokens', { name: 'till 3', scopes: ['read-profiles', 'redeem-strategy'] })
  expect(made.status).toBe(201)
  expect(made.body.token).toMatchObject({
    name: 'till 3',
    scopes: ['read-profiles', 'redeem-strategy'],
    revoked: false,
  })
  const token = made.body.accessToken
  expect((await shop.get('auth/verify', { token })).status).toBe(200)
  expect((await shop.get('settings', { token })).body).toEqual({
    message: 'Invalid scope(s) provided.',
    code: 'scope_missing',
    details: { scope: 'read-settings' },
  })
  expect((await shop.get('auth/access-tokens')).body.map((row: { name: string }) => row.name)).toEqual([
    'test',
    'till 3',
  ])
  expect((await shop.remove(`auth/api-tokens/${made.body.token.id}`)).status).toBe(204)
  expect((await shop.get('auth/verify', { token })).status).toBe(401)
  expect((await shop.get('auth/access-tokens?type=current')).body).toHaveLength(1)
  expect((await shop.remove(`auth/api-tokens/${made.body.token.id}`)).body.code).toBe('not_found')
})

test('a token cannot make another that may do more than itself', async () => {
  const token = await shop.tokenWith(['read-profiles'])
  const answer = await shop.post('auth/api-tokens', { name: 'greedy', scopes: ['return'] }, { token })
  expect(answer.status).toBe(403)
  expect(answer.body).toMatchObject({ code: 'scope_beyond_own', errors: { scopes: [expect.any(String)] } })
})

test('a token can neither see nor revoke another of its user that may do more', async () => {
  const make = async (name: string, scopes: string[]) => (await shop.post('auth/api-tokens', { name, scopes })).body
  const till = await make('till 4', ['read-profiles', 'return'])
  const kiosk = await make('kiosk 4', ['read-profiles'])
  const token = till.accessToken
  const seen = (await shop.get('auth/access-tokens', { token })).body
  expect(seen.map((row: { name: string }) => row.name)).toEqual(['till 4', 'kiosk 4'])
  const [admin] = (await shop.get('auth/access-tokens')).body
  expect((await shop.remove(`auth/api-tokens/${admin.id}`, { token })).body.code).toBe('not_found')
  expect((await shop.get('auth/verify')).status).toBe(200)
  for (const { id } of [kiosk.token, till.token])
    expect((await shop.remove(`auth/api-tokens/${id}`, { token })).status).toBe(204)
})

test('a token that ends tomorrow cannot make one that lives on', async () => {
  const asked = { name: 'day', scopes: ['read-profiles'], expires_at: '2025-07-05 00:00:00' }
  const { accessToken: token, token: day } = (await shop.post('auth/api-tokens', asked)).body
  const made = await shop.post('auth/api-tokens', { ...asked, expires_at: null }, { token })
  expect(made.body.token.expires_at).toBe('2025-07-05 00:00:00')
  const later = await shop.post('auth/api-tokens', { ...asked, expires_at: '2025-07-05 00:00:01' }, { token })
  expect([later.status, later.body.errors]).toEqual([
    422,
    { expires_at: ['The expires_at field must not be after the end of the token that makes it, 2025-07-05 00:00:00.'] },
  ])
  for (const { id } of [made.body.token, day]) expect((await shop.remove(`auth/api-tokens/${id}`)).status).toBe(204)
})

test('making a token twice under one key makes one, and the repeat does not show it again', async () => {
  const body = { name: 'kiosk', scopes: ['read-profiles'] }
  const first = await shop.post('auth/api-tokens', body, { key: 'kiosk-1' })
  const second = await shop.post('auth/api-tokens', body, { key: 'kiosk-1' })
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(second.body.token.id).toBe(first.body.token.id)
  expect(second.body.accessToken).toBeNull()
  const clash = await shop.post('auth/api-tokens', { ...body, name: 'other' }, { key: 'kiosk-1' })
  expect(clash.status).toBe(409)
  expect(clash.body).toMatchObject({ code: 'idempotency_key_reused', errors: { name: [expect.any(String)] } })
})

test('bad bodies are refused with the names of their fields', async () => {
  const answer = await shop.post('auth/api-tokens', { name: 5, scopes: ['fly'], expires_at: '2025-02-30' })
  expect(answer.status).toBe(422)
  expect(answer.body.message).toBe('The given data was invalid.')
  expect(Object.keys(answer.body.errors).sort()).toEqual(['expires_at', 'name', 'scopes.0'])
  expect((await shop.post('auth/api-tokens', undefined, { rawBody: '{"name":' })).body).toMatchObject({
    code: 'malformed_json',
  })
  expect((await shop.post('auth/api-tokens', { name: 'a\u0000b', scopes: ['return'] })).body.errors).toEqual({
    name: ['The name field contains a NUL character.'],
  })
})

test('a wrong method says which ones there are, and an unknown path says so', async () => {
  const wrong = await shop.call('PATCH', 'settings/currency', {})
  expect([wrong.status, wrong.headers.get('allow'), wrong.body.code]).toEqual([
    405,
    'GET, HEAD, PUT',
    'method_not_allowed',
  ])
  expect((await shop.get('nothing/here')).body.code).toBe('route_unknown')
  expect((await shop.get('/api/v3//settings//currency')).body.data.value).toBe('AUD')
  expect((await shop.get('settings/%00')).status).toBe(404)
})

test('a user with a throttle is slowed down, one without is not', async () => {
  const token = await shop.tokenWith(['read-settings'], 2)
  const statuses = []
  for (let call = 0; call < 3; call += 1) statuses.push((await shop.get('settings', { token })).status)
  expect(statuses).toEqual([200, 200, 429])
  const slowed = await shop.get('settings', { token })
  expect(slowed.body).toEqual({ message: 'Too Many Attempts.', code: 'too_many_attempts' })
  const wait = Number(slowed.headers.get('retry-after'))
  expect(Number(slowed.headers.get('x-ratelimit-reset'))).toBe(Math.floor(shop.now() / 1000) + wait)
  expect(wait).toBeGreaterThan(0)
})
