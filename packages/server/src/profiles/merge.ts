// Two records that become one: locked together, and written as one. What belongs to the members is moved by the features to
// the left.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { announce } from '../outbox/announce.ts'
import { absorbed } from './absorb.ts'
import { announceProfile } from './news.ts'
import type { ProfileColumns } from './row.ts'
import { type FatedRow, lockTwoForMerge, markMerged, updateProfile } from './store.ts'

/** Those of the two who were ever there, behind their locks. */
export async function lockForMerge(
  tx: Tx,
  ids: { readonly winner: string; readonly loser: string },
): Promise<{ readonly winner: FatedRow | undefined; readonly loser: FatedRow | undefined }> {
  const rows = await lockTwoForMerge(tx, [ids.winner, ids.loser])
  const find = (id: string): FatedRow | undefined => rows.find((row) => row.id === id)
  return { winner: find(ids.winner), loser: find(ids.loser) }
}

function columnsOf(row: FatedRow): ProfileColumns {
  const {
    id: _id,
    created_at: _createdAt,
    updated_at: _updatedAt,
    deleted_at: _deletedAt,
    merged_into: _into,
    ...columns
  } = row
  return columns
}

/**
 * Whoever follows the winner hears who became them, and whoever follows the loser where they went. Of each thing that moved
 * nothing is told: a member of ten years has thousands.
 */
function announceMerged(tx: Tx, winner: string, loser: string): void {
  const details = { source_profile_id: loser, destination_profile_id: winner }
  announce(
    tx,
    { event: 'profile.merged', profileId: winner, subjectId: loser, details },
    { event: 'profile.updated', profileId: winner, subjectId: winner },
    { event: 'balance.updated', profileId: winner, subjectId: null },
    { event: 'profile.deleted', profileId: loser, subjectId: loser, details: { merged_into: winner } },
  )
}

/** The loser goes first: an e-mail address or a number of theirs may be the winner's from now on. */
export async function mergeRecords(tx: Tx, winner: FatedRow, loser: FatedRow, now: Instant): Promise<void> {
  const before = columnsOf(winner)
  const record = absorbed(before, columnsOf(loser))
  await markMerged(tx, loser.id, winner.id, now)
  await updateProfile(tx, winner.id, record, now)
  announceMerged(tx, winner.id, loser.id)
  announceProfile(tx, winner.id, before, record)
}
