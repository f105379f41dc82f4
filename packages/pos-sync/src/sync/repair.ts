// Many members, repaired side by side.
import type { Keeper, Rules } from './keeper.ts'

/** Members that are read at once. */
const readsAtOnce = 8

export interface Repaired {
  /** Records that were changed, made or let go. */
  readonly repaired: number
  readonly setAside: number
  /** Who was deleted, and would have been taken away. */
  readonly withheld: readonly string[]
  /** Whom the server never had. */
  readonly unknown: readonly string[]
  /** Whose version there is earlier than the one held. */
  readonly behind: readonly string[]
}

export async function repairAll(keeper: Keeper, profileIds: readonly string[], rules: Rules): Promise<Repaired> {
  const tally = { repaired: 0, setAside: 0 }
  const left: Record<'withheld' | 'unknown' | 'behind', string[]> = { withheld: [], unknown: [], behind: [] }
  const waiting = [...profileIds]
  const work = async (): Promise<void> => {
    for (let profileId = waiting.pop(); profileId !== undefined; profileId = waiting.pop()) {
      const kept = await keeper.repair(profileId, rules)
      if (kept === 'withheld' || kept === 'unknown' || kept === 'behind') left[kept].push(profileId)
      else if (kept === 'set_aside') tally.setAside += 1
      else if (kept !== 'older') tally.repaired += 1
    }
  }
  await Promise.all(Array.from({ length: readsAtOnce }, work))
  return { ...tally, ...left }
}
