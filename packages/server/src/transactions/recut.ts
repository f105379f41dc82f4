// What came back of a line is cut from what the line earns now, unit by unit, as if it had always earned that: so a member is left
// with the points of what they kept, in whichever order a sale is returned, corrected, attached to a member or voided. Shares of
// the redemption are cut anew only where another redemption was spread over the line.
import { points } from '@tillside/money/points'
import { returnedPart } from '@tillside/rules/sales'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { groupBy } from './group.ts'
import { type CutRow, listReturnsOfLines, type ReturnRow, updateReturned } from './store-returns.ts'

interface CutLine {
  readonly id: number
  readonly quantity: number
  readonly points_earned: number
  readonly share_minor: number
}

/** Each return takes what the units up to it earned and carried, less what those before it took. */
function cutAnew(line: CutLine, returns: readonly ReturnRow[], withShares: boolean): CutRow[] {
  let units = 0
  let taken = { share: 0, earned: 0 }
  return returns.map((row) => {
    units += row.quantity
    const upTo = returnedPart({
      quantity: Math.max(0, line.quantity),
      share: line.share_minor,
      earned: points(line.points_earned),
      returnedQuantity: 0,
      returning: units,
    })
    const cut = {
      ...row,
      points: upTo.earned - taken.earned,
      share_minor: withShares ? upTo.share - taken.share : row.share_minor,
    }
    taken = upTo
    return cut
  })
}

/** The sales that brought something back and show another share of it now. */
export async function recutReturns(
  tx: Tx,
  lines: readonly CutLine[],
  { withShares }: { readonly withShares: boolean },
  now: Instant,
): Promise<{ id: number; profile_id: string | null }[]> {
  if (lines.length === 0) return []
  const returns = groupBy(
    await listReturnsOfLines(
      tx,
      lines.map((line) => line.id),
    ),
    (row) => row.original_item_id,
  )
  return updateReturned(
    tx,
    lines.flatMap((line) => cutAnew(line, returns.get(line.id) ?? [], withShares)),
    now,
  )
}
