// The first fill: every member of the server, page by page in the order in which they joined. How far it came is kept, and a fill
// that was cut short goes on there. When somebody is deleted meanwhile, others move up by a place and may be passed by: the
// compare that follows finds them.
import type { Loyalty } from '../server/loyalty.ts'
import { troubleOf } from '../database/trouble.ts'
import { type MemberState, unknownMember } from '../state/members.ts'
import { agreedAfter } from './agree.ts'
import { applyTogether, cluesOf } from './apply.ts'
import type { Keeper } from './keeper.ts'
import type { Snapshot } from './snapshot.ts'
import type { Pos } from './unit.ts'

const pageSize = 500

export interface FillProgress {
  readonly done: number
  readonly total: number
}

interface FillOptions {
  readonly pos: Pos
  readonly loyalty: Loyalty
  readonly keeper: Keeper
  readonly onProgress: (progress: FillProgress) => void
  /** Aborted, the fill ends after the page that it is at, to go on behind it the next time. */
  readonly signal?: AbortSignal
}

/** Members that nothing is known of here, and whom no record of the POS can be: they are made together. */
async function fresh(
  pos: Pos,
  snapshots: readonly Snapshot[],
  held: ReadonlySet<string>,
): Promise<readonly Snapshot[]> {
  const many = pos.manyOf?.(pos.outside)
  if (!many) return []
  const unknown = snapshots.filter(
    ({ profileId, version, losers }) => !held.has(profileId) && version !== null && losers.size === 0,
  )
  if (unknown.length === 0) return []
  const matched = await many.matchAny(unknown.map((snapshot) => cluesOf(pos.mapping, snapshot)))
  return unknown.filter(({ profileId }) => !matched.has(profileId))
}

/** All of them in one transaction; false when one of them stands in the way of the others. */
async function makeTogether(pos: Pos, snapshots: readonly Snapshot[]): Promise<boolean> {
  const { mapping, manyOf } = pos
  const clues = snapshots.map((snapshot) => cluesOf(mapping, snapshot))
  try {
    await pos.unit(async (unit) => {
      const records = await manyOf?.(unit).insertAll(clues.map(({ profileId, values }) => ({ profileId, values })))
      const members = snapshots.map((snapshot, index): MemberState => {
        const record = records?.[index]
        const { keys = [], values: server = {} } = clues[index] ?? {}
        const sides = { server, record: null, agreed: null, sent: {} }
        return {
          ...unknownMember(snapshot.profileId),
          version: snapshot.version,
          recordKey: record?.key ?? null,
          agreed: agreedAfter(mapping.fields, server, record?.values ?? {}, sides),
          isLinked: record !== undefined && keys.includes(record.key),
        }
      })
      await unit.members.insertAll(members)
    })
    return true
  } catch (error) {
    // A webhook made one of them meanwhile, or the POS refuses one: each of them is taken by itself then.
    if (troubleOf(error) === 'refused') return false
    throw error
  }
}

async function takePage({ pos, keeper }: FillOptions, snapshots: readonly Snapshot[]): Promise<void> {
  if (snapshots.length === 0) return
  const known = await pos.outside.members.findAll(snapshots.map(({ profileId }) => profileId))
  const held = new Set(known.map(({ profileId }) => profileId))
  const together = await fresh(pos, snapshots, held)
  const areMade = together.length > 0 && (await makeTogether(pos, together))
  const made = new Set(areMade ? together.map(({ profileId }) => profileId) : [])
  const others = snapshots.filter(({ profileId }) => !made.has(profileId))
  for (const snapshot of await applyTogether(pos, others)) await keeper.take(snapshot)
}

/** Fills, or goes on filling. False when it was stopped before the end. */
export async function fill(options: FillOptions): Promise<boolean> {
  const { pos, loyalty, onProgress, signal } = options
  const { progress } = pos.outside
  const ask = (number: number) => {
    const page = loyalty.readPage(number, pageSize)
    // It fails where it is waited for.
    page.catch(() => {})
    return page
  }
  const first = Number((await progress.read('pages_filled')) ?? 0) + 1
  let next = ask(first)
  for (let number = first; ; number += 1) {
    const { snapshots, total } = await next
    const isLast = snapshots.length < pageSize
    // The next page is on its way while this one is written.
    if (!isLast) next = ask(number + 1)
    await takePage(options, snapshots)
    const done = (number - 1) * pageSize + snapshots.length
    onProgress({ done, total: Math.max(done, total) })
    if (isLast) return true
    await progress.write('pages_filled', String(number))
    if (signal?.aborted === true) return false
  }
}
