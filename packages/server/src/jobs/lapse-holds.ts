// Puts holds back whose time has passed. Each in a transaction of its own, under its member's lock, where it is looked at again:
// so several servers may do this side by side, beside tills that settle or reverse the same hold.
import type { Instant } from '@tillside/rules/time'

import type { Database } from '../db/open.ts'
import { transaction } from '../db/transaction.ts'
import { type DueHold, lapseHold, listDueHolds } from '../redemptions/hold.ts'

/** Holds that are looked up at once. */
const batchMax = 100

/** One that cannot be put back now, since its member is busy, keeps no other from it: it comes again with the next round. */
export async function lapseHolds(
  database: Database,
  now: () => Instant,
  onFailure: (error: unknown) => void,
): Promise<void> {
  let last: DueHold | null = null
  for (;;) {
    const due: DueHold[] = await listDueHolds(database.read, last, now(), batchMax)
    for (const hold of due) {
      const at = now()
      await transaction(database.writes, (tx) => lapseHold(tx, hold.id, at), { by: null, at }).catch(onFailure)
    }
    last = due.at(-1) ?? null
    if (due.length < batchMax) return
  }
}
