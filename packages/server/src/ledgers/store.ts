// The entries by which value moves. They are added and never changed.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'

export type EntryKind = 'reward' | 'point' | 'benefit'

/** Why value moved. */
export type Cause =
  | 'issue'
  | 'earn'
  | 'redeem'
  | 'reversal'
  | 'return'
  | 'earn_return'
  | 'debt_paid'
  | 'adjustment'
  | 'extension'
  | 'removal'
  | 'opening'

export interface NewEntry {
  readonly profileId: string
  readonly kind: EntryKind
  /** The reward, point row or benefit that moved. */
  readonly rowId: number
  /** Minor units, thousandths of a point, or uses of a benefit; what leaves the member is below zero. */
  readonly amount: number
  /** The same movement in minor units of money; left out for a benefit. */
  readonly valueMinor?: number | null
  readonly cause: Cause
  readonly redemptionId?: number | null
  readonly transactionId?: number | null
  /** The entry that this one undoes, in whole or in part. */
  readonly undoesEntryId?: number | null
  readonly userId: number | null
  readonly reason?: string | null
}

export async function insertEntries(tx: Tx, entries: readonly NewEntry[], now: Instant): Promise<void> {
  if (entries.length === 0) return
  const column = <T>(pick: (entry: NewEntry) => T): T[] => entries.map(pick)
  await tx`
    insert into ledger_entry (profile_id, kind, row_id, amount, value_minor, cause, redemption_id, transaction_id,
      undoes_entry_id, user_id, reason, created_at)
    select *, ${now}::timestamptz from unnest(
      ${column((entry) => entry.profileId)}::uuid[], ${column((entry) => entry.kind)}::text[],
      ${column((entry) => entry.rowId)}::bigint[], ${column((entry) => entry.amount)}::bigint[],
      ${column((entry) => entry.valueMinor ?? null)}::bigint[], ${column((entry) => entry.cause)}::text[],
      ${column((entry) => entry.redemptionId ?? null)}::bigint[], ${column((entry) => entry.transactionId ?? null)}::bigint[],
      ${column((entry) => entry.undoesEntryId ?? null)}::bigint[], ${column((entry) => entry.userId)}::bigint[],
      ${column((entry) => entry.reason ?? null)}::text[])`
}
