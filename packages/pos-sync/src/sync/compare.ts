// The compare: whatever was lost on the way shows as a range whose digests differ, and is read again. It makes no difference why
// it was lost.
import type { Loyalty } from '../server/loyalty.ts'
import type { Held } from '../state/members.ts'
import { Digests, rangeOf } from './digest.ts'
import { showsAlready } from './apply.ts'
import type { Keeper, Kept } from './keeper.ts'
import type { Pos } from './unit.ts'

const heldPageSize = 5_000
const readPageSize = 500
/** Members that are read at once. */
const readsAtOnce = 8

export interface Comparison {
  /** Ranges whose digests differed. */
  readonly ranges: number
  /** Members that were not as the server has them when the ranges were looked into. */
  readonly found: number
  /** Records that were changed, made or let go. */
  readonly repaired: number
  readonly setAside: number
}

interface CompareOptions {
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

/** The members of these ranges that are not held as the server has them. */
async function differingMembers(
  { pos, loyalty }: CompareOptions,
  ranges: readonly string[],
): Promise<readonly string[]> {
  const wanted = new Set(ranges)
  const ours = new Map<string, Held[]>(ranges.map((range) => [range, []]))
  for await (const held of eachHeld(pos)) {
    const range = rangeOf(held.profileId)
    if (wanted.has(range)) ours.get(range)?.push(held)
  }
  const differing: string[] = []
  for (const range of ranges) {
    const theirs = new Map((await loyalty.versionsIn(range)).map(({ profileId, version }) => [profileId, version]))
    for (const { profileId, version } of ours.get(range) ?? []) {
      if (theirs.get(profileId) !== version) differing.push(profileId)
      theirs.delete(profileId)
    }
    // What is left nobody here knows of.
    differing.push(...theirs.keys())
  }
  return [...new Set(differing)]
}

/** A server without digests is read as a whole, and whoever it does not show is asked for. */
async function compareByReading({ pos, loyalty, keeper }: CompareOptions): Promise<Comparison> {
  const seen = new Set<string>()
  const tally = { repaired: 0, setAside: 0 }
  const count = (kept: Kept): void => {
    if (kept === 'set_aside') tally.setAside += 1
    else if (kept !== 'older') tally.repaired += 1
  }
  for (let number = 1; ; number += 1) {
    const { snapshots } = await loyalty.readPage(number, readPageSize)
    for (const { profileId } of snapshots) seen.add(profileId)
    // Without versions only the order of asking says what is newer: each is asked for by itself, unless it shows already.
    for (const snapshot of snapshots)
      if (!(await showsAlready(pos, snapshot))) count(await keeper.repair(snapshot.profileId))
    if (snapshots.length < readPageSize) break
  }
  for await (const { profileId } of eachHeld(pos)) if (!seen.has(profileId)) count(await keeper.repair(profileId))
  return { ranges: 0, found: tally.repaired + tally.setAside, ...tally }
}

/** Finds what differs, and makes the POS show what the server has. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { pos, keeper, loyalty } = options
  if (loyalty.client.dialect === 'omneo') return compareByReading(options)
  // A write that a crash cut short, in a POS without transactions.
  for (const profileId of pos.isAtomic ? [] : await pos.outside.members.listUnfinished(heldPageSize))
    await keeper.repair(profileId)
  const ranges = await differingRanges(options)
  const found = ranges.length === 0 ? [] : await differingMembers(options, ranges)
  const tally = { repaired: 0, setAside: 0 }
  const waiting = [...found]
  const work = async (): Promise<void> => {
    for (let profileId = waiting.pop(); profileId !== undefined; profileId = waiting.pop()) {
      const kept = await keeper.repair(profileId)
      if (kept === 'set_aside') tally.setAside += 1
      else if (kept !== 'older') tally.repaired += 1
    }
  }
  await Promise.all(Array.from({ length: readsAtOnce }, work))
  return { ranges: ranges.length, found: found.length, ...tally }
}
