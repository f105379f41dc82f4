// The sample is loaded once here, on a clock of its own, and looked at from all sides.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { gs1CheckDigit } from '@tillside/rules/identities'
import { scopes } from '@tillside/contract/scopes'
import { dayMs, instant } from '@tillside/rules/time'

import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createApp } from '../app.ts'
import { examineDatabase } from '../cli/doctor.ts'
import { type Connection, type Database, openDatabase, type Sql } from '../db/open.ts'
import { ensureFirstPointDefinition } from '../points/definitions.ts'
import { establishTenant } from '../settings/service.ts'
import { installToken } from '../tokens/service.ts'
import { findRedeemExample, loadSample, type Theatre } from './load.ts'
import { newStage } from './stage.ts'

const token = 'token-of-the-sample-test-0123456789abcdef'
const now = instant(Date.UTC(2026, 1, 3, 4, 5, 6))

const admin = { userName: 'Admin', userEmail: 'admin@example.com', tokenName: 'admin', accessToken: token, scopes }

interface Opened {
  readonly connection: Connection
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
  return {
    connection: testDatabase.connection,
    database,
    theatre: { app, stage, scopes, currency },
    sql: database.read,
    app,
    close,
  }
}

let shop: Opened
beforeAll(async () => {
  shop = await open('AUD')
  expect(await loadSample(shop.database, shop.theatre)).toBe(true)
})
afterAll(() => shop.close())

/** A list of the API, as the operator would read it. */
async function list<T>({ app }: Opened, path: string): Promise<T[]> {
  const rows: T[] = []
  for (let page = 1; ; page += 1) {
    const url = `/api/v3/${path}${path.includes('?') ? '&' : '?'}page[size]=100&page[number]=${page}`
    const { statusCode, payload } = await app.inject({ url, headers: { authorization: `Bearer ${token}` } })
    expect(statusCode).toBe(200)
    const { data, meta } = JSON.parse(payload) as { data: T[]; meta: { last_page: number } }
    rows.push(...data)
    if (page >= meta.last_page) return rows
  }
}

const sums = async ({ sql }: Opened): Promise<unknown> => {
  const [row] = await sql`
    select (select count(*) from location) as locations, (select count(*) from staff where not is_placeholder) as staff,
           (select count(*) from product_variant) as variants, (select count(*) from profile) as profiles,
           (select count(*) from benefit) as benefits, (select count(*) from item_return) as returns,
           (select sum(total_minor) from transaction) as sold, (select sum(value_remaining) from reward) as rewards,
           (select sum(value_remaining) from point) as points, (select count(*) from ledger_entry) as entries,
           (select string_agg(receipt_ref || ' ' || transacted_local, ', ' order by id) from transaction) as receipts`
  return row
}

test('there is something of everything, and nothing disagrees', async () => {
  expect(await sums(shop)).toMatchObject({ locations: 3, staff: 7, variants: 40, profiles: 60 })
  const types = await shop.sql<
    { type: string; count: number }[]
  >`select type, count(*) as count from redemption group by type order by type`
  expect(types.map(({ type }) => type)).toEqual(['redeem', 'return', 'reversal'])
  expect(await list(shop, 'rewards/definitions')).toHaveLength(3)
  expect(await list(shop, 'redemptions?filter[state]=unmatched')).not.toEqual([])
  expect((await list<{ code: string }>(shop, 'exceptions')).map(({ code }) => code)).toEqual(['staff_unknown'])
  const lines: string[] = []
  expect(await examineDatabase(shop.connection, (line) => lines.push(line)), lines.join('\n')).toBe(0)
  // Nothing has numbered what the story tells, which is no fault.
  expect(lines.join('\n')).toMatch(/\d+ changes wait for a number, the oldest since \d{4}-/)
})

test('rewards end on many days, and the late night is sold out for the last to come', async () => {
  const ends = await shop.sql`select distinct ends_at from reward where value_remaining > 0 and ends_at > ${now}`
  expect(ends.length).toBeGreaterThan(10)
  const [night] = await list<{ total_global_redemptions_remaining: number }>(
    shop,
    'benefits/definitions?filter[handle]=late-night',
  )
  expect(night?.total_global_redemptions_remaining).toBe(0)
})

interface Member {
  readonly email: string
  readonly mobile_phone: string | null
  readonly identities: readonly { readonly handle: string; readonly identifier: string }[]
  readonly tags: readonly string[]
}

test('nobody in it can be reached, every card is valid, and all of it says that it is a sample', async () => {
  const members = await list<Member>(shop, 'profiles')
  for (const { email, mobile_phone: mobile, identities, tags } of members) {
    expect(email).toMatch(/@example\.com$/)
    // The Australian regulator keeps these for books and films.
    expect(mobile ?? '+61491570006').toMatch(/^\+61491 ?57\d{4}$/)
    const [{ handle, identifier } = { handle: '', identifier: '' }] = identities
    expect([handle, identifier]).toEqual(['loyalty-card', expect.stringMatching(/^952\d{10}$/)])
    expect(gs1CheckDigit(identifier.slice(0, -1))).toBe(Number(identifier.slice(-1)))
    expect(tags).toEqual(['sample'])
  }
  expect(members.filter(({ mobile_phone: mobile }) => mobile !== null)).toHaveLength(30)
  for (const path of ['locations', 'rewards/definitions', 'benefits/definitions']) {
    const named = await list<{ name: string }>(shop, path)
    expect(named.filter(({ name }) => !name.startsWith('Sample'))).toEqual([])
  }
})

test('the printed example redeems, and a later start has another', async () => {
  const before = await findRedeemExample(shop.database, 'AUD', now)
  expect(before?.amount).toBe(10)
  const { statusCode, payload } = await shop.app.inject({
    method: 'POST',
    url: `/api/v3/profiles/${before?.profileId}/redeem`,
    headers: { authorization: `Bearer ${token}` },
    payload: { amount: before?.amount, strategies: ['rewards'] },
  })
  expect([statusCode, JSON.parse(payload).data.total]).toEqual([201, 10])
  expect(await findRedeemExample(shop.database, 'AUD', now)).toBeDefined()
  const muchLater = instant(now + 2_000 * dayMs)
  expect(await findRedeemExample(shop.database, 'AUD', muchLater)).toBeUndefined()
})

test('it is loaded once, and the app stands in the present afterwards', async () => {
  const before = await sums(shop)
  expect(await loadSample(shop.database, shop.theatre)).toBe(false)
  expect(await sums(shop)).toEqual(before)
  expect(shop.theatre.stage.now()).toBe(now)
})

test('the same story everywhere, also in a currency without decimals; and never among members of somebody else', async () => {
  const yen = await open('JPY')
  const again = await open('AUD')
  try {
    expect(await loadSample(again.database, again.theatre)).toBe(true)
    const told = (await sums(again)) as { receipts: string }
    expect(await loadSample(yen.database, yen.theatre)).toBe(true)
    expect(await sums(yen)).toMatchObject({ profiles: 60, receipts: told.receipts })
    const first =
      await shop.sql`select string_agg(receipt_ref || ' ' || transacted_local, ', ' order by id) as receipts from transaction`
    expect(first[0]).toEqual({ receipts: told.receipts })
  } finally {
    await yen.close()
    await again.close()
  }
})

test('a load that fails leaves the tenant as empty as it was, and a tenant with a member of its own is left alone', async () => {
  const other = await open('AUD')
  try {
    const lesser = scopes.filter((scope) => scope !== 'return')
    await expect(loadSample(other.database, { ...other.theatre, scopes: lesser })).rejects.toThrow('403')
    expect(await sums(other)).toMatchObject({ locations: 0, variants: 0, profiles: 0, entries: 0 })
    const headers = { authorization: `Bearer ${token}` }
    const payload = { first_name: 'Real', last_name: 'Member', email: 'real@example.org' }
    const enrolled = await other.app.inject({ method: 'POST', url: '/api/v3/profiles', headers, payload })
    expect(enrolled.statusCode).toBeLessThan(300)
    expect(await loadSample(other.database, other.theatre)).toBe(false)
  } finally {
    await other.close()
  }
})
