// The database of a POS: PostgreSQL, MySQL or MariaDB, or SQLite, behind one query builder.
import { Kysely, MysqlDialect, PostgresDialect, sql, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'

import { openSqlite } from './sqlite.ts'
import type { Tables } from './tables.ts'

export type DatabaseKind = 'postgres' | 'mysql' | 'sqlite'

export interface PosDatabase {
  readonly kind: DatabaseKind
  readonly db: Kysely<Tables>
  close(): Promise<void>
}

/** The address of the database cannot be read. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError'
}

/** Enough for two cores; a POS has work of its own to do there. */
const poolSize = 4
const connectMsMax = 5_000
const statementMsMax = 30_000

/** Dates and figures stay the texts that the database printed: what is compared and sent on must not be rounded on the way. */
const booleanOid: number = pg.types.builtins.BOOL
const readBoolean = pg.types.getTypeParser(pg.types.builtins.BOOL)
const keptAsText = {
  getTypeParser: (oid: number) => (oid === booleanOid ? readBoolean : String),
}

function openPostgres(url: string): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectMsMax,
    statement_timeout: statementMsMax,
    query_timeout: statementMsMax + connectMsMax,
    application_name: 'tillside-sync',
    types: keptAsText as pg.CustomTypesConfig,
  })
  // A connection that dies is replaced by the next one that is needed. Whoever was using it hears of it with their next
  // statement; unheard, its own word about it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    // Dates are read back as they are sent, however the database prints them for others. It goes before whatever the connection is for.
    client.query('set datestyle to iso').catch(() => {})
  })
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

function openMysql(url: string): Kysely<Tables> {
  const pool = createPool({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    connectionLimit: poolSize,
    connectTimeout: connectMsMax,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    charset: 'utf8mb4',
  })
  const prepared = async (connection: { executeQuery: Kysely<Tables>['executeQuery'] }): Promise<void> => {
    const run = (text: string) => connection.executeQuery(sql.raw(text).compile(new Kysely<Tables>({ dialect })))
    // Without it a look at what is not there yet would lock the gap in which others want to write, and a value too long
    // for its column would be cut without a word.
    await run('set session transaction isolation level read committed')
    // The driver writes values into statements with backslashes: where those are letters like any other, a quote would end a text.
    await run("set session sql_mode = concat(replace(@@sql_mode, 'NO_BACKSLASH_ESCAPES', ''), ',STRICT_ALL_TABLES')")
  }
  const dialect = new MysqlDialect({ pool, onCreateConnection: prepared as never })
  return new Kysely<Tables>({ dialect })
}

/** A driver would say it again and again, as of a database that is away. */
function checkAddress(url: string): void {
  // PostgreSQL's own spelling of the socket that everybody uses has no host.
  if (!URL.canParse(url.replace('@/', '@localhost/')))
    throw new DatabaseUrlError(
      'The address of the POS database cannot be read: <kind>://<user>:<password>@<host>/<name>.',
    )
}

/** Opens `postgres://…`, `mysql://…`, `mariadb://…` or `sqlite:<path>`. Nothing is sent before the first statement. */
export function openPosDatabase(url: string): PosDatabase {
  const scheme = /^([a-z]+):/.exec(url)?.[1]
  if (scheme === 'postgres' || scheme === 'postgresql') {
    checkAddress(url)
    const db = openPostgres(url)
    return { kind: 'postgres', db, close: () => db.destroy() }
  }
  if (scheme === 'mysql' || scheme === 'mariadb') {
    checkAddress(url)
    const db = openMysql(url)
    return { kind: 'mysql', db, close: () => db.destroy() }
  }
  if (scheme === 'sqlite') {
    const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '')
    if (path === '') throw new DatabaseUrlError('The address of the POS database names no file: sqlite:<path>.')
    const db = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: () => Promise.resolve().then(() => openSqlite(path)) }),
    })
    return { kind: 'sqlite', db, close: () => db.destroy() }
  }
  throw new DatabaseUrlError('The address of the POS database must begin with postgres:, mysql:, mariadb: or sqlite:.')
}
