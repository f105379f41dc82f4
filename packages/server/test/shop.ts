// A server of its own for one test file: the real app on a real database, spoken to over HTTP, with a
// clock that the story moves. Every answer is held against the OpenAPI document.
import { createApp } from '../src/app.ts'
import { type Database, openDatabase, type Sql, type Tx } from '../src/db/open.ts'
import { transaction } from '../src/db/transaction.ts'
import { Deliverer } from '../src/delivery/deliverer.ts'
import { Guard, type GuardOptions } from '../src/delivery/guard.ts'
import { resolveBySystem } from '../src/delivery/names.ts'
import { type Timings, timingsDefault } from '../src/delivery/shared.ts'
import type { Dialect, Tenant } from '../src/http/context.ts'
import { runJobs, startJobs } from '../src/jobs/jobs.ts'
import { startNumbering } from '../src/jobs/number-changes.ts'
import { Metrics } from '../src/metrics/metrics.ts'
import { ensureFirstPointDefinition } from '../src/points/definitions.ts'
import { installToken } from '../src/tokens/service.ts'
import { establishTenant } from '../src/settings/service.ts'
import { scopes as everyScope } from '@tillside/contract/scopes'
import { instant, type Instant, parseUtc } from '@tillside/rules/time'

import { createTestDatabase, type TestDatabase } from './database.ts'
import { assertAsDocumented } from './openapi.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; undefined when the body is empty. */
  // A test reads what the server answered as its caller would: by name, without a schema.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface CallOptions {
  /** Sent as Idempotency-Key. */
  readonly key?: string
  /** Another token than the admin's; null for none. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is, instead of JSON. */
  readonly rawBody?: string
}

export interface Shop {
  readonly url: string
  readonly sql: Sql
  readonly adminToken: string
  now(): Instant
  /** Moves the clock forward. */
  wait(ms: number): void
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  get(path: string, options?: CallOptions): Promise<Answer>
  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  put(path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  remove(path: string, options?: CallOptions): Promise<Answer>
  /** What another process of the server does towards receivers of webhooks, until it is stopped by the answer. */
  startDelivering(): () => Promise<void>
  /** What the server starts to do by itself, as another process of it would, until it is stopped. */
  startJobs(): () => Promise<void>
  /** What the server does by itself every second, once, and to its end. */
  runJobs(): Promise<void>
  /** Numbers changes by itself, as another server on the same database would, until it is stopped. */
  startNumbering(): () => Promise<void>
  /** Work on the database as a command of the server does it. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A token that holds only these scopes. */
  tokenWith(scopes: readonly string[], throttle?: number | null): Promise<string>
  close(): Promise<void>
}

const adminToken = 'admin-token-of-the-test-shop-0123456789'

export interface ShopOptions {
  /** Where the clock stands when the shop opens, in UTC. */
  readonly at?: string
  readonly currency?: string
  readonly timeZone?: string
  readonly region?: string
  readonly dialect?: Dialect
  /** Pages of other hosts that may ask. */
  readonly origins?: readonly string[]
  /** Where webhooks may be sent; anywhere unless said otherwise, since receivers of tests listen on this machine. */
  readonly addresses?: GuardOptions
  readonly webhookSecret?: string
  readonly timings?: Timings
  /** The built screens, where a test opens them. */
  readonly web?: { readonly folder: string }
}

/** Calls the server as a till would, and holds every answer against the OpenAPI document. */
function callAt(url: string): Shop['call'] {
  return async (method, path, body, { key, token = adminToken, headers = {}, rawBody } = {}) => {
    const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(
      path.startsWith('http') ? path : `${url}${path.startsWith('/') ? path : `/api/v3/${path}`}`,
      {
        method,
        ...(sent === undefined ? {} : { body: sent }),
        headers: {
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...headers,
        },
      },
    )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const answer = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
    }
    assertAsDocumented(method, response.url, answer)
    return answer
  }
}

function rethrow(error: unknown): never {
  throw error
}

const guardOf = ({ addresses }: ShopOptions): Guard =>
  new Guard(addresses ?? { allowPrivate: true, resolve: resolveBySystem })

/** What the server does by itself towards receivers of webhooks. */
function newDeliverer(
  options: ShopOptions,
  database: Database,
  tenant: Tenant,
  now: () => Instant,
  metrics = new Metrics(),
): Deliverer {
  const { timings = timingsDefault } = options
  return new Deliverer({
    database,
    tenant,
    now,
    guard: guardOf(options),
    reporter: metrics,
    onFailure: rethrow,
    timings,
  })
}

async function serve(options: ShopOptions, database: Database, tenant: Tenant, now: () => Instant) {
  const { dialect = 'tillside' } = options
  const logLevel = process.env['TILLSIDE_LOG'] ?? 'silent'
  const metrics = new Metrics()
  const { origins = [] } = options
  const app = await createApp({
    database,
    tenant,
    now,
    logLevel,
    dialect,
    origins,
    addresses: guardOf(options),
    metrics,
    ...(options.web === undefined ? {} : { web: options.web }),
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, url, deliverer: newDeliverer(options, database, tenant, now, metrics) }
}

type Start = (database: Database) => () => Promise<unknown>

/** As another process would, with connections of its own. */
function startElsewhere(connection: TestDatabase['connection'], start: Start): () => Promise<void> {
  const other = openDatabase(connection)
  const stop = start(other)
  return async () => {
    await stop()
    await other.close()
  }
}

/** Opens a shop; close it in `afterAll`. */
export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const testDatabase = await createTestDatabase()
  const database = openDatabase(testDatabase.connection)
  let clock = parseUtc(options.at ?? '2025-07-04 01:15:00') as Instant
  const now = (): Instant => clock

  const wished = {
    currency: options.currency ?? 'AUD',
    timeZone: options.timeZone ?? 'Australia/Sydney',
    region: options.region ?? 'AU',
    webhookSecret: options.webhookSecret,
  }
  const install = (accessToken: string, scopes: readonly string[], throttle: number | null): Promise<unknown> => {
    const user = { userName: accessToken.slice(0, 20), userEmail: `${accessToken}@example.com`, tokenName: 'test' }
    return database.write.begin((tx) => installToken(tx, { ...user, accessToken, scopes, throttle }, clock))
  }
  const tenant = await database.write.begin(async (tx) => {
    const established = await establishTenant(tx, wished, clock)
    await ensureFirstPointDefinition(tx, established.currency, clock)
    return established
  })
  await install(adminToken, everyScope, null)

  const { app, url, deliverer } = await serve(options, database, tenant, now)
  const elsewhere = (start: Start): (() => Promise<void>) => startElsewhere(testDatabase.connection, start)
  const call = callAt(url)
  let tokens = 0
  return {
    url,
    // The connections of now: a test may have cut those before.
    get sql() {
      return database.write
    },
    adminToken,
    now,
    wait: (ms) => {
      clock = instant(clock + ms)
    },
    call,
    get: (path, callOptions) => call('GET', path, undefined, callOptions),
    post: (path, body, callOptions) => call('POST', path, body, callOptions),
    put: (path, body, callOptions) => call('PUT', path, body, callOptions),
    remove: (path, callOptions) => call('DELETE', path, undefined, callOptions),
    runJobs: () => runJobs({ database, now, onFailure: rethrow }).then(() => deliverer.run()),
    startDelivering: () => elsewhere((other) => newDeliverer(options, other, tenant, now).start()),
    startJobs: () => elsewhere((other) => startJobs({ database: other, now, onFailure: rethrow })),
    startNumbering: () => elsewhere((other) => startNumbering(other, rethrow)),
    transact: (work) => transaction(database.writes, work, { by: 'test', at: clock }),
    tokenWith: async (scopes, throttle = null) => {
      const token = `token-${(tokens += 1)}-of-the-test-shop-${'0'.repeat(20)}`
      await install(token, scopes, throttle)
      return token
    },
    close: async () => {
      deliverer.close()
      await app.close()
      await database.close()
      await testDatabase.drop()
    },
  }
}
