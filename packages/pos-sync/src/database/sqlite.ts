// SQLite through libsql, which comes built for every platform and speaks as better-sqlite3 does.
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import Libsql from 'libsql'

/** How long a statement waits for another process, the POS itself perhaps, to let go of the file. Nothing else runs meanwhile. */
const busyMsMax = 250

/** The driver ends the whole process over a boolean, and refuses what else it cannot bind without saying which. */
function toBindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return null
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  throw new TypeError(`SQLite takes no ${typeof value} for a column`)
}

const guarded = (statement: Libsql.Statement): SqliteStatement => ({
  reader: (statement as unknown as { reader: boolean }).reader,
  all: (parameters) => statement.all(parameters.map(toBindable)) as unknown[],
  run: (parameters) => statement.run(parameters.map(toBindable)),
  iterate: (parameters) => statement.iterate(parameters.map(toBindable)) as IterableIterator<unknown>,
})

/** The driver says no more than that it failed. */
function openFile(path: string): Libsql.Database {
  try {
    return new Libsql(path, { timeout: busyMsMax })
  } catch (cause) {
    throw Object.assign(new Error('the file cannot be opened', { cause }), { code: 'SQLITE_CANTOPEN' })
  }
}

/** Opens the file of a POS, and makes it when it is not there. */
export function openSqlite(path: string): SqliteDatabase {
  const database = openFile(path)
  // A record and its version must not be torn apart by a power cut. The journal mode is the POS's own choice.
  database.pragma('synchronous = full')
  database.pragma('foreign_keys = on')
  return {
    close: () => database.close(),
    prepare: (text) => guarded(database.prepare(text)),
  }
}
