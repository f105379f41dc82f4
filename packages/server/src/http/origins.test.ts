// A till in a browser, on a page that another host has served.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

const till = 'https://till.example'
let shop: Shop
beforeAll(async () => {
  shop = await openShop({ origins: [till, 'http://localhost:5173'] })
})
afterAll(() => shop.close())

const ask = (path: string, init: RequestInit) => fetch(`${shop.url}${path}`, init)
const preflight = (origin: string) =>
  ask('/api/v3/profiles', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  })

test('a page that the operator has named may ask, with a token and a key', async () => {
  const answer = await preflight(till)
  expect(answer.status).toBe(204)
  expect(answer.headers.get('access-control-allow-origin')).toBe(till)
  expect(answer.headers.get('access-control-allow-headers')).toBe('authorization, content-type, idempotency-key')
  expect(answer.headers.get('access-control-allow-methods')).toContain('POST')
})

test('it reads the answer and the headers that a till goes by, also of a refusal', async () => {
  for (const path of ['/api/v3/profiles', '/api/v3/nowhere', '/health']) {
    const answer = await ask(path, { headers: { origin: till } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(till)
    expect(answer.headers.get('access-control-expose-headers')).toContain('date')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  }
})

test('a page that nobody has named is shown nothing', async () => {
  for (const origin of ['https://evil.example', 'https://till.example.evil.example', 'null', 'http://till.example']) {
    const asked = await preflight(origin)
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
    const answer = await ask('/health', { headers: { origin } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  }
})
