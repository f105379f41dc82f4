// Connections that can be lost. When PostgreSQL goes away under a pool of the driver, statements that were on
// their way can wait for ever, and a connection that was lost inside a transaction is not fit to be used again.
// So a pool that has lost a connection is left: what comes next gets a fresh one, and what was still under way
// is given a moment to finish, then told that the connection is gone.
import type { PoolHooks, Sql } from './open.ts'

/** Time for transactions on the pool's other connections to finish. */
const graceMsDefault = 3_000

/** The connection was lost before the answer came: the effect may be there or not. A key makes a repeat safe. */
class ConnectionLostError extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

interface PoolSize {
  /** Connections. */
  readonly size: number
  /** After a connection was lost, the others have so long to finish. */
  readonly graceMs?: number
}

/** One set of connections, from when they are opened until the first of them is lost. */
class Generation {
  readonly sql: Sql
  #ready: Promise<unknown> | undefined
  #isReady = false
  #isOver = false
  readonly #waiting = new Set<(error: Error) => void>()
  readonly #size: number
  readonly #graceMs: number
  readonly #onOver: () => void

  constructor(open: (hooks: PoolHooks) => Sql, { size, graceMs }: Required<PoolSize>, onOver: () => void) {
    this.#size = size
    this.#graceMs = graceMs
    this.#onOver = onOver
    // While they are opened, a failure is told to whoever waits for them.
    this.sql = open({ onclose: () => this.#isReady && this.#giveUp() })
  }

  /** Opens every connection, since the driver cannot reserve one that it still has to open. */
  async #open(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: this.#size }, () => this.sql`select 1`))
      this.#isReady = true
    } catch (error) {
      void this.#giveUp()
      throw error
    }
  }

  /** The work's result, unless the connections are given up first. */
  use<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    this.#ready ??= this.#open()
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject)
      void (this.#ready as Promise<unknown>)
        .then(() => work(this.sql))
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject))
    })
  }

  async #giveUp(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#onOver()
    await this.sql.end({ timeout: this.#graceMs / 1_000 }).catch(() => {})
    for (const reject of this.#waiting) reject(new ConnectionLostError('The connection to the database was lost.'))
  }
}

export class Pool {
  readonly #open: (hooks: PoolHooks) => Sql
  readonly #size: Required<PoolSize>
  #generation: Generation
  #isClosed = false

  constructor(open: (hooks: PoolHooks) => Sql, { size, graceMs = graceMsDefault }: PoolSize) {
    this.#open = open
    this.#size = { size, graceMs }
    this.#generation = this.#next()
  }

  /** The connections of now, for single statements. */
  get sql(): Sql {
    return this.#generation.sql
  }

  /** Runs work on the connections of now. */
  use<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#generation.use(work)
  }

  async close(timeoutSeconds: number): Promise<void> {
    this.#isClosed = true
    await this.#generation.sql.end({ timeout: timeoutSeconds })
  }

  #next(): Generation {
    return new Generation(this.#open, this.#size, () => {
      if (!this.#isClosed) this.#generation = this.#next()
    })
  }
}
