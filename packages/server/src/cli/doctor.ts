// tillside doctor: recomputes every sum and says what disagrees.
import { formatInstant } from '@tillside/rules/time'

import type { Config } from '../config.ts'
import { hasEmbedded } from '../db/embedded/visit.ts'
import { requireSchema } from '../db/migrate.ts'
import { type Connection, openPool, type Sql } from '../db/open.ts'
import { checks, examine } from '../doctor/examine.ts'
import { reportOf } from '../doctor/report.ts'
import { readWaiting } from '../doctor/store-changes.ts'
import { withConnection } from './connection.ts'

async function readCurrency(sql: Sql): Promise<string | undefined> {
  const [table] = await sql<{ found: string | null }[]>`select to_regclass('setting')::text as found`
  if (!table?.found) return undefined
  const [row] = await sql<{ value: string }[]>`select value from setting where handle = 'currency'`
  return row?.value
}

/** How many things disagree over all. */
export async function examineDatabase(connection: Connection, write: (line: string) => void): Promise<number> {
  const sql = openPool(connection, { size: 1, name: 'tillside doctor' })
  try {
    const currency = await readCurrency(sql)
    if (currency === undefined) {
      write('There is no Tillside in this database yet: nothing to examine.')
      return 0
    }
    await requireSchema(sql)
    write(`Examining the database: ${checks.length} promises.`)
    write('')
    const total = await sql.begin('isolation level repeatable read read only', async (tx) => {
      let found = 0
      for await (const examined of examine(tx, () => performance.now())) {
        found += examined.count
        for (const line of reportOf(examined, currency)) write(line)
      }
      return found
    })
    write('')
    const { count, since } = await readWaiting(sql)
    if (count > 0 && since !== null)
      write(
        `${count} ${count === 1 ? 'change waits' : 'changes wait'} for a number, the oldest since ${formatInstant(since)}: a server that runs gives it.`,
      )
    write(total === 0 ? 'Nothing disagrees.' : `${total} ${total === 1 ? 'thing disagrees' : 'things disagree'}.`)
    return total
  } finally {
    await sql.end({ timeout: 1 })
  }
}

export async function doctor(config: Config): Promise<number> {
  if (config.databaseUrl === undefined && !hasEmbedded(config.dataFolder)) {
    console.log(`There is no Tillside in ${config.dataFolder} yet: nothing to examine.`)
    return 0
  }
  const found = await withConnection(config, (connection) => examineDatabase(connection, (line) => console.log(line)))
  return found === 0 ? 0 : 1
}
