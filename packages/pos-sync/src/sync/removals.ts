// Letting go of members whom the server no longer has. A server that is another one, is empty, or was put back to an earlier day has
// none of those that the POS holds: what looks like so many deletions needs a person's word.
import { type Repaired, repairAll } from './repair.ts'
import type { Keeper } from './keeper.ts'

/** So many at once are believed in a shop of any size. */
const believedMin = 10
/** And this share of the members held in a large one. */
const believedShare = 0.05

/** Whether so many deletions, of so many members held, are more than one compare believes. */
const areTooMany = (gone: number, held: number): boolean =>
  gone > 1 && (gone === held || gone > Math.max(believedMin, held * believedShare))

interface Gone {
  /** Members whom the server did not show. */
  readonly absent: readonly string[]
  /** How many members are held here. */
  readonly held: number
  /** A person has said that they are to go, however many they are. */
  readonly isConfirmed: boolean
}

/** Follows merges, which take nothing away, and takes away who was deleted; too many of these are withheld. */
export async function letGo(keeper: Keeper, { absent, held, isConfirmed }: Gone): Promise<Repaired> {
  const isCautious = !isConfirmed && areTooMany(absent.length, held)
  const followed = await repairAll(keeper, absent, { mayRemove: !isCautious })
  const { withheld } = followed
  if (withheld.length === 0 || areTooMany(withheld.length, held)) return followed
  const removed = await repairAll(keeper, withheld, { mayRemove: true })
  return {
    repaired: followed.repaired + removed.repaired,
    setAside: followed.setAside + removed.setAside,
    withheld: removed.withheld,
  }
}
