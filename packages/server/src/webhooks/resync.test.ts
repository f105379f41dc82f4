// Members who are told of again because somebody asked for it.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { findingsOf } from '../../test/doctor.ts'
import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let receiver: Receiver
beforeAll(async () => {
  shop = await openShop()
})
beforeEach(async () => {
  receiver = await openReceiver()
  const { data } = (await shop.post('webhooks', { trigger: 'profile.updated', url: receiver.url, namespace: 'test' }))
    .body
  return async () => {
    await shop.remove(`webhooks/${data.id}`)
    await receiver.close()
  }
})
afterAll(() => shop.close())

let made = 0
const enrol = async (): Promise<string> => {
  const email = `member-${(made += 1)}@example.com`
  return (await shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email })).body.data.id
}
const told = (): string[] => receiver.heard.map(({ body }) => body.id)

test('one member is told of as they are now, under the version that they have, also to the token that asks', async () => {
  const profileId = await enrol()
  await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
  await shop.runJobs()
  expect(told()).toEqual([])
  const answer = await shop.get(`profiles/${profileId}/resync`)
  expect(answer.body.data).toMatchObject({ id: profileId, first_name: 'Augusta', version: 2 })
  await shop.get(`profiles/${profileId}/resync`)
  await shop.runJobs()
  expect(receiver.heard.map(({ event, body }) => [event, body.id, body.first_name, body.version])).toEqual([
    ['profile.updated', profileId, 'Augusta', 2],
  ])
  expect((await shop.get(`profiles/${profileId}`)).body.data.version).toBe(2)
  expect(await findingsOf(shop)).toEqual({})
})

test('a member who is not there cannot be told of', async () => {
  const profileId = await enrol()
  await shop.remove(`profiles/${profileId}`)
  for (const id of [profileId, 'nobody']) expect((await shop.get(`profiles/${id}/resync`)).status).toBe(404)
})

test('all who changed since a moment are told of, more than a page of them, and nobody else', async () => {
  await enrol()
  shop.wait(3_600_000)
  const since = new Date(shop.now()).toISOString()
  await shop.sql`
    insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
    select gen_random_uuid(), 'Many', 'Members', ${shop.now()}, ${shop.now()}, ${shop.now()} from generate_series(1, 450)`
  const answer = await shop.post('profiles/sync', { updated_at: since })
  expect(answer.body).toEqual({ data: { message: 'Profiles queued for sync.' } })
  await shop.runJobs()
  expect(told()).toHaveLength(450)
  expect(new Set(told()).size).toBe(450)
  expect(receiver.heard.every(({ body }) => body.first_name === 'Many')).toBe(true)
  await shop.runJobs()
  expect(told()).toHaveLength(450)
})

test('asked for twice before it has begun, it is done once, and reaches as far back as either', async () => {
  const early = new Date(shop.now()).toISOString()
  const first = await enrol()
  shop.wait(60_000)
  const late = new Date(shop.now()).toISOString()
  const second = await enrol()
  await shop.post('profiles/sync', { since: late })
  await shop.post('profiles/sync', { since: early })
  await shop.runJobs()
  expect(told().filter((id) => [first, second].includes(id))).toEqual([first, second])
})

test('a moment that is missing, unreadable or yet to come is refused', async () => {
  for (const body of [{}, { updated_at: 'yesterday' }, { updated_at: '2099-01-01' }]) {
    const { status, body: refused } = await shop.post('profiles/sync', body)
    expect([status, refused.code, Object.keys(refused.errors)]).toEqual([422, 'validation_failed', ['updated_at']])
  }
})
