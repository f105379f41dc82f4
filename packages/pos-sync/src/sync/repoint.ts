// A merge, in the POS: whoever is looked up under the record of the member that is gone is led to the one that stayed.
import type { MemberState } from '../state/members.ts'
import type { Unit } from './unit.ts'

/**
 * Points every record of a member that was merged away at the member that it was merged into. Answers the one that stayed: it takes
 * the record over when it has none of its own. Repeating changes nothing.
 */
export async function repointRecordsOf(
  { members, records, asides }: Unit,
  { loser, winner }: { loser: string; winner: MemberState },
): Promise<MemberState> {
  const before = await members.lock(loser)
  if (before.state === 'merged' && before.mergedInto === winner.profileId) return winner
  const record = before.recordKey === null ? null : await records.find(before.recordKey)
  // A number that somebody else has by now leads nobody anywhere. After a merge before this one the record names who stayed then.
  const isOwn = record?.profileId === loser || record?.profileId === (before.mergedInto ?? loser)
  const ownKey = isOwn ? before.recordKey : null
  const takesOver = winner.recordKey === null && ownKey !== null
  const stays: MemberState = takesOver
    ? { ...winner, recordKey: ownKey, agreed: before.agreed, isLinked: before.isLinked }
    : winner
  if (takesOver) await records.update(ownKey, { profileId: winner.profileId, mergedInto: null, values: {} })
  const gone: MemberState = {
    ...before,
    state: 'merged',
    mergedInto: winner.profileId,
    recordKey: takesOver ? null : ownKey,
    agreed: null,
  }
  await members.save(gone)
  await asides.remove(loser, 'down')
  // What changes in a record that points elsewhere does not go up.
  if (ownKey !== null) await asides.remove(ownKey, 'up')
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
