// One PostgreSQL for the whole run, and in it one migrated database that every test file clones.
// With DATABASE_URL set it is that PostgreSQL instead of the embedded one, so the same tests prove both.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { type Connection, openPool } from '../src/db/open.ts'
import { withDatabase } from './database-name.ts'

declare module 'vitest' {
  interface ProvidedContext {
    adminConnection: Connection
    templateDatabase: string
  }
}

type Server = { connection: Connection; stop(): Promise<void> }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env['DATABASE_URL']
  const server =
    url === undefined || url === '' ? await startTemporary() : { connection: { url }, stop: async () => {} }
  // Several runs may share one PostgreSQL, so each has names of its own.
  const prefix = `tillside_test_${randomBytes(4).toString('hex')}`
  const template = `${prefix}_template`
  try {
    await createDatabase(server.connection, template)
    await migrate(withDatabase(server.connection, template))
  } catch (error) {
    await dropAll(server.connection, prefix)
    await server.stop()
    throw error
  }
  project.provide('adminConnection', server.connection)
  project.provide('templateDatabase', template)
  return async () => {
    await dropAll(server.connection, prefix)
    await server.stop()
  }
}

async function startTemporary(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-test-'))
  // As root PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755)
  // Nothing here must survive a power cut, and syncing is most of what cloning a database costs. Each shop of a test has two
  // pools, and several shops are open at once.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }
  const embedded = await startEmbedded({ dataFolder: folder, log: console.error, settings })
  const stop = async (): Promise<void> => {
    await embedded.stop()
    // It is elsewhere when even the temporary folder is closed to others.
    rmSync(dirname(embedded.folder), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  return { connection: embedded.connection, stop }
}

async function createDatabase(admin: Connection, name: string): Promise<void> {
  const sql = openPool(admin, { size: 1, name: 'tillside tests' })
  try {
    await sql`create database ${sql(name)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function dropAll(admin: Connection, prefix: string): Promise<void> {
  const sql = openPool(admin, { size: 1, name: 'tillside tests' })
  try {
    const rows = await sql<{ datname: string }[]>`select datname from pg_database where starts_with(datname, ${prefix})`
    for (const { datname } of rows) await sql`drop database if exists ${sql(datname)} with (force)`
  } finally {
    await sql.end({ timeout: 1 })
  }
}
