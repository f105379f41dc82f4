// A reward, points or a benefit can be changed without an entry: its end, its codes, its notes.
import type { Tx } from '../db/open.ts'
import type { EntryKind } from '../ledgers/service.ts'
import { announce } from '../outbox/announce.ts'
import { isSame } from '../outbox/compare.ts'

/** What decides about a balance. */
interface Held {
  readonly profile_id: string
  readonly id: number
  readonly issued_at: number
  readonly ends_at: number | null
  readonly accrued_at?: number
  readonly value_remaining?: number
  readonly redemptions_remaining?: number
}

const weightOf = (row: Held) => [
  row.issued_at,
  row.accrued_at,
  row.ends_at,
  row.value_remaining,
  row.redemptions_remaining,
]

export function announceChange(tx: Tx, kind: EntryKind, before: Held, after: Held): void {
  if (isSame(before, after)) return
  const { profile_id: profileId, id: subjectId } = after
  announce(tx, { event: `${kind}.updated`, profileId, subjectId })
  if (!isSame(weightOf(before), weightOf(after))) announce(tx, { event: 'balance.updated', profileId, subjectId: null })
}
