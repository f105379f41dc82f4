// The server's word becomes the POS's record: the one place where a record is written because of a member.
import { troubleOf } from '../database/trouble.ts'
import type { Value } from '../mapping/fields.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { PosRecord, Values } from '../pos/records.ts'
import type { MemberState } from '../state/members.ts'
import { agreedAfter, isUnmet, writtenDown } from './agree.ts'
import { putByField, putTogether, type RefusedField } from './put.ts'
import { repointRecord, repointRecordsOf } from './repoint.ts'
import type { Snapshot } from './snapshot.ts'
import type { Pos, Unit } from './unit.ts'

/**
 * `applied`: the record shows it. `older`: it shows this already, or something newer. `doubtful`: what is known of the member
 * contradicts it, and the server has to be asked. `behind`: the server was asked, and knows less than the record shows. `set_aside`:
 * the record shows it but for what the POS does not take.
 */
export type Applied = 'applied' | 'older' | 'doubtful' | 'behind' | 'set_aside'

export interface Circumstances {
  /** It was read from the server, and this was held when the server was asked. Left out: it came by itself. */
  readonly asked?: MemberState
  /** A person has said that it is the right server, though it knows less than the record shows. */
  readonly isRight?: boolean
  /** What had been sent up before the server answered with this. */
  readonly sent?: Values
  /** The POS has refused it as a whole: it is written field by field, and at this moment set aside what is refused again. */
  readonly byFieldAt?: string
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
function judge({ fields }: Mapping, member: MemberState, { version }: Snapshot, now: Circumstances): Applied {
  const { asked, sent } = now
  // Who was gone before the server was asked, and is in its answer, is back. Anybody else may have gone since.
  if (member.state !== 'live') return asked && asked.state !== 'live' ? 'applied' : 'doubtful'
  // A server that counts no versions was asked for what is true now.
  if (version === null) return asked ? 'applied' : 'doubtful'
  // A newer one was written but for what the POS refused.
  if (asked === undefined && sent === undefined && version < (member.claimed ?? version)) return 'older'
  if (member.version === null || version > member.version) return 'applied'
  // What went up may have been what the server had already: it has been heard, though nothing changed.
  if (sent !== undefined && version === member.version) return 'applied'
  // The mapping has a field that it did not have then.
  const isPartial = member.agreed !== null && isUnmet(fields, member.agreed)
  if (isPartial && version === member.version) return 'applied'
  // The server's count never falls. It was asked after a higher one was held here: it was put back to an earlier day, or is another one.
  const hasGoneBack = asked !== undefined && asked.version === member.version && version < member.version
  if (!hasGoneBack) return 'older'
  return now.isRight === true ? 'applied' : 'behind'
}

async function findRecord(
  unit: Unit,
  mapping: Mapping,
  member: MemberState,
  snapshot: Snapshot,
): Promise<PosRecord | null> {
  const known = member.recordKey === null ? null : await unit.records.find(member.recordKey)
  if (known?.profileId === member.profileId) return known
  const clues = cluesOf(mapping, snapshot)
  // The number is somebody else's by now, whatever the server remembers: only the rest of what is known may lead to the record.
  return unit.records.match({ ...clues, keys: clues.keys.filter((key) => key !== known?.key) })
}

/** Until the POS takes all of it the version counts as not written, so that a compare tries again, and nothing older comes over it. */
function partly(before: MemberState, after: MemberState, shown: Values, refused: readonly RefusedField[]): MemberState {
  const names = new Set(refused.map(({ name }) => name))
  const { server = {}, pos = {} } = after.agreed ?? {}
  const taken = Object.entries(server).filter(([name]) => !names.has(name))
  const kept = Object.entries(pos).map(
    ([name, value]) => [name, names.has(name) ? (shown[name] ?? null) : value] as const,
  )
  const agreed = { server: Object.fromEntries(taken), pos: Object.fromEntries(kept) }
  return { ...after, version: before.version, claimed: after.version, agreed }
}

interface Written {
  /** What is known of the member afterwards. */
  readonly after: MemberState
  readonly refused: readonly RefusedField[]
}

/** Writes the record. */
async function write(
  unit: Unit,
  pos: Pos,
  before: MemberState,
  snapshot: Snapshot,
  { sent = {}, byFieldAt }: Circumstances,
): Promise<Written> {
  const { mapping } = pos
  const { profileId } = snapshot
  const server = serverValues(mapping, snapshot)
  const record = await findRecord(unit, mapping, before, snapshot)
  // What was agreed on is forgotten by a server that was put back: the mapping says who wins, as at a first meeting.
  const isEarlier = snapshot.version !== null && before.version !== null && snapshot.version < before.version
  // A record that does not say it is the member's is met for the first time; one that does may have a new number.
  const agreed = record?.profileId === profileId && !isEarlier ? before.agreed : null
  const sides = { server, record: record?.values ?? null, agreed, sent }
  const written = writtenDown(mapping.fields, sides)
  const put = { record, profileId, values: written }
  const { shown, refused } =
    byFieldAt === undefined ? { shown: await putTogether(unit, put), refused: [] } : await putByField(unit, put)
  const numbers = keysOf(mapping, snapshot)
  const after: MemberState = {
    ...before,
    version: snapshot.version ?? before.version ?? 0,
    claimed: isEarlier ? snapshot.version : before.claimed,
    state: 'live',
    mergedInto: null,
    recordKey: shown.key,
    agreed: agreedAfter(mapping.fields, written, shown.values, sides),
    // A column of a fixed width pads what it holds.
    isLinked: numbers.includes(shown.key.trimEnd()),
  }
  return { after: refused.length === 0 ? after : partly(before, after, shown.values, refused), refused }
}

/** Notes what the POS does not take of a member, or that it takes all of it now. */
async function settle(
  { asides }: Unit,
  profileId: string,
  refused: readonly RefusedField[],
  at: string,
): Promise<Applied> {
  const [first] = refused
  if (!first) {
    await asides.remove(profileId, 'down')
    return 'applied'
  }
  const reason = refused.map(({ name, reason: why }) => `${name}: ${why}`).join('; ')
  const aside = {
    subject: profileId,
    direction: 'down',
    code: first.code,
    reason: reason.slice(0, 500),
    fingerprint: null,
  }
  await asides.put({ ...aside, direction: 'down' }, at)
  return 'set_aside'
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
  const judged = isOvertaken(pos, before, snapshot, now) ? 'older' : judge(pos.mapping, before, snapshot, now)
  if (judged === 'doubtful' || judged === 'behind') return judged
  // Nobody comes back from a merge: who was merged is gone, however old the news.
  let member = before
  for (const loser of snapshot.losers) member = await repointRecordsOf(unit, { loser, winner: member })
  if (judged === 'older') {
    if (member !== before) await unit.members.save(member)
    return judged
  }
  const { after, refused } = await write(unit, pos, member, snapshot, now)
  await unit.members.save(after)
  if (before.recordKey !== after.recordKey) await repointRecord(unit, after)
  if (before.recordKey !== null && before.recordKey !== after.recordKey) await unit.asides.forget(before.recordKey)
  return settle(unit, snapshot.profileId, refused, now.byFieldAt ?? '')
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
