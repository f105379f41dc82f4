// A database that is one transaction: what would begin a transaction of its own begins a savepoint inside it. With it the
// whole of the sample is there at once, or nothing of it is.
import type { Database, Fragment, Sql, Tx } from '../db/open.ts'
import type { Pool } from '../db/pool.ts'

const savepoint = 'sample_step'

/** The three statements that make a transaction, said so that they mean a step of the one that is open. */
const steps: Readonly<Record<string, string>> = {
  begin: `savepoint ${savepoint}`,
  commit: `release savepoint ${savepoint}`,
  rollback: `rollback to savepoint ${savepoint}`,
}

export function insideOf(tx: Tx): Database {
  const unsafe = (text: string): Fragment | { execute(): Promise<{ command: string }> } => {
    const step = steps[text]
    if (step === undefined) return tx.unsafe(text)
    return {
      execute: async () => {
        await tx.unsafe(step)
        return { command: text.toUpperCase() }
      },
    }
  }
  const connection = new Proxy(tx, {
    get: (target, name, receiver) =>
      name === 'unsafe' ? unsafe : name === 'release' ? () => {} : Reflect.get(target, name, receiver),
  })
  const sql = new Proxy(tx, {
    get: (target, name, receiver) =>
      name === 'reserve' ? async () => connection : Reflect.get(target, name, receiver),
  }) as unknown as Sql
  const writes = { sql, use: <T>(work: (inner: Sql) => Promise<T>) => work(sql) } as unknown as Pool
  return { writes, background: writes, write: sql, read: sql, close: async () => {} }
}
