// The database of one run: a new embedded PostgreSQL with its real settings in a temporary folder, or a new database
// in the one that DATABASE_URL names. Both are gone afterwards.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { startEmbedded } from '../packages/server/src/db/embedded.ts'
import { migrate } from '../packages/server/src/db/migrate.ts'
import { type Connection, openPool } from '../packages/server/src/db/open.ts'
import { load } from './load.ts'

export interface BenchDatabase {
  readonly connection: Connection
  /** What tells the server where its database is. */
  readonly environment: Readonly<Record<string, string>>
  remove(): Promise<void>
}

type Say = (line: string) => void

async function fill(connection: Connection, profiles: number, say: Say): Promise<void> {
  await migrate(connection)
  const begun = performance.now()
  await load(connection, profiles, say)
  say(`  loaded in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
}

/** Loaded, then stopped: the server starts it again and owns it, as it does after npm start. */
async function makeEmbedded(profiles: number, say: Say): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-bench-'))
  // As root PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755)
  const dataFolder = join(folder, 'data')
  const embedded = await startEmbedded({ dataFolder, log: say })
  const remove = async (): Promise<void> => {
    // The data is elsewhere when even the temporary folder is closed to others.
    rmSync(dirname(embedded.folder), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await fill(embedded.connection, profiles, say)
    await embedded.stop()
    return { connection: embedded.connection, environment: { TILLSIDE_DATA: dataFolder, DATABASE_URL: '' }, remove }
  } catch (error) {
    await embedded.stop()
    await remove()
    throw error
  }
}

async function makeIn(url: string, profiles: number, say: Say): Promise<BenchDatabase> {
  const name = `tillside_bench_${randomBytes(4).toString('hex')}`
  const own = new URL(url)
  own.pathname = `/${name}`
  const administer = async (statement: string): Promise<void> => {
    const sql = openPool({ url }, { size: 1, name: 'tillside bench' })
    try {
      await sql.unsafe(statement)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  await administer(`create database ${name}`)
  const remove = (): Promise<void> => administer(`drop database if exists ${name} with (force)`)
  try {
    const connection = { url: own.href }
    await fill(connection, profiles, say)
    return { connection, environment: { DATABASE_URL: own.href }, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

export function makeDatabase(profiles: number, say: Say): Promise<BenchDatabase> {
  const url = process.env['DATABASE_URL'] ?? ''
  return url === '' ? makeEmbedded(profiles, say) : makeIn(url, profiles, say)
}
