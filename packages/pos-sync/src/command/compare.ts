// tillside-sync compare: finds what differs, by hand, and says what became of it.
import type { Service } from '../sync/service.ts'
import type { Pos } from '../sync/unit.ts'
import { isDoubted, wordsOf } from '../sync/doubts.ts'
import type { Confirmed } from '../sync/removals.ts'

/** 0 when both sides are equal afterwards, 1 when something stays apart: also what was set aside before, on the way up. */
export async function compare(service: Service, { outside }: Pos, confirmed: Confirmed): Promise<number> {
  const comparison = await service.catchUp(confirmed)
  const { ranges, found, repaired } = comparison
  const setAside = await outside.asides.count()
  console.log(`${ranges} ranges differed, ${found} members in them; ${repaired} repaired, ${setAside} set aside.`)
  for (const line of wordsOf(comparison)) console.log(line)
  return setAside === 0 && !isDoubted(comparison) ? 0 : 1
}
