// What was told is kept for as long as the tenant says, and what is still to be told for as long as it takes.
import { setTimeout as sleep } from 'node:timers/promises'

import { dayMs } from '@tillside/rules/time'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let receiver: Receiver
beforeAll(async () => {
  receiver = await openReceiver()
  // Ids of messages hold the time of this machine.
  shop = await openShop({ at: new Date().toISOString().slice(0, 19).replace('T', ' ') })
})
afterAll(async () => {
  await shop.close()
  await receiver.close()
})

test('messages are removed with their deliveries once they are old, unless one of them still waits', async () => {
  const hook = async (trigger: string, more: object = {}): Promise<number> =>
    (await shop.post('webhooks', { trigger, url: receiver.url, namespace: 'pos', ...more })).body.data.id
  const created = await hook('profile.created')
  const updated = await hook('profile.updated', { retry_daily: true })
  const count = async (id: number): Promise<number> => (await shop.get(`webhooks/${id}/deliveries`)).body.meta.total
  await shop.put('settings/webhooks.keep_days', { value: '2' })

  receiver.answer(({ event }) => (event === 'profile.created' ? 200 : 400))
  const { id } = (await shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' }))
    .body.data
  await shop.put(`profiles/${id}`, { first_name: 'Augusta' })
  await shop.runJobs()
  shop.wait(dayMs)
  await shop.runJobs()
  expect([await count(created), await count(updated)]).toEqual([1, 1])
  shop.wait(dayMs + 60_000)
  await shop.runJobs()
  expect([await count(created), await count(updated)]).toEqual([0, 1])
  receiver.answer(200)
  shop.wait(2 * dayMs)
  await shop.runJobs()
  await shop.runJobs()
  expect([await count(created), await count(updated)]).toEqual([0, 0])
  expect(await shop.sql`select from webhook_message`).toHaveLength(0)
})

test('a server that runs removes them by itself', async () => {
  await shop.post('profiles', { first_name: 'Grace', last_name: 'Hopper', email: 'grace@example.com' })
  await shop.runJobs()
  const messages = () => shop.sql`select from webhook_message`
  expect(await messages()).toHaveLength(1)
  shop.wait(3 * dayMs)
  const stop = shop.startJobs()
  while ((await messages()).length > 0) await sleep(20)
  await stop()
  expect(await shop.sql`select from webhook_delivery`).toHaveLength(0)
})
