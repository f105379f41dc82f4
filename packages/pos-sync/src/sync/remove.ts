// A member was deleted on the server: what becomes of the POS's records is the shop's choice.
import type { MemberState } from '../state/members.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Pos, Unit } from './unit.ts'

async function removeRecord({ records }: Unit, { deleted, fields }: Mapping, key: string): Promise<void> {
  if (deleted === 'delete') return records.remove(key)
  const cleared = deleted === 'keep' ? {} : Object.fromEntries(fields.map(({ name }) => [name, null]))
  await records.update(key, { profileId: null, mergedInto: null, values: cleared })
}

/**
 * Lets go of a member that the server no longer has, and of everybody who was merged into it. What is remembered is that
 * it is gone, so that nothing that comes late brings it back. False when that was known.
 */
export async function applyRemoval(pos: Pos, profileId: string, asked: MemberState): Promise<boolean> {
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
      if (own !== null) await removeRecord(unit, pos.mapping, own)
      if (member.recordKey !== null) await asides.forget(member.recordKey)
      await asides.remove(member.profileId, 'down')
      // A record that stays is remembered as one that was let go: it must not enrol its customer again.
      const recordKey = pos.mapping.deleted === 'delete' ? null : own
      await members.save({ ...member, state: 'deleted', mergedInto: null, recordKey, agreed: null, isLinked: false })
    }
    return true
  })
}
