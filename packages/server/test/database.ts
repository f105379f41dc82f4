// A database of its own for a test file: a copy of the migrated template. Copied as files, since nothing here must survive a
// power cut: page by page through the log it takes six times as long.
import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { type Connection, openPool, type Sql } from '../src/db/open.ts'
import { withDatabase } from './database-name.ts'

export interface TestDatabase {
  connection: Connection
  /** Ends every session in it, also those that a test forgot. */
  drop(): Promise<void>
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = inject('adminConnection')
  const template = inject('templateDatabase')
  const name = `${template.replace(/_template$/, '')}_${randomBytes(6).toString('hex')}`
  await withAdmin(admin, (sql) => sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`)
  return {
    connection: withDatabase(admin, name),
    drop: () => withAdmin(admin, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  }
}

async function withAdmin(admin: Connection, run: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = openPool(admin, { size: 1, name: 'tillside tests' })
  try {
    await run(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
