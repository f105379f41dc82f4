// P6 on the real server: whatever is killed, and whenever, every change that was committed is told once, in order. News that was
// committed and had no number yet when the server was killed gets it from the next one.
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openDatabase, openPool } from '../../src/db/open.ts'
import { startNumbering } from '../../src/jobs/number-changes.ts'
import type { Told } from '../changes.ts'
import { root } from '../source.ts'
import { buildServer, LiveServer } from './live-server.ts'
import { seeded } from './random.ts'
import { type Member, send, Till } from './till.ts'

const program = `${root}.build/changes-${process.pid}`
let server: LiveServer
let members: Member[]

beforeAll(async () => {
  await buildServer(program)
  server = await LiveServer.open(program, () => randomInt(1_000_000) / 1_000_000)
  await make('rewards/definitions', { name: 'Welcome', handle: 'welcome', value: 500, type: 'bonus', period: 30 })
  members = []
  for (const name of ['ada', 'grace', 'mary']) {
    const { id } = await make('profiles', { first_name: name, email: `${name}@example.com` })
    await make('rewards', { profile_id: id, reward_definition_handle: 'welcome', timezone: 'UTC' })
    members.push({ id: String(id), issued: 500 })
  }
})
afterAll(async () => {
  await server.remove()
  rmSync(program, { recursive: true, force: true })
})

async function make(path: string, body: Record<string, unknown>): Promise<{ id: string | number }> {
  const answer = await send(server, { path, body, key: null })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body.data as { id: string | number }
}

interface Page {
  readonly data: Told[]
  readonly meta: { readonly next_after: number; readonly newest: number }
}

/** Undefined while the server or its database is down. */
async function pageAfter(after: number): Promise<Page | undefined> {
  const headers = { authorization: `Bearer ${server.token}` }
  const answer = await fetch(`${server.url}/api/v3/changes?after=${after}&limit=50`, { headers }).catch(() => undefined)
  return answer?.status === 200 ? ((await answer.json()) as Page) : undefined
}

/** Goes on from where it is, whatever happens to the server, until the end that is told when all is over. */
async function follow(end: () => number | undefined): Promise<Told[]> {
  const seen: Told[] = []
  for (let next = 0; next !== end();) {
    const page = await pageAfter(next).catch(() => undefined)
    seen.push(...(page?.data ?? []))
    next = page?.meta.next_after ?? next
    if (!page || page.data.length === 0) await sleep(5)
  }
  return seen
}

/** Runs work on the database while it lives. */
async function looked<T>(look: (sql: ReturnType<typeof openPool>) => Promise<T>): Promise<T> {
  const sql = openPool(server.connection(), { size: 2, name: 'tillside tests' })
  try {
    return await look(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function newestOnceNumbered(): Promise<number> {
  for (;;) {
    const [row] = await looked(
      (sql) => sql<{ waiting: number; last: number }[]>`
      select (select count(*) from outbox) as waiting, (select last from change_number) as last`,
    )
    if (row?.waiting === 0) return row.last
    await sleep(20)
  }
}

function assertWhole(seen: readonly Told[], versions: ReadonlyMap<string, number>): void {
  expect(seen.map(({ number }) => number)).toEqual(seen.map((_, index) => index + 1))
  for (const [id, version] of versions) {
    const own = seen.filter(({ profile_id }) => profile_id === id).map((change) => change.version)
    expect(own).toEqual(Array.from({ length: version }, (_, index) => index + 1))
  }
}

const versionsOf = async (): Promise<Map<string, number>> => {
  const rows = await looked((sql) => sql<{ id: string; version: number }[]>`select id, version from profile`)
  return new Map(rows.map(({ id, version }) => [id, version]))
}

test('the server is killed when changes are committed and not numbered: the next one numbers them', async () => {
  const before = await newestOnceNumbered()
  await looked(async (sql) => {
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let isHeld: () => void = () => {}
    const holding = new Promise<void>((resolve) => {
      isHeld = resolve
    })
    // Nobody numbers while somebody else does.
    const numbering = sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(7155014)`
      isHeld()
      await held
    })
    await holding
    for (const { id } of members) await make(`profiles/${id}/redeem`, { amount: 1 })
    expect(await sql`select 1 from outbox`).toHaveLength(members.length)
    await server.killServer()
    letGo()
    await numbering
  })
  expect((await looked((sql) => sql`select 1 from outbox`)).length).toBe(members.length)
  await server.start()
  expect(await newestOnceNumbered()).toBe(before + members.length)
  const end = await newestOnceNumbered()
  assertWhole(await follow(() => end), await versionsOf())
})

test('server and database are killed in the middle of trade, beside another process that numbers: all is told once, in order', async () => {
  const tills = [1, 2, 3, 4].map((seed) => new Till(`till-${seed}`, server, members, seeded(seed)))
  let isOver = false
  let end: number | undefined
  const trading = Promise.all(tills.map((till) => till.trade(() => isOver)))
  const reading = follow(() => end)
  const heard = (): number => tills.reduce((sum, till) => sum + till.journal.length, 0)
  const untilHeard = async (more: number): Promise<void> => {
    for (const until = heard() + more; heard() < until;) await sleep(10)
  }
  for (const kill of ['server', 'database', 'server', 'both', 'server']) {
    // A till that was answered has a database behind it; one that was killed may still be on its way back.
    await untilHeard(1)
    // Beside the server, for as long as the database lives: what fails with it is over then.
    const database = openDatabase(server.connection())
    const stop = startNumbering(database, () => {})
    await untilHeard(12)
    await sleep(randomInt(100))
    if (kill === 'both') server.killDatabase()
    if (kill !== 'database') await server.killServer()
    else server.killDatabase()
    await stop()
    await database.close()
    if (kill !== 'database') await server.start()
  }
  await untilHeard(12)
  isOver = true
  await trading
  expect(tills.flatMap((till) => till.wrong)).toEqual([])
  end = await newestOnceNumbered()
  assertWhole(await reading, await versionsOf())
  const { isHealthy, said } = await server.examine()
  expect(isHealthy, said).toBe(true)
})
