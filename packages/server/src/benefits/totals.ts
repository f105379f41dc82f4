// What all members together have of a benefit. Each change writes a row beside it; a job adds those up, so that neither a use
// waits for another member's, nor a look at a benefit adds up everybody's.
import type { Tx } from '../db/open.ts'
import { addUpTotals } from './definition-store.ts'

/** Changes that are added in one transaction. */
const changesMax = 10_000

/** Whether there may be more to add. */
export const keepTotals = async (tx: Tx): Promise<boolean> => (await addUpTotals(tx, changesMax)) === changesMax
