// Letting go of members whom the server no longer has. So many deletions at once need a person's word, and so does anybody whom it says
// nothing of: a server that never had them is another one, is empty, or was put back to an earlier day.
import type { Loyalty } from '../server/loyalty.ts'
import { type Repaired, repairAll } from './repair.ts'
import type { Keeper } from './keeper.ts'

/** So many at once are believed in a shop of any size. */
const believedMin = 10
/** And this share of the members held in a large one. */
const believedShare = 0.05

/** Whether so many deletions, of so many members held, are more than one compare believes. */
const areTooMany = (gone: number, held: number): boolean =>
  gone > 1 && (gone === held || gone > Math.max(believedMin, held * believedShare))

/** What a person has said to a compare. */
export interface Confirmed {
  /** Members who were deleted are to go, however many they are. */
  readonly confirmsRemovals: boolean
  /** It is the right server, though it knows less than the POS. */
  readonly confirmsServer: boolean
}

interface Gone extends Confirmed {
  /** Members whom the server did not show. */
  readonly absent: readonly string[]
  /** How many members are held here. */
  readonly held: number
}

/** Those of the members whom the server never had. Nothing is changed. */
export async function listUnknown(loyalty: Loyalty, profileIds: readonly string[]): Promise<readonly string[]> {
  const unknown: string[] = []
  for (const profileId of profileIds) {
    if ((await loyalty.readFate(profileId)).is === 'unknown') unknown.push(profileId)
  }
  return unknown
}

/** Follows merges, which take nothing away, and lets go of who was deleted: of all of them, or of nobody. */
export async function letGo(
  keeper: Keeper,
  { absent, held, confirmsRemovals, confirmsServer }: Gone,
): Promise<Repaired> {
  const looked = await repairAll(keeper, absent, { removes: false, isRight: false })
  const { withheld, unknown } = looked
  const isDoubtful = (unknown.length > 0 && !confirmsServer) || (areTooMany(withheld.length, held) && !confirmsRemovals)
  if (isDoubtful) return looked
  const removed = await repairAll(keeper, [...withheld, ...unknown], { removes: true, isRight: confirmsServer })
  return {
    ...removed,
    repaired: looked.repaired + removed.repaired,
    setAside: looked.setAside + removed.setAside,
    behind: [...looked.behind, ...removed.behind],
  }
}
