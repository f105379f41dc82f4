// One message that cannot be made, and many that are too much at once: everything else is told.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let receiver: Receiver
beforeAll(async () => {
  shop = await openShop()
  receiver = await openReceiver()
})
afterAll(async () => {
  await shop.close()
  await receiver.close()
})

const hook = async (trigger: string): Promise<number> =>
  (await shop.post('webhooks', { trigger, url: `${receiver.url}/hooks`, namespace: 'pos' })).body.data.id
const enrol = async (first_name: string, more: object = {}): Promise<string> =>
  (await shop.post('profiles', { first_name, last_name: 'Lovelace', email: `${first_name}@example.com`, ...more })).body
    .data.id

test('a message that cannot be made is parked and says why, and everything before and behind it is told', async () => {
  await hook('profile.created')
  const sales = await hook('transaction.created')
  await enrol('Ada')
  // News of which nobody can say what it is about, as a bug of ours might leave it.
  await shop.sql`
    insert into outbox (types, events, at)
    values ('{transaction}', '[{"event": "transaction.created", "subject_id": "torn"}]', ${shop.now()})`
  await enrol('Grace')
  await shop.runJobs()
  expect(receiver.heard.map(({ body }) => body.first_name)).toEqual(['Ada', 'Grace'])
  const { data } = (await shop.get(`webhooks/${sales}/deliveries?filter[state]=parked`)).body
  expect(data).toMatchObject([
    { event: 'transaction.created', attempts: 0, last_error: 'the message could not be made (22P02)' },
  ])
  expect((await shop.get('/metrics')).body).toContain('tillside_webhook_deliveries_parked 1')
  for (const asked of [{ ids: [data[0].id] }, { from: '2025-07-01', include_succeeded: true }])
    expect((await shop.post(`webhooks/${sales}/replay`, asked)).body.data).toEqual({ count: 0 })
})

test('three sales of a thousand lines, each line told with hundreds of tags of its member, keep nobody else waiting', async () => {
  const away = await openReceiver()
  away.answer(503)
  const { body } = await shop.post('webhooks', { trigger: 'transaction-item.created', url: away.url, namespace: 'pos' })
  const tags = Array.from({ length: 900 }, (_, index) => `tag-${index}-`.padEnd(250, 'x'))
  const profile_id = await enrol('Katherine', { tags })
  for (const receipt of ['a', 'b', 'c']) {
    const items = Array.from({ length: 1_000 }, (_, index) => ({
      external_id: `${receipt}-${index}`,
      name: 'Button',
      quantity: 1,
      price_current: 1,
      price_sell: 1,
    }))
    const sale = {
      profile_id,
      external_id: receipt,
      transacted_at: '2025-07-04 11:00:00',
      timezone: 'Australia/Sydney',
    }
    expect((await shop.post('transactions', { ...sale, total: 1_000, items })).status).toBe(201)
  }
  await enrol('Mary')
  await shop.runJobs()
  expect(receiver.heard.map(({ body: heard }) => heard.first_name)).toContain('Mary')
  const { meta } = (await shop.get(`webhooks/${body.data.id}/deliveries?limit=1`)).body
  expect(meta.total).toBe(3_000)
  await away.close()
})
