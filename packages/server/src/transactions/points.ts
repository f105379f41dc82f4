// Moves points for what a sale and its returns did: only the lines whose points changed, each by new entries.
//
// What a member holds of a line is always what the line earned less what returns took back, and never below zero: so
// it stays right in whichever order a sale and its returns are changed, voided and removed.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { earnPoints, takeBackPoints } from '../points/earn.ts'
import { groupBy } from './group.ts'
import type { HeldReturns } from './returning.ts'
import type { NewItem, NewTransaction } from './store.ts'
import type { Wish } from './wish.ts'

interface Moved {
  readonly wish: Wish
  readonly sale: NewTransaction
  readonly items: readonly NewItem[]
  readonly returns: HeldReturns
  /** Of lines that are booked anew after units of them came back: the points that those took. */
  readonly recut: ReadonlyMap<number, number>
  readonly userId: number
}

interface Part {
  readonly was: number
  readonly is: number
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const held = (earned: number, returned: number): number => Math.max(0, earned - returned)

/** For each line, and for a sale without lines: the points that the member holds of it, before and after. */
function partsOf({ wish, sale, items, returns, recut }: Moved): Part[] {
  const before = new Map((wish.before?.items ?? []).map((item) => [item.id, item]))
  const after = new Map(items.map((item) => [item.id, item]))
  const parts = [...new Set([...before.keys(), ...after.keys()])].map((id): Part => {
    const returned = returns.sold.get(id)?.returned_points ?? 0
    return {
      was: held(before.get(id)?.points_earned ?? 0, returned),
      is: held(after.get(id)?.points_earned ?? 0, recut.get(id) ?? returned),
    }
  })
  return [...parts, { was: wish.before?.sale.points_earned ?? 0, is: sale.points_earned }]
}

async function moveOwn(tx: Tx, moved: Moved, now: Instant): Promise<void> {
  const { wish, sale, userId } = moved
  const from = wish.before?.sale.profile_id ?? null
  const to = sale.profile_id
  const parts = from === to ? partsOf(moved).filter(({ was, is }) => was !== is) : partsOf(moved)
  const taken = sum(parts.map(({ was }) => was))
  const given = sum(parts.map(({ is }) => is))
  if (from !== null && taken > 0) {
    await takeBackPoints(
      tx,
      { profileId: from, thousandths: taken, transactionId: sale.id, fromTransactionId: sale.id, userId },
      now,
    )
  }
  if (to !== null && given > 0) {
    // A till's clock that runs ahead must not keep the points from being spent.
    const issuedAt = Math.min(sale.transacted_at, now) as Instant
    await earnPoints(tx, { profileId: to, thousandths: given, transactionId: sale.id, issuedAt, userId }, now)
  }
}

/** What comes back to the member when returns of a line no longer hold. */
function givenBack({ undone, sold }: HeldReturns, itemId: number): number {
  const line = sold.get(itemId)
  if (!line?.is_live) return 0
  const undonePoints = sum(undone.filter((row) => row.original_item_id === itemId).map((row) => row.points))
  return held(line.points_earned, line.returned_points - undonePoints) - held(line.points_earned, line.returned_points)
}

async function moveReturned(tx: Tx, { returns, sale, userId }: Moved, now: Instant): Promise<void> {
  const { match, undone, sold } = returns
  const earnerOf = (rows: readonly { original_item_id: number }[]): string | null =>
    sold.get(rows[0]?.original_item_id ?? 0)?.profile_id ?? null
  for (const rows of groupBy(undone, (row) => row.original_transaction_id).values()) {
    const profileId = earnerOf(rows)
    const thousandths = sum(
      [...new Set(rows.map((row) => row.original_item_id))].map((itemId) => givenBack(returns, itemId)),
    )
    if (profileId === null || thousandths === 0) continue
    await earnPoints(
      tx,
      { profileId, thousandths, transactionId: sale.id, issuedAt: now, description: 'A return was undone.', userId },
      now,
    )
  }
  for (const [fromTransactionId, rows] of groupBy(match.returns, (row) => row.original_transaction_id)) {
    const profileId = earnerOf(rows)
    const thousandths = sum(rows.map((row) => row.points))
    if (profileId === null || thousandths === 0) continue
    await takeBackPoints(tx, { profileId, thousandths, transactionId: sale.id, fromTransactionId, userId }, now)
  }
}

export async function movePoints(tx: Tx, moved: Moved, now: Instant): Promise<void> {
  await moveOwn(tx, moved, now)
  await moveReturned(tx, moved, now)
}
