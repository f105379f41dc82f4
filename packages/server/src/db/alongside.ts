// Statements whose answers nobody in the transaction waits for. They have left; the transaction waits for them together with
// its commit, which fails with them.
import type { Tx } from './open.ts'

const statementsOf = new WeakMap<Tx, Promise<unknown>[]>()

/** Where a transaction finds what it has to wait for in the end. */
export function collectAlongside(tx: Tx): readonly Promise<unknown>[] {
  const statements: Promise<unknown>[] = []
  statementsOf.set(tx, statements)
  return statements
}

/** For a statement that has left already. Where the transaction does not collect, its answer is waited for here. */
export async function sendAlong(tx: Tx, statement: Promise<unknown>): Promise<void> {
  const statements = statementsOf.get(tx)
  if (!statements) return void (await statement)
  // It is told when the transaction ends, also where that is before the commit.
  statement.catch(() => {})
  statements.push(statement)
}
