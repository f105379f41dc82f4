// Several processes of the server tell the same receivers: everything once, and in order.
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { minuteMs, secondMs } from '@tillside/rules/time'

import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

const members = 60
const triggers = ['profile.created', 'profile.updated'] as const

let shop: Shop
let receivers: Receiver[]
beforeAll(async () => {
  shop = await openShop()
  receivers = await Promise.all([openReceiver(), openReceiver(), openReceiver()])
})
afterAll(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()))
  await shop.close()
})

async function live(number: number): Promise<string> {
  const member = { first_name: 'Ada', last_name: 'Lovelace', email: `member-${number}@example.com` }
  const { id } = (await shop.post('profiles', member)).body.data
  await shop.put(`profiles/${id}`, { first_name: 'Augusta' })
  await shop.put(`profiles/${id}`, { first_name: 'Ada' })
  return id
}

test('two servers tell each receiver everything once, and what is about a member in order', async () => {
  for (const { url } of receivers)
    for (const trigger of triggers) await shop.post('webhooks', { trigger, url, namespace: 'pos' })
  const stops = [shop.startNumbering(), shop.startDelivering(), shop.startDelivering()]
  for (const receiver of receivers) receiver.answer(() => sleep(Math.random() * 10, 200))
  const ids = await Promise.all(Array.from({ length: members }, (_, number) => live(number)))
  while (receivers.some(({ heard }) => heard.length < members * 3)) await sleep(20)
  await Promise.all(stops.map((stop) => stop()))
  for (const { heard } of receivers) {
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(heard.length)
    for (const id of ids) {
      const told = heard.filter(({ body }) => body.id === id)
      expect(told.map(({ event }) => event)).toEqual(['profile.created', 'profile.updated', 'profile.updated'])
      const versions = told.map(({ body }) => body.version)
      expect(versions).toEqual([...versions].sort((a, b) => a - b))
      expect(versions.at(-1)).toBe(3)
    }
  }
})

test('what a server was sending when it died is sent by another once its lease has run out, and not before', async () => {
  const receiver = receivers[0] as Receiver
  const heardBefore = receiver.heard.length
  await shop.sql`
    update webhook_endpoint set leased_by = gen_random_uuid(), leased_until = ${shop.now() + 20 * secondMs}
    where url = ${receiver.url}`
  await live(members)
  await shop.runJobs()
  expect(receiver.heard).toHaveLength(heardBefore)
  shop.wait(minuteMs)
  await shop.runJobs()
  expect(receiver.heard).toHaveLength(heardBefore + 3)
})
