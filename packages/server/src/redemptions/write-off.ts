// What expired unspent stays expired when a redemption of the same row is put back: it is written off, by an entry that says
// so, before the row's end is moved for what comes back.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { appendEntries } from '../ledgers/service.ts'
import { valueOfMove } from '../points/service.ts'
import { type PointTerms, readPointTerms } from '../settings/service.ts'
import { type EndedRow, emptyRows } from './store-rows.ts'

const reason = 'Expired before a redemption was put back'

/** In money: a reward's amount is money already, and the uses of a benefit have no price. */
function valueOf({ kind, remaining }: EndedRow, { exchange, currency }: PointTerms): number | null {
  if (kind === 'benefit') return null
  return kind === 'point' ? valueOfMove(-remaining, exchange, currency) : -remaining
}

export async function writeOff(
  tx: Tx,
  ended: readonly EndedRow[],
  cause: { readonly profileId: string; readonly userId: number | null },
  now: Instant,
): Promise<void> {
  const left = ended.filter((row) => row.remaining > 0)
  if (left.length === 0) return
  const terms = await readPointTerms(tx)
  await emptyRows(tx, cause.profileId, left, now)
  const entries = left.map((row) => ({
    ...cause,
    kind: row.kind,
    rowId: row.id,
    amount: -row.remaining,
    valueMinor: valueOf(row, terms),
    cause: 'removal' as const,
    reason,
  }))
  await appendEntries(tx, entries, now)
}
