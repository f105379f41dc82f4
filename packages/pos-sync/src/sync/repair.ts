// Many members, repaired side by side.
import type { Keeper } from './keeper.ts'

/** Members that are read at once. */
const readsAtOnce = 8

export interface Repaired {
  /** Records that were changed, made or let go. */
  readonly repaired: number
  readonly setAside: number
  /** Who would have been taken away. */
  readonly withheld: readonly string[]
}

export async function repairAll(
  keeper: Keeper,
  profileIds: readonly string[],
  { mayRemove }: { mayRemove: boolean },
): Promise<Repaired> {
  const tally = { repaired: 0, setAside: 0 }
  const withheld: string[] = []
  const waiting = [...profileIds]
  const work = async (): Promise<void> => {
    for (let profileId = waiting.pop(); profileId !== undefined; profileId = waiting.pop()) {
      const kept = await keeper.repair(profileId, { mayRemove })
      if (kept === 'withheld') withheld.push(profileId)
      else if (kept === 'set_aside') tally.setAside += 1
      else if (kept !== 'older') tally.repaired += 1
    }
  }
  await Promise.all(Array.from({ length: readsAtOnce }, work))
  return { ...tally, withheld }
}
