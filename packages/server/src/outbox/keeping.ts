// What is not kept any more is removed from the front, so that what is left has no gap.
import type { Tx } from '../db/open.ts'
import { type NotKept, removeFirst } from './store.ts'

/** Most that is removed in one transaction. */
const removedMax = 1_000

/** Whether there may be more to remove. */
export const removeChanges = async (tx: Tx, notKept: NotKept): Promise<boolean> =>
  (await removeFirst(tx, notKept, removedMax)) === removedMax
