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
  /** What leaves with the commit: the last statement of the work, if there is one, and what is to be written besides. */
  readonly statements: (last: Fragment | undefined) => readonly Fragment[]
  /** Done when it is committed, and only then. */
  readonly done: () => void
}

/** One transaction, from its begin to its end. */
export interface Ending {
  readonly occasion: Occasion | undefined
  readonly alongside: Promise<unknown>[]
  /** Left to whoever has something to write in the end. */
  closing?: Closing
}

const endings = new WeakMap<Tx, Ending>()

/** Where a transaction finds what it has to wait for in the end. */
export function openEnding(tx: Tx, occasion: Occasion | undefined): Ending {
  const ending: Ending = { occasion, alongside: [] }
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
