// Receivers in trouble: what is tried again, when it is given up, and that nobody else notices.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { dayMs, hourMs, minuteMs, secondMs } from '@tillside/rules/time'

import { openReceiver, type Receiver } from '../../test/receiver.ts'
import { openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
let receiver: Receiver
beforeAll(async () => {
  shop = await openShop({ timings: { timeoutMs: 300, leaseMs: 30_000 } })
})
beforeEach(async () => {
  receiver = await openReceiver()
  return async () => {
    await receiver.close()
    for (const { id } of (await shop.get('webhooks?limit=500')).body.data) await shop.remove(`webhooks/${id}`)
  }
})
afterAll(() => shop.close())

let made = 0
const hook = async (more: object = {}): Promise<number> => {
  const url = `${receiver.url}/hooks`
  const answer = await shop.post('webhooks', { trigger: 'profile.created', url, namespace: 'pos', ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body.data.id
}
const enrol = async (): Promise<string> => {
  const email = `member-${(made += 1)}@example.com`
  return (await shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email })).body.data.id
}
const enrolMany = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await enrol()
}
const deliveries = async (id: number, filter = '') =>
  (await shop.get(`webhooks/${id}/deliveries?limit=500${filter}`)).body.data
const countIn = async (id: number, state: string): Promise<number> =>
  (await deliveries(id, `&filter[state]=${state}`)).length
const webhook = async (id: number) => (await shop.get(`webhooks/${id}`)).body.data

/** Lets time go by as the server would see it: a round at each moment when something may be due. */
async function pass(ms: number, stepMs: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    shop.wait(stepMs)
    await shop.runJobs()
  }
}

describe('a receiver that fails', () => {
  test('is tried again after seconds with the same message under the same id, and hears it once it works', async () => {
    receiver.answer(500)
    const id = await hook()
    await enrol()
    await shop.runJobs()
    expect(await deliveries(id)).toMatchObject([
      {
        state: 'pending',
        attempts: 1,
        last_status: 500,
        last_error: 'answered 500',
        next_attempt_at: expect.any(String),
      },
    ])
    await shop.runJobs()
    expect(receiver.heard).toHaveLength(1)
    receiver.answer(204)
    await pass(7 * secondMs, 7 * secondMs)
    expect(await deliveries(id)).toMatchObject([
      { state: 'succeeded', attempts: 2, last_status: 204, last_error: null },
    ])
    const [first, second] = receiver.heard
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.raw).toEqual(first?.raw)
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp'])
  })

  test('is given up after a day; then it is parked, and what comes behind it goes on', async () => {
    const id = await hook()
    await shop.post('webhooks', { trigger: 'profile.updated', url: `${receiver.url}/hooks`, namespace: 'pos' })
    receiver.answer(({ event }) => (event === 'profile.created' ? 422 : 200))
    const profileId = await enrol()
    await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
    await pass(22 * hourMs, hourMs)
    expect(await countIn(id, 'pending')).toBe(1)
    expect(receiver.events().filter((event) => event === 'profile.updated')).toEqual([])
    await pass(3 * hourMs, hourMs)
    const [parked] = await deliveries(id)
    expect(parked).toMatchObject({ state: 'parked', last_status: 422, next_attempt_at: null })
    expect(parked.attempts).toBeGreaterThan(6)
    expect(receiver.events().at(-1)).toBe('profile.updated')
  })

  test('with retry_hourly is tried for a second day', async () => {
    receiver.answer(422)
    const id = await hook({ retry_hourly: true })
    await enrol()
    await pass(30 * hourMs, hourMs)
    expect(await countIn(id, 'pending')).toBe(1)
    await pass(20 * hourMs, hourMs)
    expect(await countIn(id, 'parked')).toBe(1)
  })

  test('and asks for a rest with Retry-After is left alone for as long', async () => {
    receiver.answer((_, response) => {
      response.writeHead(429, { 'retry-after': '600' }).end()
      return undefined
    })
    await hook()
    await enrol()
    await shop.runJobs()
    receiver.answer(200)
    await pass(9 * minuteMs, minuteMs)
    expect(receiver.heard).toHaveLength(1)
    await pass(2 * minuteMs, minuteMs)
    expect(receiver.heard).toHaveLength(2)
  })

  test('and answers 410 is gone: the webhooks of its URL are switched off and say so', async () => {
    const id = await hook()
    const other = (
      await shop.post('webhooks', { trigger: 'profile.updated', url: `${receiver.url}/hooks`, namespace: 'pos' })
    ).body.data.id
    receiver.answer(410)
    await enrolMany(3)
    await shop.runJobs()
    for (const one of [id, other])
      expect(await webhook(one)).toMatchObject({ is_active: false, disabled_reason: 'gone' })
    expect(await countIn(id, 'parked')).toBe(3)
    const [heard] = [receiver.heard.length]
    await enrol()
    await pass(minuteMs, minuteMs)
    expect(receiver.heard).toHaveLength(heard)
    expect((await shop.put(`webhooks/${id}`, { is_active: true })).body.data).toMatchObject({
      is_active: true,
      disabled_reason: null,
    })
  })

  test('with a redirect is not followed anywhere', async () => {
    const elsewhere = await openReceiver()
    receiver.answer((_, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/inside` }).end()
      return undefined
    })
    const id = await hook()
    await enrol()
    await shop.runJobs()
    expect(await deliveries(id)).toMatchObject([
      { state: 'pending', last_status: 302, last_error: 'answered 302: redirects are not followed' },
    ])
    expect(elsewhere.heard).toEqual([])
    await elsewhere.close()
  })

  test('or never answers is waited for only so long', async () => {
    receiver.answer(() => undefined)
    const id = await hook()
    await enrol()
    await shop.runJobs()
    expect(await deliveries(id)).toMatchObject([
      { state: 'pending', last_status: null, last_error: 'no answer within 0.3 seconds' },
    ])
  })

  test('has taken it when it said so, also when its answer never ends', async () => {
    receiver.answer((_, response) => {
      response.writeHead(200).write('wait for it')
      return undefined
    })
    const id = await hook()
    await enrol()
    await shop.runJobs()
    expect(await deliveries(id)).toMatchObject([{ state: 'succeeded', last_status: 200 }])
  })

  test('or cuts the connection is tried again', async () => {
    receiver.answer((_, response) => {
      response.socket?.destroy()
      return undefined
    })
    const id = await hook()
    await enrol()
    await shop.runJobs()
    expect(await deliveries(id)).toMatchObject([
      { state: 'pending', last_status: null, last_error: 'the connection was cut' },
    ])
  })
})

describe('a receiver that is away as a whole', () => {
  test('is left alone for longer and longer, asked by one message at a time, and told everything once it is back', async () => {
    receiver.answer(503)
    const id = await hook()
    await enrolMany(30)
    await shop.runJobs()
    const tried = receiver.heard.length
    // Sixteen at once, and what went before the fifth of them had failed.
    expect(tried).toBeLessThanOrEqual(20)
    expect(await webhook(id)).toMatchObject({ is_active: true, paused_until: expect.any(String) })
    await shop.runJobs()
    expect(receiver.heard).toHaveLength(tried)
    for (let round = 1; round <= 3; round += 1) {
      shop.wait(round * 2 * minuteMs)
      await shop.runJobs()
      expect(receiver.heard).toHaveLength(tried + round)
    }
    receiver.answer(200)
    await pass(30 * minuteMs, 5 * minuteMs)
    expect(await countIn(id, 'succeeded')).toBe(30)
    expect(await webhook(id)).toMatchObject({ paused_until: null })
  })

  test('for more than a day loses nothing: what was given up is parked, and can be sent again', async () => {
    receiver.answer(503)
    const id = await hook()
    await enrolMany(8)
    await pass(27 * hourMs, hourMs)
    expect(await countIn(id, 'parked')).toBe(8)
    const heardBefore = receiver.heard.length
    receiver.answer(200)
    shop.wait(hourMs)
    expect((await shop.post(`webhooks/${id}/replay`, { from: '2025-07-01', to: '2035-01-01' })).body.data).toEqual({
      count: 8,
    })
    await pass(2 * hourMs, hourMs)
    expect(await countIn(id, 'succeeded')).toBe(8)
    expect(receiver.heard.length - heardBefore).toBe(8)
  })
})

describe('sending again', () => {
  test('by id, whatever became of it, with the same message', async () => {
    const id = await hook()
    await enrolMany(3)
    await shop.runJobs()
    const [, second] = await deliveries(id)
    expect((await shop.post(`webhooks/${id}/replay`, { ids: [second.id] })).body.data).toEqual({ count: 1 })
    await shop.runJobs()
    expect(receiver.heard).toHaveLength(4)
    expect(receiver.heard[3]?.headers['webhook-id']).toBe(second.message_id)
  })

  test('by a span of time: what was parked, or all of it', async () => {
    const id = await hook()
    receiver.answer(({ body }) => (body.first_name === 'Bad' ? 400 : 200))
    await enrol()
    await shop.post('profiles', { first_name: 'Bad', last_name: 'Luck', email: `bad-${(made += 1)}@example.com` })
    await pass(25 * hourMs, hourMs)
    expect(await countIn(id, 'parked')).toBe(1)
    const from = '2025-07-01 00:00:00'
    receiver.answer(200)
    expect((await shop.post(`webhooks/${id}/replay`, { from })).body.data).toEqual({ count: 1 })
    await shop.runJobs()
    expect((await shop.post(`webhooks/${id}/replay`, { from })).body.data).toEqual({ count: 0 })
    expect((await shop.post(`webhooks/${id}/replay`, { from, include_succeeded: true })).body.data).toEqual({
      count: 2,
    })
    expect((await shop.post(`webhooks/${id}/replay`, { to: '2025-07-01', include_succeeded: true })).body.data).toEqual(
      { count: 0 },
    )
  })

  test('says what it needs, and what it cannot do', async () => {
    const id = await hook()
    for (const body of [{}, { ids: [1], from: '2025-07-01' }])
      expect((await shop.post(`webhooks/${id}/replay`, body)).body).toMatchObject({
        code: 'validation_failed',
        errors: { ids: [expect.any(String)] },
      })
    expect((await shop.post('webhooks/999999/replay', { ids: [1] })).status).toBe(404)
    await shop.put(`webhooks/${id}`, { is_active: false })
    expect((await shop.post(`webhooks/${id}/replay`, { ids: [1] })).body.code).toBe('webhook_inactive')
  })

  test('is refused as a whole when it is too much for one call', async () => {
    const id = await hook()
    await enrol()
    await shop.runJobs()
    await shop.sql`
      insert into webhook_delivery (webhook_id, endpoint_id, message_id, subject, state, attempts, since, next_at, created_at, updated_at)
      select webhook_id, endpoint_id, message_id, subject, 'parked', 0, since, next_at, created_at, updated_at
      from webhook_delivery, generate_series(1, 100001) where webhook_id = ${id}`
    const answer = await shop.post(`webhooks/${id}/replay`, { from: '2025-07-01' })
    expect(answer.body).toMatchObject({ code: 'replay_too_large', details: { limit: 100_000 } })
    expect(await countIn(id, 'pending')).toBe(0)
  })
})

test('a webhook that is moved takes along what was still to be told', async () => {
  receiver.answer(500)
  const id = await hook()
  await enrol()
  await shop.runJobs()
  const other = await openReceiver()
  await shop.put(`webhooks/${id}`, { url: other.url })
  await pass(minuteMs, minuteMs)
  expect(other.events()).toEqual(['profile.created'])
  await other.close()
})

test('a webhook that is to tell something else from now on tells what is on its way as what it is', async () => {
  receiver.answer(500)
  const id = await hook({ trigger: 'profile.updated' })
  const profileId = await enrol()
  await shop.put(`profiles/${profileId}`, { first_name: 'Augusta' })
  await shop.runJobs()
  expect((await shop.put(`webhooks/${id}`, { trigger: 'profile.deleted' })).status).toBe(200)
  receiver.answer(200)
  await pass(minuteMs, minuteMs)
  expect(receiver.events()).toEqual(['profile.updated', 'profile.updated'])
  await shop.remove(`profiles/${profileId}`)
  await shop.runJobs()
  expect(receiver.events().at(-1)).toBe('profile.deleted')
})

test('a webhook that is switched off or deleted is told nothing more', async () => {
  receiver.answer(500)
  const [off, gone] = [await hook(), await hook({ url: `${receiver.url}/gone` })]
  await enrol()
  await shop.runJobs()
  await shop.put(`webhooks/${off}`, { is_active: false })
  await shop.remove(`webhooks/${gone}`)
  const heardBefore = receiver.heard.length
  await pass(dayMs, 6 * hourMs)
  expect(receiver.heard).toHaveLength(heardBefore)
  expect(await deliveries(off)).toMatchObject([{ state: 'parked', last_error: 'the webhook was switched off' }])
})
