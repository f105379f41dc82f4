// What was committed is told: to those who asked for it, as the reference has it, and in order.
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { openProgramme, type Programme } from '../../test/programme.ts'
import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let programme: Programme
let receiver: Receiver
beforeAll(async () => {
  shop = await openShop()
  programme = await openProgramme(shop)
  await shop.runJobs()
})
beforeEach(async () => {
  receiver = await openReceiver()
  return () => receiver.close()
})
afterAll(() => shop.close())

let made = 0
const hook = async (trigger: string, more: object = {}): Promise<number> => {
  const url = `${receiver.url}/hooks`
  const answer = await shop.post('webhooks', { trigger, url, namespace: 'pos', ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body.data.id
}
const enrol = async (more: object = {}): Promise<string> => {
  const email = `member-${(made += 1)}@example.com`
  const answer = await shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email, ...more })
  expect(answer.status).toBe(201)
  return answer.body.data.id
}
const deliveries = async (id: number, filter = '') => (await shop.get(`webhooks/${id}/deliveries${filter}`)).body.data

test('a new member is told with all that the API shows of one, at the root of the payload', async () => {
  const id = await hook('profile.created')
  const profileId = await enrol({ tags: ['vip'] })
  await shop.runJobs()
  const [heard] = receiver.heard
  const profile = (await shop.get(`profiles/${profileId}`)).body.data
  expect(receiver.heard).toHaveLength(1)
  expect(heard?.headers).toMatchObject({ 'x-omneo-event': 'profile.created', 'content-type': 'application/json' })
  expect(heard?.body).toMatchObject({
    ...profile,
    version: 1,
    flattened_tags: ['vip'],
    flattened_statuses: [],
    aggregations: { spend_12m: 0, spend_all: 0, spend_atv_12m: 0, shop_count: 0, shop_days: 0 },
  })
  expect(await deliveries(id)).toMatchObject([
    { state: 'succeeded', attempts: 1, last_status: 200, event: 'profile.created', profile_id: profileId, version: 1 },
  ])
})

test('only the event that was asked for is told, once for each change', async () => {
  await hook('profile.updated')
  const profileId = await enrol()
  await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
  await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
  await programme.reward(profileId, 50)
  await shop.runJobs()
  await shop.runJobs()
  expect(receiver.heard.map(({ event, body }) => [event, body.first_name])).toEqual([['profile.updated', 'Augusta']])
})

test('nothing is told of what was refused', async () => {
  await hook('profile.created')
  const email = `twice-${(made += 1)}@example.com`
  await enrol({ email })
  expect((await shop.post('profiles', { first_name: 'A', last_name: 'B', email })).status).toBe(422)
  await shop.runJobs()
  expect(receiver.heard).toHaveLength(1)
})

test('what a till of the same name changes is not told back to it, what others change is', async () => {
  const own = await hook('profile.updated', { namespace: 'test' })
  await shop.post('webhooks', { trigger: 'profile.updated', url: `${receiver.url}/others`, namespace: 'erp' })
  const profileId = await enrol()
  await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
  await shop.runJobs()
  expect(receiver.heard.map(({ path }) => path)).toEqual(['/others'])
  expect(await deliveries(own)).toEqual([])
})

test('a webhook is told of what comes after it, and not while it is switched off', async () => {
  await enrol()
  await shop.runJobs()
  const id = await hook('profile.created')
  await shop.put(`webhooks/${id}`, { is_active: false })
  await enrol()
  await shop.runJobs()
  expect(receiver.heard).toEqual([])
  await shop.put(`webhooks/${id}`, { is_active: true })
  await enrol()
  await shop.runJobs()
  expect(receiver.heard).toHaveLength(1)
})

describe('conditions', () => {
  test('only what meets the condition is told', async () => {
    const id = await hook('profile.created', { condition: { '==': [{ var: 'last_name' }, 'Byron'] } })
    await enrol()
    await enrol({ last_name: 'Byron' })
    await shop.runJobs()
    expect(receiver.heard.map(({ body }) => body.last_name)).toEqual(['Byron'])
    expect((await shop.get(`webhooks/${id}`)).body.data.condition_error).toBeNull()
  })

  test('one that cannot be worked out tells nothing, and the webhook says why', async () => {
    const id = await hook('profile.created', { condition: { test: 123 } })
    await enrol()
    await shop.runJobs()
    expect(receiver.heard).toEqual([])
    expect((await shop.get(`webhooks/${id}`)).body.data.condition_error).toBe('Unknown Operator: test')
    await shop.put(`webhooks/${id}`, { condition: null })
    expect((await shop.get(`webhooks/${id}`)).body.data.condition_error).toBeNull()
  })
})

describe('order', () => {
  test('what is told of a member comes in the order in which it happened, across the webhooks of a URL', async () => {
    for (const trigger of ['profile.created', 'profile.updated', 'reward.created', 'balance.updated'])
      await hook(trigger)
    const ids = await Promise.all(Array.from({ length: 20 }, () => enrol()))
    for (const profileId of ids) {
      await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
      await programme.reward(profileId, 5)
    }
    receiver.answer(() => sleep(Math.random() * 20, 200))
    await shop.runJobs()
    for (const profileId of ids) {
      const told = receiver.heard.filter(({ body }) => [body.id, body.profile_id, body.profile?.id].includes(profileId))
      expect(told.map(({ event }) => event)).toEqual([
        'profile.created',
        'profile.updated',
        'reward.created',
        'balance.updated',
      ])
    }
  })

  test('behind a message that has to be tried again the same member waits, and nobody else', async () => {
    await hook('profile.updated')
    const [first, second] = [await enrol(), await enrol()]
    receiver.answer(({ body }) => (body.id === first ? 500 : 200))
    await shop.put(`profiles/${first}`, { first_name: 'One' })
    await shop.put(`profiles/${first}`, { first_name: 'Two' })
    await shop.put(`profiles/${second}`, { first_name: 'Three' })
    await shop.runJobs()
    await shop.put(`profiles/${first}`, { first_name: 'Four' })
    await shop.put(`profiles/${second}`, { first_name: 'Five' })
    await shop.runJobs()
    expect(receiver.heard.map(({ body }) => body.id)).toEqual([first, second, second])
    receiver.answer(200)
    shop.wait(10_000)
    await shop.runJobs()
    expect(receiver.heard.slice(3).map(({ body }) => [body.id, body.version])).toEqual([
      [first, 3],
      [first, 3],
      [first, 4],
    ])
  })
})

test('more than is held in memory at once is told all the same, and in order', async () => {
  await hook('profile.updated')
  // Each message is a quarter of a megabyte.
  const tags = Array.from({ length: 900 }, (_, index) => `tag-${index}-`.padEnd(250, 'x'))
  const members = [await enrol({ tags }), await enrol({ tags }), await enrol()]
  receiver.answer(503)
  const told = Array.from({ length: 12 }, (_, index) => `Ada ${index}`)
  for (const first_name of told) for (const id of members) await shop.put(`profiles/${id}`, { first_name })
  await shop.runJobs()
  receiver.heard.length = 0
  receiver.answer(200)
  shop.wait(60_000)
  await shop.runJobs()
  for (const id of members) {
    const versions = receiver.heard.filter(({ body }) => body.id === id).map(({ body }) => body.version)
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
  }
  expect(receiver.heard).toHaveLength(told.length * members.length)
})
