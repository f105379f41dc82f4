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
  await receiver.close()
  await shop.close()
})

const enrol = (email: string) => shop.post('profiles', { first_name: 'Ada', last_name: 'Lovelace', email })

/** The page as figures by name. */
async function figures(): Promise<Record<string, number>> {
  const { status, body } = await shop.get('/metrics')
  expect(status).toBe(200)
  const lines = String(body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

test('an operator sees what was delivered, what waits and for how long', async () => {
  await shop.post('webhooks', { trigger: 'profile.created', url: receiver.url, namespace: 'pos' })
  await enrol('one@example.com')
  expect(await figures()).toMatchObject({ tillside_outbox_waiting: 1, tillside_changes_last: 0 })
  await shop.runJobs()
  expect(await figures()).toMatchObject({
    tillside_outbox_waiting: 0,
    tillside_changes_last: 1,
    tillside_changes_undispatched: 0,
    tillside_webhook_deliveries_pending: 0,
    'tillside_webhook_tries_total{outcome="succeeded"}': 1,
    tillside_webhook_retries_total: 0,
    tillside_webhook_lag_seconds: 0,
    tillside_webhook_try_seconds_count: 1,
  })
  receiver.answer(500)
  await enrol('two@example.com')
  await shop.runJobs()
  shop.wait(30_000)
  expect(await figures()).toMatchObject({
    'tillside_webhook_tries_total{outcome="failed"}': 1,
    tillside_webhook_deliveries_pending: 1,
    tillside_webhook_lag_seconds: 30,
  })
  await shop.runJobs()
  expect(await figures()).toMatchObject({ tillside_webhook_retries_total: 1 })
})

test('nobody sees it without a token that may', async () => {
  expect((await shop.get('/metrics', { token: null })).status).toBe(401)
  const till = await shop.tokenWith(['read-profiles'])
  expect((await shop.get('/metrics', { token: till })).body.code).toBe('scope_missing')
  const scraper = await shop.tokenWith(['read-metrics'])
  expect((await shop.get('/metrics', { token: scraper })).status).toBe(200)
})
