// What cashiers change in a member's record: only the fields that they have changed go up, and only where the POS may.
import type { PosRecord } from '../pos/records.ts'
import type { Agreed, MemberState } from '../state/members.ts'
import { changedInPos, isUnmet, spoiltInPos } from './agree.ts'
import { fingerprintOf, only, type Sent, sendFields, type UpwardOptions } from './send.ts'

/** Fields that only the server may change are put back as it said. */
async function putBack({ pos }: UpwardOptions, { profileId }: MemberState): Promise<void> {
  await pos.unit(async ({ members, records }) => {
    const member = await members.lock(profileId)
    const record = member.recordKey === null ? null : await records.find(member.recordKey)
    if (record?.profileId !== profileId || !member.agreed) return
    const spoilt = spoiltInPos(pos.mapping.fields, record.values, member.agreed)
    if (spoilt.length === 0) return
    const values = Object.fromEntries(spoilt.map(({ name }) => [name, member.agreed?.server[name] ?? null]))
    const shown = await records.update(record.key, { profileId, values })
    const agreed = { ...member.agreed.pos, ...only(spoilt, shown) }
    await members.save({ ...member, agreed: { server: member.agreed.server, pos: agreed } })
  })
}

/** The record and what was agreed on about it, of one moment: a delivery between two looks would make news look like a change. */
async function look(
  { pos }: UpwardOptions,
  profileId: string,
): Promise<{ readonly record: PosRecord; readonly agreed: Agreed } | null> {
  return pos.unit(async ({ members, records }) => {
    const { state, recordKey, agreed } = await members.lock(profileId)
    const record = recordKey === null || state !== 'live' ? null : await records.find(recordKey)
    return record?.profileId === profileId && agreed ? { record, agreed } : null
  })
}

/** Sends what has changed, unless it is what was refused before. */
export async function sendChange(
  options: UpwardOptions,
  record: PosRecord,
  member: MemberState,
  refusedBefore: string | null,
): Promise<Sent> {
  const { pos, keeper } = options
  const { fields } = pos.mapping
  if (!member.agreed || member.state !== 'live') return 'nothing'
  if (spoiltInPos(fields, record.values, member.agreed).length > 0) await putBack(options, member)
  const changed = changedInPos(fields, record.values, member.agreed)
  if (!isUnmet(fields, member.agreed)) {
    if (changed.length === 0) return 'nothing'
    if (fingerprintOf(only(changed, record)) === refusedBefore) return 'waiting'
  }
  // Where both sides have changed a field the mapping says who wins, so what the server has by now is heard first.
  // Whether somebody is to be taken away, deliveries and compares say.
  const kept = await keeper.repair(member.profileId, { removes: false, isRight: false })
  if (kept === 'withheld' || kept === 'unknown' || kept === 'behind') return 'nothing'
  const now = await look(options, member.profileId)
  const left = now ? changedInPos(fields, now.record.values, now.agreed) : []
  if (!now || left.length === 0) return 'nothing'
  return sendFields(options, member.profileId, now.record, left)
}
