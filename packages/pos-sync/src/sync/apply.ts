// The server's word becomes the POS's record: the one place where a record is written because of a member.
import { troubleOf } from '../database/trouble.ts'
import type { Value } from '../mapping/fields.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { PosRecord, Values } from '../pos/records.ts'
import type { MemberState } from '../state/members.ts'
import { agreedAfter, writtenDown } from './agree.ts'
import { repointRecord, repointRecordsOf } from './repoint.ts'
import type { Snapshot } from './snapshot.ts'
import type { Pos, Unit } from './unit.ts'

/**
 * `applied`: the record shows it. `older`: it shows this already, or something newer. `doubtful`: what is known of the member
 * contradicts it, and the server has to be asked.
 */
export type Applied = 'applied' | 'older' | 'doubtful'

interface Circumstances {
  /** It was read from the server, and this was held when the server was asked. Left out: it came by itself. */
  readonly asked?: MemberState
  /** What had been sent up before the server answered with this. */
  readonly sent?: Values
}

const serverValues = ({ fields }: Mapping, { profile }: Snapshot): Values =>
  Object.fromEntries(fields.map(({ name, down }): [string, Value] => [name, down(profile)]))

/** Numbers that the server knows the member by, its own first: those that a merge brought along belong to other records. */
function keysOf({ identity }: Mapping, { identities }: Snapshot): readonly string[] {
  const ours = identities.filter(({ handle, isActive }) => handle === identity && isActive)
  const own = ours.filter(({ mergedFrom }) => mergedFrom === null)
  return [...own, ...ours.filter(({ mergedFrom }) => mergedFrom !== null)].map(({ identifier }) => identifier)
}

export const cluesOf = (mapping: Mapping, snapshot: Snapshot) => ({
  profileId: snapshot.profileId,
  keys: keysOf(mapping, snapshot),
  values: serverValues(mapping, snapshot),
})

/** Whether both sides agreed on these very values the last time: for servers that count no versions. */
export async function showsAlready({ mapping, outside }: Pos, snapshot: Snapshot): Promise<boolean> {
  const held = await outside.members.find(snapshot.profileId)
  if (held?.state !== 'live' || !held.agreed) return false
  const { server } = held.agreed
  return Object.entries(serverValues(mapping, snapshot)).every(
    ([name, value]) => name in server && server[name] === value,
  )
}

/** Whether a snapshot says more than what is held. */
function judge(member: MemberState, { version }: Snapshot, { asked, sent }: Circumstances): Applied {
  // Who was gone before the server was asked, and is in its answer, is back. Anybody else may have gone since.
  if (member.state !== 'live') return asked && asked.state !== 'live' ? 'applied' : 'doubtful'
  // A server that counts no versions was asked for what is true now.
  if (version === null) return asked ? 'applied' : 'doubtful'
  if (member.version === null || version > member.version) return 'applied'
  // What went up may have been what the server had already: it has been heard, though nothing changed.
  if (sent !== undefined && version === member.version) return 'applied'
  // The server's count never falls. It was asked after a higher one was held here: it was put back to an earlier day.
  const hasGoneBack = asked !== undefined && asked.version === member.version && version < member.version
  return hasGoneBack ? 'applied' : 'older'
}

async function findRecord(
  unit: Unit,
  mapping: Mapping,
  member: MemberState,
  snapshot: Snapshot,
): Promise<PosRecord | null> {
  if (member.recordKey !== null) {
    const known = await unit.records.find(member.recordKey)
    if (known) return known
  }
  return unit.records.match(cluesOf(mapping, snapshot))
}

/** Writes the record, and answers what is known of the member afterwards. */
async function write(
  unit: Unit,
  pos: Pos,
  before: MemberState,
  snapshot: Snapshot,
  sent: Values,
): Promise<MemberState> {
  const { mapping } = pos
  const { profileId } = snapshot
  const server = serverValues(mapping, snapshot)
  const record = await findRecord(unit, mapping, before, snapshot)
  // What was agreed on was agreed about another record.
  const agreed = record !== null && record.key === before.recordKey ? before.agreed : null
  const sides = { server, record: record?.values ?? null, agreed, sent }
  const written = writtenDown(mapping.fields, sides)
  const shown = record
    ? await unit.records.update(record.key, { profileId, mergedInto: null, values: written })
    : await unit.records.insert({ profileId, values: written })
  const numbers = keysOf(mapping, snapshot)
  return {
    ...before,
    version: snapshot.version ?? before.version ?? 0,
    state: 'live',
    mergedInto: null,
    recordKey: shown.key,
    agreed: agreedAfter(mapping.fields, written, shown.values, sides),
    isLinked: numbers.includes(shown.key.trim()),
  }
}

/** A POS without transactions is told first: of two versions that are under way, the older one then gives up. */
async function claim(pos: Pos, { profileId, version }: Snapshot): Promise<void> {
  if (pos.isAtomic || version === null) return
  await pos.unit(async ({ members }) => {
    const member = await members.lock(profileId)
    if ((member.claimed ?? -1) < version) await members.save({ ...member, claimed: version })
  })
}

/** A newer one has been claimed, and is being written or was, when the process died: that one is read again. */
const isOvertaken = (pos: Pos, { claimed }: MemberState, { version }: Snapshot, { asked }: Circumstances): boolean =>
  !pos.isAtomic && asked === undefined && version !== null && (claimed ?? -1) > version

async function applyIn(unit: Unit, pos: Pos, snapshot: Snapshot, now: Circumstances): Promise<Applied> {
  const before = await unit.members.lock(snapshot.profileId)
  const judged = isOvertaken(pos, before, snapshot, now) ? 'older' : judge(before, snapshot, now)
  if (judged === 'doubtful') return judged
  // Nobody comes back from a merge: who was merged is gone, however old the news.
  let member = before
  for (const loser of snapshot.losers) member = await repointRecordsOf(unit, { loser, winner: member })
  if (judged === 'older') {
    if (member !== before) await unit.members.save(member)
    return judged
  }
  const after = await write(unit, pos, member, snapshot, now.sent ?? {})
  await unit.members.save(after)
  if (before.recordKey !== after.recordKey) await repointRecord(unit, after)
  await unit.asides.remove(snapshot.profileId, 'down')
  return 'applied'
}

/** Applies a snapshot of a member, unless the record shows it already. */
export async function applySnapshot(pos: Pos, snapshot: Snapshot, now: Circumstances = {}): Promise<Applied> {
  await claim(pos, snapshot)
  return pos.unit((unit) => applyIn(unit, pos, snapshot, now))
}

/**
 * Applies many in one transaction, for what comes by the thousand. Answers those that are left to be taken by themselves: the
 * doubtful ones, and all of them where the POS refuses one.
 */
export async function applyTogether(pos: Pos, snapshots: readonly Snapshot[]): Promise<readonly Snapshot[]> {
  if (!pos.isAtomic) return snapshots
  // In one order, so that two of these never wait for each other.
  const inOrder = [...snapshots].sort((one, other) => (one.profileId < other.profileId ? -1 : 1))
  try {
    return await pos.unit(async (unit) => {
      const left: Snapshot[] = []
      for (const snapshot of inOrder) {
        if ((await applyIn(unit, pos, snapshot, {})) === 'doubtful') left.push(snapshot)
      }
      return left
    })
  } catch (error) {
    if (troubleOf(error) === 'refused') return snapshots
    throw error
  }
}
