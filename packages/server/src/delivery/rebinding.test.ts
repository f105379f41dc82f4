// An address that was fine when it was saved, and leads to this machine when something is sent: the very address that is
// connected to is looked at.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { minuteMs } from '@tillside/rules/time'

import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

const names = new Map<string, string[]>()

let shop: Shop
let inside: Receiver
beforeAll(async () => {
  shop = await openShop({
    addresses: {
      allowPrivate: false,
      resolve: async (hostname) =>
        (names.get(hostname) ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    },
  })
})
beforeEach(async () => {
  inside = await openReceiver()
  return () => inside.close()
})
afterAll(() => shop.close())

let made = 0
async function sendTo(url: string): Promise<unknown[]> {
  const { body } = await shop.post('webhooks', { trigger: 'profile.created', url, namespace: 'pos' })
  expect(body.data, JSON.stringify(body)).toBeDefined()
  return [body.data.id, await tell(body.data.id)]
}
async function tell(id: number): Promise<unknown> {
  await shop.post('profiles', { first_name: 'Ada', last_name: 'L', email: `member-${(made += 1)}@example.com` })
  await shop.runJobs()
  const [delivery] = (await shop.get(`webhooks/${id}/deliveries?sort=-id`)).body.data
  return [delivery.state, delivery.last_status, delivery.last_error]
}

const refused = ['pending', null, 'the address is loopback, private or otherwise local']

test.each([
  ['127.0.0.1', ['127.0.0.1']],
  ['::1', ['::1']],
  ['one of two', ['93.184.215.14', '127.0.0.1']],
  ['a mapped address', ['::ffff:127.0.0.1']],
])('a public name that leads to %s by now is refused', async (_, addresses) => {
  const name = `pos-${(made += 1)}.example.com`
  names.set(name, ['93.184.215.14'])
  const url = `http://${name}:${new URL(inside.url).port}/`
  const { body } = await shop.post('webhooks', { trigger: 'profile.created', url, namespace: 'pos' })
  names.set(name, addresses)
  expect(await tell(body.data.id)).toEqual(refused)
  expect(inside.heard).toEqual([])
  await shop.remove(`webhooks/${body.data.id}`)
})

test('a literal address that was saved while it was allowed is refused too', async () => {
  const [id] = await sendTo('http://unknown.example.com/')
  await shop.sql`update webhook_endpoint set url = ${inside.url} where id = (select endpoint_id from webhook where id = ${Number(id)})`
  shop.wait(minuteMs)
  await shop.runJobs()
  expect(inside.heard).toEqual([])
  expect((await shop.get(`webhooks/${String(id)}/deliveries`)).body.data).toMatchObject([{ last_error: refused[2] }])
})
