// A member was deleted on the server: what becomes of the POS's records is the shop's choice.
import type { MemberState } from '../state/members.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Pos, Unit } from './unit.ts'

async function removeRecord(
  { records }: Unit,
  { deleted, fields }: Pick<Mapping, 'deleted' | 'fields'>,
  key: string,
): Promise<void> {
  if (deleted === 'delete') return records.remove(key)
  const cleared = deleted === 'keep' ? {} : Object.fromEntries(fields.map(({ name }) => [name, null]))
  await records.update(key, { profileId: null, mergedInto: null, values: cleared })
}

interface Fate {
  /** What was known of the member when the server was asked. */
  readonly asked: MemberState
  /** False: the server never had the member. Nobody wished the customer away, who may become a member again. */
  readonly wasDeleted: boolean
}

/**
 * Lets go of a member that the server no longer has, and of everybody who was merged into it. What is remembered is that
 * it is gone, so that nothing that comes late brings it back. False when that was known.
 */
export async function applyRemoval(pos: Pos, profileId: string, { asked, wasDeleted }: Fate): Promise<boolean> {
  const deleted = wasDeleted ? pos.mapping.deleted : 'keep'
  return pos.unit(async (unit) => {
    const { members, records, asides } = unit
    const before = await members.lock(profileId)
    // It was gone already, or has changed since the server was asked: then its own news says what is true.
    if (before.state !== 'live' || before.version !== asked.version) return false
    const gone = [before, ...(await members.listMergedInto(profileId))]
    for (const member of gone) {
      const record = member.recordKey === null ? null : await records.find(member.recordKey)
      // A number that somebody else has by now is not the member's to take away.
      const own = record && [member.profileId, profileId].includes(record.profileId ?? '') ? record.key : null
      if (own !== null) await removeRecord(unit, { ...pos.mapping, deleted }, own)
      if (member.recordKey !== null) await asides.forget(member.recordKey)
      await asides.remove(member.profileId, 'down')
      // A record that stays is remembered as one that was let go: it must not enrol its customer again.
      const isFree = !wasDeleted && member.profileId === profileId
      const recordKey = isFree || deleted === 'delete' ? null : own
      await members.save({ ...member, state: 'deleted', mergedInto: null, recordKey, agreed: null, isLinked: false })
    }
    return true
  })
}
