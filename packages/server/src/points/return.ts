// Points that a redemption took come back as points. Callers have locked the member.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import type { ReturnCause } from '../incentives/rows.ts'
import { defaultEnd, returnedEnd } from '../incentives/validity.ts'
import { appendEntries, type NewEntry } from '../ledgers/service.ts'
import { payPointDebts } from './debts.ts'
import { periodOf } from './definitions.ts'
import { findPointsByIds } from './service.ts'
import { insertPoint } from './store.ts'

/** A share of what an entry took from a row of points. */
interface PointBack {
  readonly rowId: number
  /** Thousandths. */
  readonly amount: number
  readonly valueMinor: number
  readonly entryId: number
}

/** Makes a row of the same definition for each share, with a fresh period that never ends before the original's. */
export async function returnPoints(
  tx: Tx,
  cause: ReturnCause,
  backs: readonly PointBack[],
  now: Instant,
): Promise<void> {
  const originals = new Map(
    (
      await findPointsByIds(
        tx,
        backs.map(({ rowId }) => rowId),
      )
    ).map((point) => [point.id, point]),
  )
  const entries: NewEntry[] = []
  for (const { rowId, amount, valueMinor, entryId } of backs) {
    const original = originals.get(rowId)
    if (!original) throw new Error('a redemption took points from a row that is not there')
    const { definition, timezone } = original
    const row = await insertPoint(
      tx,
      {
        profile_id: cause.profileId,
        definition_id: definition.id,
        value_initial: amount,
        value_remaining: amount,
        issued_at: now,
        accrued_at: now,
        ends_at: returnedEnd(original, defaultEnd(periodOf(definition), now, timezone), now),
        timezone,
        description: original.description,
        meta: original.meta,
        source_type: 'redemption',
        source_id: cause.redemptionId,
      },
      now,
    )
    const { profileId, redemptionId, userId } = cause
    entries.push({
      profileId,
      kind: 'point',
      rowId: row.id,
      amount,
      valueMinor,
      cause: 'return',
      redemptionId,
      undoesEntryId: entryId,
      userId,
    })
  }
  await appendEntries(tx, entries, now)
  if (entries.length > 0) await payPointDebts(tx, { profileId: cause.profileId, userId: cause.userId }, now)
}
