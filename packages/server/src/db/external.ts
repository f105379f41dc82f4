// A PostgreSQL of the operator's own, met for the first time: it answers within a bound, or the start ends with a reason.
import { setTimeout as sleep } from 'node:timers/promises'

import { type Connection, openPool } from './open.ts'

/** The driver tries again without a bound when a connection is closed before it was used. */
const answerMsMax = 6_000
const versionMin = 15

/** The message is for the operator. */
export class ExternalError extends Error {
  override readonly name = 'ExternalError'
}

/** The connection, once the database behind it has answered and is one that we can work with. */
export async function reachExternal(url: string): Promise<Connection> {
  const connection = { url }
  const sql = openPool(connection, { size: 1, name: 'tillside start' })
  try {
    const answer = sql<{ version: number }[]>`select current_setting('server_version_num')::integer as version`
    // Left behind when time is up, and then told so.
    answer.catch(() => {})
    const rows = await Promise.race([answer, sleep(answerMsMax, undefined, { ref: false })])
    if (rows === undefined)
      throw new ExternalError(
        'The database cannot be reached (whatever listens there closes every connection, or is no PostgreSQL): is DATABASE_URL right, and the database up?',
      )
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000)
    if (version < versionMin)
      throw new ExternalError(
        `The database is PostgreSQL ${version}, and Tillside needs ${versionMin} or later: set DATABASE_URL to one that is.`,
      )
    return connection
  } finally {
    await sql.end({ timeout: 0 })
  }
}
