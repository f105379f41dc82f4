// npm run bench:sync: the first fill of a POS database, into SQLite and into PostgreSQL. Beside it the floor, in the same
// minutes: the same pages, asked for in the same way, and thrown away.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { sql } from 'kysely'

import { openPosDatabase } from '@tillside/pos-sync/database/open'
import { createTables } from '@tillside/pos-sync/database/tables'
import { readMapping } from '@tillside/pos-sync/mapping/mapping'
import { Loyalty } from '@tillside/pos-sync/server/loyalty'
import { differingRanges } from '@tillside/pos-sync/sync/compare'
import { fill } from '@tillside/pos-sync/sync/fill'
import { Keeper } from '@tillside/pos-sync/sync/keeper'
import { databasePos } from '@tillside/pos-sync/sync/unit'

import { readStatements, type SchemaKind } from '../examples/pos-database/schema.ts'
import { makeDatabase } from './database.ts'
import { startOurs } from './processes.ts'
import { root } from './root.ts'
import { machineOf } from './machine.ts'
import { syncPage, type SyncResult } from './sync-report.ts'

const mapping = readMapping(readFileSync(`${root}examples/pos-database/mapping.json`, 'utf8'))
const quiet = (): void => {}

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1_000
}

interface Filled {
  readonly fillSeconds: number
  readonly compareSeconds: number
  readonly megabytes: number
}

async function measure(url: string, kind: SchemaKind, loyalty: Loyalty): Promise<Filled> {
  const database = openPosDatabase(url)
  try {
    for (const statement of readStatements(`${root}examples/pos-database`, kind))
      await sql.raw(statement).execute(database.db)
    await createTables(database)
    const pos = databasePos(database, mapping)
    const keeper = new Keeper({ pos, loyalty, now: () => new Date() })
    const fillSeconds = await secondsOf(() => fill({ pos, loyalty, keeper, onProgress: quiet }))
    let apart = -1
    const compareSeconds = await secondsOf(async () => void (apart = (await differingRanges({ pos, loyalty })).length))
    if (apart !== 0) throw new Error(`after the fill ${apart} ranges differ`)
    return { fillSeconds, compareSeconds, megabytes: process.memoryUsage().rss / 1024 ** 2 }
  } finally {
    await database.close()
  }
}

/** Every page of the server, and nothing done with it. */
async function readAll(loyalty: Loyalty): Promise<void> {
  for (let number = 1; ; number += 1) {
    const { snapshots } = await loyalty.readPage(number, 500)
    if (snapshots.length < 500) return
  }
}

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '100000' },
    server: { type: 'string', default: '' },
    results: { type: 'string', default: `${root}bench/results` },
  },
})
const profiles = Number(values.profiles)
mkdirSync(`${root}.build`, { recursive: true })
const folder = mkdtempSync(`${root}.build/bench-sync-`)
const database = await makeDatabase(profiles, console.error)
const server = await startOurs(values.server, database.environment)
try {
  const loyalty = new Loyalty(
    { url: `http://127.0.0.1:${server.port}`, token: server.token, dialect: 'tillside' },
    mapping,
  )
  const floor = await secondsOf(() => readAll(loyalty))
  const sqlite = await measure(`sqlite:${join(folder, 'pos.db')}`, 'sqlite', loyalty)
  const { connection } = database
  const admin =
    'url' in connection
      ? connection.url
      : `postgres://${connection.username}@${encodeURIComponent(connection.host)}:${connection.port}/${connection.database}`
  const own = new URL(admin)
  own.pathname = '/pos_of_the_bench'
  const administrator = openPosDatabase(admin)
  await sql`create database pos_of_the_bench`.execute(administrator.db)
  const postgres = await measure(own.href, 'postgres', loyalty)
  await sql`drop database pos_of_the_bench with (force)`.execute(administrator.db)
  await administrator.close()
  const result: SyncResult = {
    date: new Date().toISOString().slice(0, 10),
    machine: machineOf(),
    profiles,
    floorSeconds: floor,
    sqlite,
    postgres,
  }
  const name = `${values.results}/${result.date}-sync`
  writeFileSync(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(`${name}.md`, syncPage(result))
  console.log(syncPage(result))
} finally {
  await server.stop()
  await database.remove()
  rmSync(folder, { recursive: true, force: true })
}
