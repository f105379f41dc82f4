// The three databases that a POS may have, each a real one, with the example's customer table in it.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { inject } from 'vitest'

import { readStatements, type SchemaKind } from '../../../examples/pos-database/schema.ts'
import { openPosDatabase, type PosDatabase } from '../src/database/open.ts'
import { Mariadb, missingMariadb } from './mariadb.ts'

const examples = new URL('../../../examples/pos-database/', import.meta.url).pathname
export const exampleMapping = readFileSync(`${examples}mapping.json`, 'utf8')

export interface TestDatabase {
  readonly kind: SchemaKind
  readonly url: string
  /** Kills the server of the database, where it has one. */
  readonly kill?: () => Promise<void>
  readonly start?: () => Promise<void>
  remove(): Promise<void>
}

function sqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-pos-'))
  return {
    kind: 'sqlite',
    url: `sqlite:${join(folder, 'pos.db')}`,
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

function postgresUrl(database: string): string {
  const admin = inject('adminConnection')
  if (!('url' in admin)) {
    const { host, port, username } = admin
    return `postgres://${username}@${encodeURIComponent(host)}:${port}/${database}`
  }
  const url = new URL(admin.url)
  url.pathname = `/${database}`
  return url.href
}

async function postgres(): Promise<TestDatabase> {
  const name = `${inject('templateDatabase').replace(/_template$/, '')}_pos_${randomBytes(4).toString('hex')}`
  const admin = openPosDatabase(postgresUrl('postgres'))
  await sql`create database ${sql.id(name)}`.execute(admin.db)
  return {
    kind: 'postgres',
    url: postgresUrl(name),
    remove: async () => {
      await sql`drop database ${sql.id(name)} with (force)`.execute(admin.db)
      await admin.close()
    },
  }
}

async function mariadb(): Promise<TestDatabase | null> {
  const server = await Mariadb.open()
  if (!server) return null
  return {
    kind: 'mariadb',
    url: await server.createDatabase('pos'),
    kill: () => server.kill(),
    start: () => server.start(),
    remove: () => server.remove(),
  }
}

/** The kinds that this machine has. */
export const kinds: readonly TestDatabase['kind'][] = Mariadb.isHere
  ? ['sqlite', 'postgres', 'mariadb']
  : ['sqlite', 'postgres']
if (!Mariadb.isHere) console.log(missingMariadb)

export async function loadExample({ db }: PosDatabase, kind: TestDatabase['kind']): Promise<void> {
  for (const statement of readStatements(examples, kind)) await sql.raw(statement).execute(db)
}

/** An empty database of that kind. */
export async function createPosDatabase(kind: TestDatabase['kind']): Promise<TestDatabase> {
  const made = kind === 'sqlite' ? sqlite() : kind === 'postgres' ? await postgres() : await mariadb()
  if (!made) throw new Error(missingMariadb)
  return made
}
