// Adding to the ledger, for every feature that moves value; and reading it back.
import { runningBalances } from '@tillside/rules/ledgers'
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'
import { describeEntry } from './describe.ts'
import { announceMoves } from './news.ts'
import { insertEntries, type LedgerRow, listLedger, type NewEntry } from './store.ts'

export { type Cause, type EntryKind, handOverEntries, type NewEntry } from './store.ts'

/** Adds entries, in the order in which they happened. What they add to a row must equal what the row changed by. */
export async function appendEntries(tx: Tx, entries: readonly NewEntry[], now: Instant): Promise<void> {
  await insertEntries(tx, entries, now)
  announceMoves(tx, entries)
}

/** An entry, what it says, and what could be spent just after it. */
export interface BalancedEntry extends LedgerRow {
  readonly description: string
  readonly reward_balance_minor: number
  readonly point_balance: number
}

/** A member's whole ledger, in the order in which things happened. */
export async function readLedger(db: Db, profileId: string): Promise<BalancedEntry[]> {
  const rows = await listLedger(db, profileId)
  const endsAtByRow = new Map(rows.map((row) => [`${row.kind}:${row.row_id}`, row.ends_at]))
  const entries = rows.map(({ id, created_at, kind, row_id, amount }) => ({
    id,
    at: created_at,
    kind,
    rowId: row_id,
    amount,
  }))
  const balances = runningBalances(entries, endsAtByRow)
  return rows.map((row, index) => ({
    ...row,
    description: describeEntry(row),
    reward_balance_minor: balances[index]?.rewardMinor ?? 0,
    point_balance: balances[index]?.pointThousandths ?? 0,
  }))
}
