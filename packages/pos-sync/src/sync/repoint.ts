// A merge, in the POS: whoever is looked up under the record of the member that is gone is led to the one that stayed.
import type { MemberState } from '../state/members.ts'
import type { Unit } from './unit.ts'

/**
 * Points every record of a member that was merged away at the member that it was merged into. Answers the one that stayed: it takes
 * the record over when it has none of its own. Repeating changes nothing.
 */
export async function repointRecordsOf(
  { members, records }: Unit,
  { loser, winner }: { loser: string; winner: MemberState },
): Promise<MemberState> {
  const before = await members.lock(loser)
  if (before.state === 'merged' && before.mergedInto === winner.profileId) return winner
  const takesOver = winner.recordKey === null && before.recordKey !== null
  const stays: MemberState = takesOver
    ? { ...winner, recordKey: before.recordKey, agreed: before.agreed, isLinked: before.isLinked }
    : winner
  const gone: MemberState = {
    ...before,
    state: 'merged',
    mergedInto: winner.profileId,
    recordKey: takesOver ? null : before.recordKey,
    agreed: null,
  }
  await members.save(gone)
  const earlier = await members.listMergedInto(loser)
  for (const member of earlier) await members.save({ ...member, mergedInto: winner.profileId })
  for (const { recordKey } of [gone, ...earlier]) {
    if (recordKey === null) continue
    await records.update(recordKey, { profileId: winner.profileId, mergedInto: stays.recordKey, values: {} })
  }
  return stays
}

/** The member that stayed has a new record: those that came by merges name it. */
export async function repointRecord({ members, records }: Unit, { profileId, recordKey }: MemberState): Promise<void> {
  for (const merged of await members.listMergedInto(profileId)) {
    if (merged.recordKey === null || merged.recordKey === recordKey) continue
    await records.update(merged.recordKey, { profileId, mergedInto: recordKey, values: {} })
  }
}
