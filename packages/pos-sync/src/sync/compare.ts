// The compare: whatever was lost on the way shows as a range whose digests differ, and is read again. It makes no difference why
// it was lost.
import type { Loyalty } from '../server/loyalty.ts'
import type { Held } from '../state/members.ts'
import { Digests, rangeOf } from './digest.ts'
import { showsAlready } from './apply.ts'
import type { Keeper } from './keeper.ts'
import { listMissing, readAgain } from './read-again.ts'
import { type Doubts, isDoubted, noDoubts } from './doubts.ts'
import { type Confirmed, letGo, listUnknown } from './removals.ts'
import { type Repaired, repairAll } from './repair.ts'
import type { Pos } from './unit.ts'

const heldPageSize = 5_000
const readPageSize = 500

/** Where the server is doubted nothing was repaired. */
export interface Comparison extends Doubts {
  /** Ranges whose digests differed. */
  readonly ranges: number
  /** Members that were not as the server has them when the ranges were looked into. */
  readonly found: number
  /** Records that were changed, made or let go. */
  readonly repaired: number
  readonly setAside: number
}

interface CompareOptions extends Partial<Confirmed> {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
}

async function* eachHeld(pos: Pos): AsyncGenerator<Held> {
  for await (const page of pos.outside.members.listHeld(heldPageSize)) yield* page
}

/** The ranges in which the two sides differ now. Changes that are on their way count too. */
export async function differingRanges({
  pos,
  loyalty,
}: Pick<CompareOptions, 'pos' | 'loyalty'>): Promise<readonly string[]> {
  const theirs = await loyalty.digests()
  const ours = new Digests()
  for await (const held of eachHeld(pos)) ours.add(held)
  const printed = ours.print()
  const names = new Set([...theirs.keys(), ...printed.keys()])
  return [...names].filter((name) => theirs.get(name)?.digest !== printed.get(name)?.digest).sort()
}

/** Who is not held as the server has them: those whom it has, and those whom it has not. */
interface Differing {
  readonly present: readonly string[]
  readonly absent: readonly string[]
  /** Those whom it has, at an earlier version than is held. */
  readonly behind: readonly string[]
  /** How many are held in all. */
  readonly held: number
}

/** The members of these ranges that are not held as the server has them. */
async function differingMembers({ pos, loyalty }: CompareOptions, ranges: readonly string[]): Promise<Differing> {
  const ours = new Map<string, Held[]>(ranges.map((range) => [range, []]))
  let count = 0
  for await (const held of eachHeld(pos)) {
    count += 1
    ours.get(rangeOf(held.profileId))?.push(held)
  }
  const [present, absent, behind]: [string[], string[], string[]] = [[], [], []]
  for (const range of ranges) {
    const theirs = new Map((await loyalty.versionsIn(range)).map(({ profileId, version }) => [profileId, version]))
    for (const { profileId, version } of ours.get(range) ?? []) {
      const their = theirs.get(profileId)
      if (their === undefined) absent.push(profileId)
      else if (their < version) behind.push(profileId)
      else if (their > version) present.push(profileId)
      theirs.delete(profileId)
    }
    // What is left nobody here knows of.
    present.push(...theirs.keys())
  }
  return { present, absent, behind, held: count }
}

/** A server without digests is read as a whole, and whoever it does not show is asked for. */
async function differingByReading({ pos, loyalty }: CompareOptions): Promise<Differing> {
  const seen = new Set<string>()
  const present: string[] = []
  for (let number = 1; ; number += 1) {
    const { snapshots } = await loyalty.readPage(number, readPageSize)
    for (const snapshot of snapshots) {
      seen.add(snapshot.profileId)
      // Without versions only the order of asking says what is newer: each is asked for by itself, unless it shows already.
      if (!(await showsAlready(pos, snapshot))) present.push(snapshot.profileId)
    }
    if (snapshots.length < readPageSize) break
  }
  const absent: string[] = []
  let count = 0
  for await (const { profileId } of eachHeld(pos)) {
    count += 1
    if (!seen.has(profileId)) absent.push(profileId)
  }
  return { present, absent, behind: [], held: count }
}

/** What was done, and what speaks against the server. */
const toldOf = ({ withheld, unknown, behind, ...counts }: Repaired) => ({
  ...counts,
  withheld: withheld.length,
  unknown: unknown.length,
  behind: behind.length,
})

async function repairDiffering(
  { keeper, loyalty, confirmsRemovals = false, confirmsServer = false }: CompareOptions,
  { present, absent, behind, held }: Differing,
): Promise<Omit<Comparison, 'ranges' | 'found'>> {
  // A server that knows less of some is not believed about who is gone.
  if (behind.length > 0 && !confirmsServer) {
    const unknown = await listUnknown(loyalty, absent)
    return { ...noDoubts, repaired: 0, setAside: 0, unknown: unknown.length, behind: behind.length }
  }
  const gone = await letGo(keeper, { absent, held, confirmsRemovals, confirmsServer })
  // What such a server has instead of them is not believed either.
  if (isDoubted(toldOf(gone))) return toldOf(gone)
  const told = toldOf(await repairAll(keeper, [...present, ...behind], { removes: true, isRight: confirmsServer }))
  return { ...told, repaired: gone.repaired + told.repaired, setAside: gone.setAside + told.setAside }
}

/** What the digests of both sides tell. */
async function compareHeld(options: CompareOptions): Promise<Comparison> {
  const { pos, keeper, loyalty } = options
  if (loyalty.client.dialect === 'omneo') {
    const differing = await differingByReading(options)
    const repaired = await repairDiffering(options, differing)
    return { ranges: 0, found: repaired.repaired + repaired.setAside + repaired.withheld, ...repaired }
  }
  // A write that a crash cut short, in a POS without transactions.
  for (const profileId of pos.isAtomic ? [] : await pos.outside.members.listUnfinished(heldPageSize))
    await keeper.repair(profileId)
  const ranges = await differingRanges(options)
  if (ranges.length === 0) return { ranges: 0, found: 0, repaired: 0, setAside: 0, ...noDoubts }
  const differing = await differingMembers(options, ranges)
  const found = new Set([...differing.present, ...differing.absent, ...differing.behind]).size
  return { ranges: ranges.length, found, ...(await repairDiffering(options, differing)) }
}

/** Finds what differs, and makes the POS show what the server has. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const told = await compareHeld(options)
  if (isDoubted(told)) return told
  const again = await readAgain(options, await listMissing(options.pos))
  return {
    ...told,
    found: told.found + again.repaired + again.setAside,
    repaired: told.repaired + again.repaired,
    setAside: told.setAside + again.setAside,
  }
}
