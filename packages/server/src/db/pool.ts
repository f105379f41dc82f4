// Connections that can be lost. When PostgreSQL goes away under a pool of the driver, statements that were on
// their way can wait for ever, and a connection that was lost inside a transaction is not fit to be used again.
// So a pool that has lost a connection is left: what comes next gets a fresh one, and what was still under way
// is given a moment to finish, then told that the connection is gone.
import type { PoolOptions, Sql } from './open.ts'

/** Time for transactions on the pool's other connections to finish. */
const graceMs = 1_000

/** The connection was lost before the answer came: the effect may be there or not. A key makes a repeat safe. */
export class ConnectionLostError extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

/** One set of connections, from when it was made until the first of them is lost. */
class Generation {
  readonly sql: Sql
  isLost = false
  readonly #waiting = new Set<(error: Error) => void>()
  #wasConnected = false

  constructor(open: (hooks: PoolOptions) => Sql, onLost: () => void) {
    this.sql = open({
      onconnected: () => {
        this.#wasConnected = true
      },
      onclose: () => {
        // A pool that never reached the server has nothing to lose, and keeps trying.
        if (this.isLost || !this.#wasConnected) return
        this.isLost = true
        onLost()
      },
    })
  }

  /** The work's result, unless the connections are given up first. */
  orLost<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject)
      work.then(resolve, reject).finally(() => this.#waiting.delete(reject))
    })
  }

  async giveUp(): Promise<void> {
    await this.sql.end({ timeout: graceMs / 1_000 }).catch(() => {})
    for (const reject of this.#waiting) reject(new ConnectionLostError('The connection to the database was lost.'))
  }
}

export class Pool {
  readonly #open: (hooks: PoolOptions) => Sql
  #generation: Generation
  #isClosed = false

  constructor(open: (hooks: PoolOptions) => Sql) {
    this.#open = open
    this.#generation = this.#next()
  }

  get sql(): Sql {
    return this.#generation.sql
  }

  /** Runs work on the connections of now. */
  use<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const generation = this.#generation
    return generation.orLost(work(generation.sql))
  }

  async close(timeoutSeconds: number): Promise<void> {
    this.#isClosed = true
    await this.#generation.sql.end({ timeout: timeoutSeconds })
  }

  #next(): Generation {
    const generation: Generation = new Generation(this.#open, () => {
      if (this.#isClosed) return
      this.#generation = this.#next()
      void generation.giveUp()
    })
    return generation
  }
}
