// Whose a record is. Its number alone does not say so: numbers are given again to other customers, and customers get new ones.
import type { PosRecord } from '../pos/records.ts'
import type { MemberState } from '../state/members.ts'
import { repointRecord } from './repoint.ts'
import type { Pos } from './unit.ts'

/** Members who may own the records of a page. */
export interface Candidates {
  readonly byKey: ReadonlyMap<string | null, MemberState>
  readonly byId: ReadonlyMap<string, MemberState>
}

const liveLast = (one: MemberState, other: MemberState): number =>
  Number(one.state === 'live') - Number(other.state === 'live')

export async function findCandidates({ outside }: Pos, page: readonly PosRecord[]): Promise<Candidates> {
  const keys = page.map(({ key }) => key)
  const ids = page.flatMap(({ profileId }) => profileId ?? [])
  const [byKey, byId] = await Promise.all([
    keys.length === 0 ? [] : outside.members.findByRecords(keys),
    ids.length === 0 ? [] : outside.members.findAll(ids),
  ])
  return {
    // A customer who came back has the record of somebody who is gone.
    byKey: new Map([...byKey].sort(liveLast).map((member) => [member.recordKey, member])),
    byId: new Map(byId.map((member) => [member.profileId, member])),
  }
}

/** `taken`: it stands under a member's number, and is another customer's. Null: no member here owns it. */
type Owner = { readonly member: MemberState; readonly is: 'own' | 'gone' | 'renumbered' | 'taken' } | null

export function ownerOf({ key, profileId }: PosRecord, { byKey, byId }: Candidates): Owner {
  const numbered = byKey.get(key)
  if (numbered?.state === 'live' && numbered.profileId === profileId) return { member: numbered, is: 'own' }
  const named = profileId === null ? undefined : byId.get(profileId)
  if (numbered?.state === 'merged' && named) return { member: numbered, is: 'gone' }
  if (named?.state === 'live') return { member: named, is: 'renumbered' }
  if (numbered?.state === 'live') return { member: numbered, is: 'taken' }
  return numbered?.state === 'deleted' ? { member: numbered, is: 'gone' } : null
}

/** The member follows its record to the new number; null when it has a record beside this one. */
export async function follow(pos: Pos, record: PosRecord, { profileId }: MemberState): Promise<MemberState | null> {
  return pos.unit(async (unit) => {
    const { members, records, asides } = unit
    const held = await members.lock(profileId)
    if (held.state !== 'live') return null
    if (held.recordKey === record.key) return held
    const before = held.recordKey === null ? null : await records.find(held.recordKey)
    if (before?.profileId === profileId) return null
    const after = { ...held, recordKey: record.key, isLinked: false }
    await members.save(after)
    await repointRecord(unit, after)
    if (held.recordKey !== null) await asides.forget(held.recordKey)
    return after
  })
}

/** The member has no record any more, and gets one as if it were new. Its old number is not told to the server as its own. */
export async function release(pos: Pos, { profileId }: MemberState): Promise<void> {
  await pos.unit(async ({ members, records, asides }) => {
    const held = await members.lock(profileId)
    const record = held.recordKey === null ? null : await records.find(held.recordKey)
    if (held.state !== 'live' || held.recordKey === null || record?.profileId === profileId) return
    await members.save({ ...held, version: null, agreed: null, isLinked: true })
    await asides.forget(held.recordKey)
  })
}
