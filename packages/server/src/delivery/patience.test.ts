// One receiver that takes its time, or none at all, among several: the others notice nothing.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

const members = 40
const others = 4

let shop: Shop
let slow: Receiver
let quick: Receiver[]
beforeAll(async () => {
  shop = await openShop()
  slow = await openReceiver()
  quick = await Promise.all(Array.from({ length: others }, () => openReceiver()))
})
afterAll(async () => {
  await Promise.all([slow, ...quick].map((receiver) => receiver.close()))
  await shop.close()
})

test('everybody else is told everything while one receiver still thinks about its first messages', async () => {
  const ids: number[] = []
  for (const { url } of [slow, ...quick]) {
    const { body } = await shop.post('webhooks', { trigger: 'profile.created', url, namespace: 'pos' })
    ids.push(body.data.id)
  }
  let told = 0
  let tellAll: () => void = () => {}
  const allTold = new Promise<void>((resolve) => (tellAll = resolve))
  for (const receiver of quick)
    receiver.answer(() => {
      told += 1
      if (told === members * others) tellAll()
      return 200
    })
  // Nothing is answered before all others have heard everything: if they waited for this one, it would be in vain.
  slow.answer(async () => {
    await allTold
    return 200
  })
  for (let index = 0; index < members; index += 1)
    await shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email: `member-${index}@example.com` })
  await shop.runJobs()
  for (const id of ids) {
    const { body } = await shop.get(`webhooks/${id}/deliveries?limit=500&filter[state]=succeeded`)
    expect(body.data.map(({ attempts }: { attempts: number }) => attempts)).toEqual(
      Array.from({ length: members }, () => 1),
    )
  }
})

test('ten receivers that hang at once do not take the places of one that works', async () => {
  const hanging = await Promise.all(Array.from({ length: 10 }, () => openReceiver()))
  const working = await openReceiver()
  let tellAll: () => void = () => {}
  const allTold = new Promise<void>((resolve) => (tellAll = resolve))
  working.answer(() => {
    if (working.heard.length === members) tellAll()
    return 200
  })
  const ids: number[] = []
  for (const receiver of [...hanging, working]) {
    if (receiver !== working) receiver.answer(() => allTold.then(() => 200))
    const { body } = await shop.post('webhooks', { trigger: 'profile.updated', url: receiver.url, namespace: 'pos' })
    ids.push(body.data.id)
  }
  const { data } = (await shop.get(`profiles?limit=${members}`)).body
  for (const { id } of data) await shop.put(`profiles/${id}`, { first_name: 'Augusta' })
  await shop.runJobs()
  for (const id of ids) {
    const { body } = await shop.get(`webhooks/${id}/deliveries?limit=500&filter[state]=succeeded`)
    expect(body.data.map(({ attempts }: { attempts: number }) => attempts)).toEqual(
      Array.from({ length: members }, () => 1),
    )
  }
  await Promise.all([...hanging, working].map((receiver) => receiver.close()))
})
