import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Answer, openShop, type Shop } from '../../test/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop({ webhookSecret: 'horsebatterystaple' })
})
afterAll(() => shop.close())

let made = 0
const newUrl = (): string => `https://pos-${(made += 1)}.example.com/hooks`
const wish = (more: object = {}) => ({ trigger: 'profile.updated', url: newUrl(), namespace: 'pos', ...more })
const create = async (more: object = {}): Promise<Record<string, unknown> & { id: number; url: string }> => {
  const answer = await shop.post('webhooks', wish(more))
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body.data
}
const refusal = ({ status, body }: Answer): unknown[] => [status, body.code, Object.keys(body.errors ?? {})]

describe('making a webhook', () => {
  test('takes a trigger, a URL and a namespace, and shows the secret of the URL once', async () => {
    const webhook = await create()
    expect(webhook).toMatchObject({
      trigger: 'profile.updated',
      namespace: 'pos',
      is_active: true,
      queue: null,
      retry_hourly: false,
      retry_daily: null,
      condition: null,
      extra_data_template: null,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      disabled_reason: null,
      paused_until: null,
    })
    expect((await shop.get(`webhooks/${webhook.id}`)).body.data).toEqual({ ...webhook, secret: null })
  })

  test('any trigger is taken: nothing is told under a name that no event has', async () => {
    expect(await create({ trigger: 'profiles.create' })).toMatchObject({ trigger: 'profiles.create' })
  })

  test('a condition is kept as it was sent, also one that means nothing', async () => {
    const webhook = await create({ condition: { test: 123 } })
    expect(webhook['condition']).toEqual({ test: 123 })
    expect((await shop.get(`webhooks/${webhook.id}`)).body.data.condition).toEqual({ test: 123 })
  })

  test('a queue that does not exist counts as low', async () => {
    for (const [sent, kept] of [
      ['high', 'high'],
      ['default', 'default'],
      ['urgent', 'low'],
      [null, null],
    ] as const)
      expect(await create({ queue: sent })).toMatchObject({ queue: kept })
  })

  test('the same event is told to a URL once', async () => {
    const { url } = await create()
    expect(refusal(await shop.post('webhooks', wish({ url })))).toEqual([422, 'webhook_taken', ['url']])
    expect((await shop.post('webhooks', wish({ url, trigger: 'profile.created' }))).status).toBe(201)
  })

  test('a URL has one secret: a second webhook of it does not show it again', async () => {
    const { url } = await create()
    expect(await create({ url, trigger: 'profile.created' })).toMatchObject({ secret: null })
  })

  test('two tills that make the first webhook of a URL at once share its secret', async () => {
    const url = newUrl()
    const answers = await Promise.all(
      ['profile.created', 'profile.updated', 'profile.deleted'].map((trigger) =>
        shop.post('webhooks', wish({ url, trigger })),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    expect(answers.filter(({ body }) => body.data.secret !== null)).toHaveLength(1)
  })

  test('what is missing or has the wrong form is named', async () => {
    for (const field of ['trigger', 'url', 'namespace'])
      expect(refusal(await shop.post('webhooks', wish({ [field]: undefined })))).toEqual([
        422,
        'validation_failed',
        [field],
      ])
    for (const more of [{ condition: 'vip' }, { is_active: 'yes' }, { retry_hourly: 1 }, { queue: 7 }])
      expect(refusal(await shop.post('webhooks', wish(more)))).toEqual([422, 'validation_failed', Object.keys(more)])
    const long = { in: ['x', 'y'.repeat(17_000)] }
    expect(refusal(await shop.post('webhooks', wish({ condition: long })))).toEqual([
      422,
      'validation_failed',
      ['condition'],
    ])
  })

  test('a URL that is none, speaks no HTTP or holds a password is refused', async () => {
    for (const url of [
      'hooks',
      'https://',
      'ftp://pos.example.com/',
      'file:///etc/passwd',
      'https://a:b@pos.example.com/',
    ])
      expect(refusal(await shop.post('webhooks', wish({ url }))), url).toEqual([422, 'validation_failed', ['url']])
  })

  test('a template is refused, since none would be rendered', async () => {
    const answer = await shop.post('webhooks', wish({ extra_data_template: '{"till": "{{ id }}"}' }))
    expect(refusal(answer)).toEqual([422, 'template_unsupported', ['extra_data_template']])
    expect(await create({ extra_data_template: null })).toMatchObject({ extra_data_template: null })
  })

  test('under a key a repeat hears the first answer, without the secret', async () => {
    const body = wish()
    const first = await shop.post('webhooks', body, { key: 'webhook-1' })
    const second = await shop.post('webhooks', body, { key: 'webhook-1' })
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.body.data).toEqual({ ...first.body.data, secret: null })
  })
})

describe('changing a webhook', () => {
  test('changes the fields that are sent, and never the namespace', async () => {
    const { id } = await create({ queue: 'high', retry_hourly: true })
    const answer = await shop.put(`webhooks/${id}`, {
      retry_daily: true,
      namespace: 'other',
      condition: { '!': [false] },
    })
    expect(answer.body.data).toMatchObject({
      queue: 'high',
      retry_hourly: true,
      retry_daily: true,
      namespace: 'pos',
      condition: { '!': [false] },
    })
    expect((await shop.put(`webhooks/${id}`, { condition: null, queue: null })).body.data).toMatchObject({
      condition: null,
      queue: null,
    })
  })

  test('to another URL, which takes the secret along', async () => {
    const { id, secret } = await create()
    const url = newUrl()
    expect((await shop.put(`webhooks/${id}`, { url })).body.data).toMatchObject({ url, secret: null })
    const [kept] = await shop.sql<{ secret: string }[]>`select secret from webhook_endpoint where url = ${url}`
    expect(kept?.secret).toBe(secret)
  })

  test('to what another one tells already is refused', async () => {
    const { url } = await create({ trigger: 'profile.created' })
    const { id } = await create({ url })
    expect(refusal(await shop.put(`webhooks/${id}`, { trigger: 'profile.created' }))).toEqual([
      422,
      'webhook_taken',
      ['url'],
    ])
  })

  test('one that is not there is not found', async () => {
    expect((await shop.put('webhooks/999999', { is_active: false })).status).toBe(404)
  })
})

test('a webhook that was deleted is gone, and its URL begins anew with another secret', async () => {
  const { id, url, secret } = await create()
  expect((await shop.remove(`webhooks/${id}`)).status).toBe(204)
  expect((await shop.get(`webhooks/${id}`)).status).toBe(404)
  expect((await shop.remove(`webhooks/${id}`)).status).toBe(404)
  const again = await create({ url })
  expect(again['secret']).toMatch(/^whsec_/)
  expect(again['secret']).not.toBe(secret)
})

test('webhooks are listed by trigger, namespace and whether they are switched on', async () => {
  const { id } = await create({ namespace: 'erp', is_active: false, trigger: 'location.created' })
  for (const filter of [
    'filter[namespace]=erp',
    'filter[is_active]=0',
    'filter[trigger]=location.created',
    'filter[retry_hourly]=0&sort=-id',
  ]) {
    const { body } = await shop.get(`webhooks?${filter}`)
    expect(
      body.data.map((webhook: { id: number }) => webhook.id),
      filter,
    ).toContain(id)
  }
  expect((await shop.get('webhooks?filter[namespace]=none')).body.data).toEqual([])
})

describe('secrets', () => {
  test('a new secret is shown once, and the old one goes on for a day', async () => {
    const { id, secret } = await create()
    const rotated = (await shop.post(`webhooks/${id}/rotate-secret`)).body.data.secret
    expect(rotated).toMatch(/^whsec_/)
    expect(rotated).not.toBe(secret)
    expect((await shop.get(`webhooks/${id}`)).body.data.secret).toBeNull()
    expect((await shop.post('webhooks/999999/rotate-secret')).status).toBe(404)
  })

  test('the shared secret is the one that the operator gave, and is changed at once', async () => {
    expect((await shop.get('webhooks/shared-secret')).body.data.secret).toBe('horsebatterystaple')
    expect((await shop.put('webhooks/shared-secret', { secret: 'another-horse-battery' })).body.data.secret).toBe(
      'another-horse-battery',
    )
    expect((await shop.get('webhooks/shared-secret')).body.data.secret).toBe('another-horse-battery')
    expect((await shop.put('webhooks/shared-secret')).body.data.secret).toMatch(/^[0-9a-f]{64}$/)
    expect(refusal(await shop.put('webhooks/shared-secret', { secret: 'short' }))).toEqual([
      422,
      'validation_failed',
      ['secret'],
    ])
  })

  test('nobody sees the shared secret without its own scope', async () => {
    const token = await shop.tokenWith(['read-webhooks', 'update-webhooks', 'create-webhooks'])
    expect((await shop.get('webhooks/shared-secret', { token })).status).toBe(403)
    expect((await shop.call('PUT', 'webhooks/shared-secret', {}, { token })).status).toBe(403)
  })
})
