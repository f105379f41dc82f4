// The server, cut off from its database before each statement of a request in turn: it stays up, and a repeat under the
// same key finds the effect done once.
import { afterAll, beforeAll, expect, test } from 'vitest'

import { randomUUID } from 'node:crypto'

import type { NetworkAnswer } from '@tillside/pos-sdk/ports/network'
import { createTestDatabase, type TestDatabase } from '../../server/test/database.ts'
import { Backend, type ServerFault } from '../src/backend.ts'
import type { Cut } from '../src/database-line.ts'
import { modes } from '../src/mode.ts'
import { officeToken, openingAt, openShopDatabase, type ShopDatabase } from '../src/shop-database.ts'
import { Timeline } from '../src/timeline.ts'

let testDatabase: TestDatabase
let shop: ShopDatabase
let backend: Backend
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  shop = await openShopDatabase(testDatabase.connection)
  backend = new Backend(shop, new Timeline(openingAt), modes.tillside)
  await backend.start()
})
afterAll(async () => {
  await backend.stop()
  await shop.close()
  await testDatabase.drop()
})

const post = (path: string, body: object, key: string, fault?: ServerFault): Promise<NetworkAnswer | null> =>
  backend.handle(
    {
      method: 'POST',
      url: `http://server/api/v3/${path}`,
      headers: { authorization: `Bearer ${officeToken}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    },
    fault,
  )

const cuts: Cut[] = ['afterCommit', ...Array.from({ length: 40 }, (_, index) => ({ beforeStatement: index + 1 }))]
const sale = { total: 90, transacted_at: '2025-07-04 11:15:00', timezone: 'Australia/Sydney' }

test('a sale whose connection is lost at any statement is not recorded, or is, and a repeat records it once', async () => {
  let cutOff = 0
  for (const [index, cut] of cuts.entries()) {
    const body = { ...sale, external_id: `first-${index}` }
    const first = await post('transactions', body, `first-${index}`, { cut, stops: false })
    if (backend.wasCut) cutOff += 1
    expect(first?.status).toBe(backend.wasCut ? 503 : 201)
    expect((await post('transactions', body, `first-${index}`))?.status).toBe(201)
  }
  const [row] = await shop.sql<{ count: number }[]>`select count(*) as count from transaction`
  expect(row?.count).toBe(cuts.length)
  expect(cutOff).toBeGreaterThan(10)
})

test('a repeat whose connection is lost behind the claim of its key leaves the server standing', async () => {
  const body = { ...sale, external_id: 'again' }
  await post('transactions', body, 'again')
  for (const cut of cuts) {
    const again = await post('transactions', body, 'again', { cut, stops: false })
    expect(again?.status).toBe(backend.wasCut ? 503 : 201)
  }
})

test('a refused redemption whose connection is lost at any statement is refused when it is sent again', async () => {
  const profileId = randomUUID()
  await shop.sql`
    insert into profile (id, first_name, last_name, joined_at, created_at, updated_at)
    values (${profileId}, 'Sample', 'Member', ${openingAt}, ${openingAt}, ${openingAt})`
  for (const [index, cut] of cuts.entries()) {
    const redeem = (fault?: ServerFault) =>
      post(`profiles/${profileId}/redeem`, { amount: 1 }, `refused-${index}`, fault)
    expect((await redeem({ cut, stops: false }))?.status).toBe(backend.wasCut ? 503 : 422)
    expect((await redeem())?.status).toBe(422)
  }
})
