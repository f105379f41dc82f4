// Lines of which units had come back, and that now earn something else: the points that those units took back are cut anew
// from what the line earns now, as if it had always earned that. So the member is left with the points of what they kept,
// in whichever order a sale is returned, corrected, attached to a member or voided.
import { points } from '@tillside/money/points'
import { returnedPart } from '@tillside/rules/sales'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { groupBy } from './group.ts'
import type { ItemRow, NewItem } from './store.ts'
import { listReturnsOfLines, type ReturnRow, type SoldRow, updateReturnedPoints } from './store-returns.ts'

/** Each return takes what the units up to it earned, less what those before it took. */
function cutAnew(item: Pick<NewItem, 'quantity' | 'points_earned'>, returns: readonly ReturnRow[]): ReturnRow[] {
  let units = 0
  let taken = 0
  return returns.map((row) => {
    units += row.quantity
    const { earned } = returnedPart({
      quantity: Math.max(0, item.quantity),
      share: 0,
      earned: points(item.points_earned),
      returnedQuantity: 0,
      returning: units,
    })
    const own = earned - taken
    taken = earned
    return { ...row, points: own }
  })
}

/** The points that returns took back of each line that is booked anew, by line. */
export async function recutReturns(
  tx: Tx,
  before: readonly ItemRow[],
  items: readonly NewItem[],
  sold: ReadonlyMap<number, SoldRow>,
  now: Instant,
): Promise<ReadonlyMap<number, number>> {
  const earnedBefore = new Map(before.map((item) => [item.id, item]))
  const isRecut = (item: NewItem): boolean => {
    const was = earnedBefore.get(item.id)
    const isSame = was?.points_earned === item.points_earned && was.quantity === item.quantity
    return !isSame && (sold.get(item.id)?.returned_quantity ?? 0) > 0
  }
  const recut = items.filter(isRecut)
  if (recut.length === 0) return new Map()
  const returns = groupBy(
    await listReturnsOfLines(
      tx,
      recut.map((item) => item.id),
    ),
    (row) => row.original_item_id,
  )
  const cut = recut.flatMap((item) => cutAnew(item, returns.get(item.id) ?? []))
  await updateReturnedPoints(tx, cut, now)
  return new Map(
    [...groupBy(cut, (row) => row.original_item_id)].map(([id, rows]) => [
      id,
      rows.reduce((total, row) => total + row.points, 0),
    ]),
  )
}
