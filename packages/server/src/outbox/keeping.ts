// What is not kept any more is removed from the front, so that what is left has no gap.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { removeFirst } from './store.ts'

/** Most that is removed in one transaction. */
const removedMax = 1_000

/** Whether there may be more to remove. */
export const removeChangesBefore = async (tx: Tx, before: Instant): Promise<boolean> =>
  (await removeFirst(tx, before, removedMax)) === removedMax
