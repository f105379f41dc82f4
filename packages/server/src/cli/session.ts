// A command's work on the database of a server: in one transaction, on a database that is up to date.
import { instant, type Instant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { requireSchema } from '../db/migrate.ts'
import { openPool, type Tx } from '../db/open.ts'
import { withConnection } from './connection.ts'

/** As whom a command writes down what it has done. */
export const operator = 'command line'

export const inTransaction = <T>(
  config: Config,
  name: string,
  work: (tx: Tx, now: Instant) => Promise<T>,
): Promise<T> =>
  withConnection(config, async (connection) => {
    const sql = openPool(connection, { size: 1, name: `tillside ${name}` })
    try {
      await requireSchema(sql)
      return (await sql.begin((tx) => work(tx, instant(Date.now())))) as T
    } finally {
      await sql.end({ timeout: 1 })
    }
  })
