// The sample is loaded once here, on a clock of its own, and looked at from all sides.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { gs1CheckDigit } from '@tillside/rules/identities'
import { scopes } from '@tillside/contract/scopes'
import { instant } from '@tillside/rules/time'

import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createApp } from '../app.ts'
import { type Database, openDatabase, type Sql } from '../db/open.ts'
import { ensureFirstPointDefinition } from '../points/definitions.ts'
import { establishTenant } from '../settings/service.ts'
import { installToken } from '../tokens/service.ts'
import { findRedeemExample, loadSample, type Theatre } from './load.ts'
import { newStage } from './stage.ts'

const token = 'token-of-the-sample-test-0123456789abcdef'
const now = instant(Date.UTC(2026, 1, 3, 4, 5, 6))

interface Opened {
  readonly database: Database
  readonly theatre: Theatre
  readonly sql: Sql
  readonly app: FastifyInstance
  close(): Promise<void>
}

async function open(currency: string): Promise<Opened> {
  const testDatabase: TestDatabase = await createTestDatabase()
  const database = openDatabase(testDatabase.connection)
  const tenant = await database.write.begin(async (tx) => {
    const established = await establishTenant(tx, { currency, timeZone: 'UTC', region: 'AU' }, now)
    await ensureFirstPointDefinition(tx, established.currency, now)
    const admin = { userName: 'Admin', userEmail: 'admin@example.com', tokenName: 'admin', accessToken: token, scopes }
    await installToken(tx, admin, now)
    return established
  })
  const stage = newStage({ database, now: () => now })
  const app = await createApp({ database: stage.database, tenant, now: stage.now, logLevel: 'silent' })
  const close = async (): Promise<void> => {
    await app.close()
    await database.close()
    await testDatabase.drop()
  }
  return { database, theatre: { app, stage, token, currency }, sql: database.read, app, close }
}

let shop: Opened
beforeAll(async () => {
  shop = await open('AUD')
  const begun = performance.now()
  const cpu = process.cpuUsage()
  expect(await loadSample(shop.database, shop.theatre)).toBe(true)
  console.log(performance.now() - begun, process.cpuUsage(cpu))
})
afterAll(() => shop.close())

const counts = async (): Promise<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const table of [
    'location',
    'staff',
    'product_variant',
    'profile',
    'reward',
    'point',
    'benefit',
    'transaction',
    'redemption',
    'item_return',
    'ledger_entry',
  ]) {
    const [row] = await shop.sql<{ count: number }[]>`select count(*) as count from ${shop.sql(table)}`
    found[table] = row?.count ?? 0
  }
  return found
}
test('x', async () => {
  console.log(await counts())
  console.log(await shop.sql`select code, count(*) from exception group by 1`)
  console.log(await shop.sql`select type, count(*) from redemption group by 1`)
  console.log(await findRedeemExample(shop.database, 'AUD', now), gs1CheckDigit('1'))
})
