// Brings a database to the schema of this program: numbered plain SQL, each file once, under a lock,
// so that two processes that start together do not both apply one.
//
// A first line `-- breaking` says that older programs cannot work beside the migration. A program refuses
// a database that a breaking migration unknown to it has passed, and runs beside any other unknown one.
import { readdir, readFile } from 'node:fs/promises'

import { type Connection, openPool, type Sql } from './open.ts'

interface Migration {
  readonly id: number
  readonly name: string
  readonly sql: string
  readonly isBreaking: boolean
}

// Any number will do, as long as every Tillside uses the same one.
const migrationLock = 7_155_001

const folder = new URL('./migrations/', import.meta.url)

/** The database is newer than this program, in a way that this program cannot work with. */
export class SchemaTooNewError extends Error {}

/** Reads the migrations that this program brings, in order. */
async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { id: Number(name.slice(0, 4)), name, sql, isBreaking: sql.startsWith('-- breaking') }
    }),
  )
}

/** Applies what is missing and says which files those were. */
export async function migrate(connection: Connection): Promise<string[]> {
  const sql = openPool(connection, { size: 1, name: 'tillside migrate' })
  try {
    await sql`select set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)`
    await sql`select pg_advisory_lock(${migrationLock})`
    return await applyMissing(sql, await readMigrations())
  } finally {
    await sql.end({ timeout: 4 })
  }
}

async function applyMissing(sql: Sql, known: readonly Migration[]): Promise<string[]> {
  await sql`
    create table if not exists migration (
      id integer primary key, name text not null, is_breaking boolean not null,
      applied_at timestamptz not null default now())`
  const applied = await sql<
    { id: number; name: string; is_breaking: boolean }[]
  >`select id, name, is_breaking from migration`
  const knownIds = new Set(known.map((migration) => migration.id))
  const unknownBreaking = applied.find((row) => row.is_breaking && !knownIds.has(row.id))
  if (unknownBreaking) {
    throw new SchemaTooNewError(
      `The database has been upgraded by a newer Tillside (${unknownBreaking.name}); this version cannot work with it.`,
    )
  }
  const appliedIds = new Set(applied.map((row) => row.id))
  const missing = known.filter((migration) => !appliedIds.has(migration.id))
  for (const migration of missing) {
    await sql.begin(async (tx) => {
      await tx.unsafe(migration.sql)
      await tx`insert into migration (id, name, is_breaking) values (${migration.id}, ${migration.name}, ${migration.isBreaking})`
    })
  }
  return missing.map((migration) => migration.name)
}
