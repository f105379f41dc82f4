// The words of names for the correction of slips, each once. They follow the members by a job, so that enrolling neither waits for
// them nor makes others wait, and a name that nobody has any more leaves within seconds.
import type { Tx } from '../db/open.ts'
import { keepNameWords, lockNameWords } from './lookup-store.ts'

/** Changes that are looked at in one transaction. */
const changesMax = 1_000

/** Whether there may be more to look at: not while another process does it. */
export const followNames = async (tx: Tx): Promise<boolean> =>
  (await lockNameWords(tx)) && (await keepNameWords(tx, changesMax)) === changesMax
