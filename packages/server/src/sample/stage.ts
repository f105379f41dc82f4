// Where the server's app stands while the sample is told to it: in one transaction, at the moment of the story. Before and
// after, and for ever once it listens, it stands on the real database and the real clock.
import type { Instant } from '@tillside/rules/time'

import type { Database, Sql, Tx } from '../db/open.ts'
import type { Pool } from '../db/pool.ts'
import { insideOf } from './inside.ts'

interface Standing {
  readonly database: Database
  readonly now: () => Instant
}

export interface Stage extends Standing {
  /** Runs work in the transaction, on a clock that it moves; afterwards all is as before. */
  tell(tx: Tx, work: (moveTo: (at: Instant) => void) => Promise<void>): Promise<void>
}

export function newStage(real: Standing): Stage {
  let standing = real
  const writes = { use: <T>(work: (sql: Sql) => Promise<T>) => standing.database.writes.use(work) } as unknown as Pool
  return {
    database: {
      writes,
      background: real.database.background,
      get write() {
        return standing.database.write
      },
      get read() {
        return standing.database.read
      },
      close: () => real.database.close(),
    },
    now: () => standing.now(),
    tell: async (tx, work) => {
      let clock = real.now()
      standing = { database: insideOf(tx), now: () => clock }
      try {
        await work((at) => {
          clock = at
        })
      } finally {
        standing = real
      }
    },
  }
}
