// Where no webhook may be saved. What a name leads to is told by a resolver of the test.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openShop, type Shop } from '../../test/shop.ts'

const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'inside.example.com': ['127.0.0.1'],
  'half.example.com': ['93.184.215.14', '10.0.0.8'],
  'six.example.com': ['fe80::1'],
  'open.example.com': ['93.184.215.14'],
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop({
    addresses: {
      allowPrivate: false,
      resolve: async (hostname) => {
        const found = names[hostname]
        if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
        return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      },
    },
  })
})
afterAll(() => shop.close())

const saved = (url: string) => shop.post('webhooks', { trigger: 'profile.updated', url, namespace: 'pos' })

test.each([
  'http://169.254.169.254/',
  'http://localhost:5432/',
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.01/',
  'http://10.0.0.1:8080/hooks',
  'http://[::1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00::1]/',
  'http://0.0.0.0/',
  'https://inside.example.com/',
  'https://half.example.com/',
  'https://six.example.com/',
])('%s is refused', async (url) => {
  const { status, body } = await saved(url)
  expect([status, body.code, Object.keys(body.errors)]).toEqual([422, 'webhook_url_forbidden', ['url']])
  expect(await shop.sql`select from webhook_endpoint where url = ${url}`).toHaveLength(0)
})

test('a webhook cannot be moved to one either', async () => {
  const { body } = await saved('https://open.example.com/moved')
  const moved = await shop.put(`webhooks/${body.data.id}`, { url: 'http://127.0.0.1/' })
  expect(moved.body.code).toBe('webhook_url_forbidden')
})

test('the open Internet is taken, and a name that nobody answers for now', async () => {
  for (const url of ['https://open.example.com/', 'https://93.184.215.14/', 'https://not-yet.example.com/'])
    expect((await saved(url)).status, url).toBe(201)
})
