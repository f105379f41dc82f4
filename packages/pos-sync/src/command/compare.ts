// tillside-sync compare: finds what differs, by hand, and says what became of it.
import type { Service } from '../sync/service.ts'
import type { Pos } from '../sync/unit.ts'
import { withheldWords } from './status.ts'

/** 0 when both sides are equal afterwards, 1 when something stays apart: also what was set aside before, on the way up. */
export async function compare(
  service: Service,
  { outside }: Pos,
  { confirmsRemovals }: { confirmsRemovals: boolean },
): Promise<number> {
  const { ranges, found, repaired, withheld } = await service.catchUp({ confirmsRemovals })
  const setAside = await outside.asides.count()
  console.log(`${ranges} ranges differed, ${found} members in them; ${repaired} repaired, ${setAside} set aside.`)
  if (withheld > 0) console.log(`${withheld} removals withheld: ${withheldWords}`)
  return setAside === 0 && withheld === 0 ? 0 : 1
}
