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

/** The database's schema is none that this program can work with. The message is for the operator. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

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

/** Refuses a schema that is not that of this program, before anything is read by what the program believes of it. */
export async function requireSchema(sql: Sql): Promise<void> {
  const missing = missingOf(await readApplied(sql), await readMigrations())
  if (missing.length > 0) {
    throw new SchemaError(
      `The database is older than this Tillside (${missing[0]?.name} is missing): run npm run tillside -- migrate first.`,
    )
  }
}

interface Applied {
  readonly id: number
  readonly name: string
  readonly is_breaking: boolean
}

const readApplied = (sql: Sql): Promise<Applied[]> => sql<Applied[]>`select id, name, is_breaking from migration`

async function applyMissing(sql: Sql, known: readonly Migration[]): Promise<string[]> {
  await sql`
    create table if not exists migration (
      id integer primary key, name text not null, is_breaking boolean not null,
      applied_at timestamptz not null default now())`
  const missing = missingOf(await readApplied(sql), known)
  for (const migration of missing) {
    await sql.begin(async (tx) => {
      await tx.unsafe(migration.sql)
      await tx`insert into migration (id, name, is_breaking) values (${migration.id}, ${migration.name}, ${migration.isBreaking})`
    })
  }
  return missing.map((migration) => migration.name)
}

/** What is still to be applied; throws when what has been applied cannot be worked with. */
function missingOf(applied: readonly Applied[], known: readonly Migration[]): readonly Migration[] {
  const knownById = new Map(known.map((migration) => [migration.id, migration]))
  for (const { id, name, is_breaking } of applied) {
    const ours = knownById.get(id)
    if (ours === undefined && is_breaking)
      throw new SchemaError(
        `The database has been upgraded by a newer Tillside (${name}); this version cannot work with it.`,
      )
    if (ours !== undefined && ours.name !== name)
      throw new SchemaError(
        `The database was made by another Tillside: it has ${name} where this version has ${ours.name}.`,
      )
  }
  const appliedIds = new Set(applied.map((row) => row.id))
  return known.filter((migration) => !appliedIds.has(migration.id))
}
