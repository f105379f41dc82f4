// The real server on its real database, which can be stopped, and cut off from its database, at any statement.
import type { FastifyInstance, HTTPMethods } from 'fastify'

import type { NetworkAnswer, NetworkRequest } from '@tillside/pos-sdk/ports/network'
import { secondMs } from '@tillside/rules/time'
import { createApp } from '@tillside/server/app'
import { type Database, openDatabase } from '@tillside/server/db/open'
import { runJobs } from '@tillside/server/jobs/jobs'

import { type Cut, DatabaseLines } from './database-line.ts'
import type { Mode } from './mode.ts'
import { type ShopDatabase, tenant } from './shop-database.ts'
import type { Timeline } from './timeline.ts'

/** What befalls the server over one request. */
export interface ServerFault {
  readonly cut: Cut | null
  /** It goes down with it, and nobody hears an answer. */
  readonly stops: boolean
}

const noFault: ServerFault = { cut: null, stops: false }
const goneMsMax = 10_000

export class Backend {
  readonly #shop: ShopDatabase
  readonly #timeline: Timeline
  readonly #mode: Mode
  readonly #lines = new DatabaseLines()
  #database: Database | null = null
  #app: FastifyInstance | null = null
  #wasCut = false

  constructor(shop: ShopDatabase, timeline: Timeline, mode: Mode) {
    this.#shop = shop
    this.#timeline = timeline
    this.#mode = mode
  }

  get isUp(): boolean {
    return this.#app !== null
  }

  async start(): Promise<void> {
    this.#database = openDatabase(this.#shop.connection, { size: 1, graceMs: 0, openSocket: this.#lines.open })
    const now = () => this.#timeline.now
    const { dialect } = this.#mode
    this.#app = await createApp({ database: this.#database, tenant, now, logLevel: 'silent', dialect })
  }

  async stop(): Promise<void> {
    const [app, database] = [this.#app, this.#database]
    this.#app = null
    this.#database = null
    await this.#lines.dropAll()
    await app?.close()
    await database?.close()
    await this.#untilSessionsAreGone()
  }

  /** What the server does with a request, to the end; null when nobody hears an answer. */
  async handle(request: NetworkRequest, fault: ServerFault = noFault): Promise<NetworkAnswer | null> {
    if (!this.#app) return null
    this.#lines.arm(fault.cut)
    const { method, url, headers, body } = request
    const answer = await this.#app.inject({
      method: method as HTTPMethods,
      url: new URL(url).pathname + new URL(url).search,
      headers: { ...headers },
      ...(body === null ? {} : { payload: body }),
    })
    this.#wasCut = this.#lines.hasFallen
    this.#lines.arm(null)
    if (this.#wasCut) await this.dropConnections()
    if (fault.stops) await this.stop()
    if (fault.stops) return null
    const texts = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
    const date = new Date(Math.floor(this.#timeline.now / secondMs) * secondMs).toUTCString()
    return {
      status: answer.statusCode,
      headers: { ...Object.fromEntries(texts), date },
      body: this.#mode.saysCodes ? answer.body : withoutCode(answer.body, answer.statusCode),
    }
  }

  /** What the server does by itself when its time has come. */
  async work(): Promise<void> {
    if (!this.#database) return
    const fail = (error: unknown): void => {
      throw error
    }
    await runJobs({ database: this.#database, now: () => this.#timeline.now, onFailure: fail })
  }

  async dropConnections(): Promise<void> {
    await this.#lines.dropAll()
    await this.#untilSessionsAreGone()
  }

  /** Whether the cut of the last request fell. */
  get wasCut(): boolean {
    return this.#wasCut
  }

  /** PostgreSQL has noticed that its clients are gone: what they had begun is rolled back, and no lock is held. */
  async #untilSessionsAreGone(): Promise<void> {
    const begun = performance.now()
    for (;;) {
      const [row] = await this.#shop.sql<{ count: number }[]>`
        select count(*) as count from pg_stat_activity
        where datname = current_database() and starts_with(application_name, 'tillside')`
      if ((row?.count ?? 0) === 0) return
      if (performance.now() - begun > goneMsMax) throw new Error('a session of the server does not end')
    }
  }
}

/** Plain Omneo says no in words alone. */
function withoutCode(body: string, status: number): string {
  if (status < 400) return body
  const said = JSON.parse(body) as Record<string, unknown>
  delete said['code']
  delete said['details']
  return JSON.stringify(said)
}
