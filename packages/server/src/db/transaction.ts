// A transaction in as few round trips as it can be: `begin` leaves together with the first statement, and
// `commit` together with the last ones.
import { BeginAgain } from './begin-again.ts'
import { type Occasion, openEnding } from './ending.ts'
import type { Fragment, Tx } from './open.ts'
import type { Pool } from './pool.ts'
import { isConnectionGone, together } from './together.ts'

/** Hands over the last statement of a transaction, to be sent with the commit. */
type Last = (statement: Fragment) => void

/** How often what is looked at may change hands before the locks are there. */
const beginningsMax = 10

type Work<T> = (tx: Tx, last: Last) => Promise<T>

/**
 * Runs work in a transaction of its own, and rolls back when it throws; where it asks for that, it begins again. Nothing inside
 * waits for anything but the database, so a connection that is lost is always noticed by a statement that was on its way. Work
 * that announces news needs the occasion.
 */
export async function transaction<T>(pool: Pool, work: Work<T>, occasion?: Occasion): Promise<T> {
  for (let beginnings = 1; ; beginnings += 1) {
    try {
      return await once(pool, work, occasion)
    } catch (error) {
      if (!(error instanceof BeginAgain) || beginnings === beginningsMax) throw error
    }
  }
}

function once<T>(pool: Pool, work: Work<T>, occasion: Occasion | undefined): Promise<T> {
  return pool.use(async (sql) => {
    const connection = await sql.reserve()
    try {
      const begun = connection.unsafe('begin').execute()
      // A begin that fails is told by the statement behind it.
      begun.catch(() => {})
      const ending = openEnding(connection as unknown as Tx, occasion)
      let last: Fragment | undefined
      const result = await work(connection as unknown as Tx, (statement) => {
        last = statement
      })
      // A statement of the driver leaves when it is executed or awaited: the last ones go before the commit.
      const lastly = ending.closing?.statements(last) ?? (last ? [last] : [])
      const leaving = lastly.map((statement) => statement.execute())
      const [committed] = await together([connection.unsafe('commit').execute(), ...ending.alongside, ...leaving])
      // PostgreSQL answers a commit of a failed transaction by rolling back, without an error.
      if (committed.command !== 'COMMIT') throw new Error('the transaction was rolled back')
      connection.release()
      ending.closing?.done()
      return result
    } catch (error) {
      if (!isConnectionGone(error)) {
        await connection.unsafe('rollback').execute()
        connection.release()
      }
      throw error
    }
  })
}
