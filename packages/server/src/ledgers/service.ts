// Adding to the ledger, for every feature that moves value.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { insertEntries, type NewEntry } from './store.ts'

export type { Cause, EntryKind, NewEntry } from './store.ts'

/** Adds entries, in the order in which they happened. What they add to a row must equal what the row changed by. */
export async function appendEntries(tx: Tx, entries: readonly NewEntry[], now: Instant): Promise<void> {
  await insertEntries(tx, entries, now)
}
