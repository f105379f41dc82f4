// What a transaction has on its way or yet to do when its work is done: statements whose answers nobody in it waits for, what
// leaves together with its commit, and what is done once that is through. Its commit fails with any of them.
import type { Instant } from '@tillside/rules/time'

import type { Fragment, Tx } from './open.ts'

/** On whose behalf a transaction works, and when. */
export interface Occasion {
  /** The name of the token; null for the server itself. */
  readonly by: string | null
  readonly at: Instant
}

interface Closing {
  /** The statements that leave with the commit. */
  readonly statements: () => readonly Fragment[]
  /** Done when it is committed, and only then. */
  readonly done: () => void
}

/** One transaction, from its begin to its end. */
export interface Ending {
  readonly occasion: Occasion | undefined
  readonly alongside: Promise<unknown>[]
  readonly closings: Closing[]
}

const endings = new WeakMap<Tx, Ending>()

/** Where a transaction finds what it has to wait for in the end. */
export function openEnding(tx: Tx, occasion: Occasion | undefined): Ending {
  const ending = { occasion, alongside: [], closings: [] }
  endings.set(tx, ending)
  return ending
}

export const endingOf = (tx: Tx): Ending | undefined => endings.get(tx)

/** For a statement that has left already. Where the transaction does not collect, its answer is waited for here. */
export async function sendAlong(tx: Tx, statement: Promise<unknown>): Promise<void> {
  const ending = endings.get(tx)
  if (!ending) return void (await statement)
  // It is told when the transaction ends, also where that is before the commit.
  statement.catch(() => {})
  ending.alongside.push(statement)
}
