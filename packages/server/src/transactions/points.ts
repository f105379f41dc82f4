// Moves points for what a sale and its returns did: only the lines whose points changed, each by new entries.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { earnPoints, takeBackPoints } from '../points/earn.ts'
import type { Match } from './originals.ts'
import type { Wish } from './plan.ts'
import type { NewItem, NewTransaction } from './store.ts'
import type { ReturnRow } from './store-returns.ts'

export interface Moved {
  readonly wish: Wish
  readonly sale: NewTransaction
  readonly items: readonly NewItem[]
  readonly match: Match
  readonly undone: readonly ReturnRow[]
  /** Whose points an original sale had earned, by its id. */
  readonly earners: ReadonlyMap<number, string | null>
  readonly userId: number
}

interface Part {
  readonly was: number
  readonly is: number
}

/** For each line, and for a sale without lines: the points that it holds of the member, before and after. */
function partsOf({ wish, sale, items }: Moved): Part[] {
  const before = new Map((wish.before?.items ?? []).map((item) => [item.id, item]))
  const after = new Map(items.map((item) => [item.id, item]))
  const parts = [...new Set([...before.keys(), ...after.keys()])].map((id): Part => {
    // What returns took back already is no longer the member's, whatever becomes of the line.
    const returned = before.get(id)?.returned_points ?? 0
    const held = (earned: number | undefined): number => Math.max(0, (earned ?? 0) - returned)
    return { was: held(before.get(id)?.points_earned), is: held(after.get(id)?.points_earned) }
  })
  return [...parts, { was: wish.before?.sale.points_earned ?? 0, is: sale.points_earned }]
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

async function moveOwn(tx: Tx, moved: Moved, now: Instant): Promise<void> {
  const { wish, sale, userId } = moved
  const from = wish.before?.sale.profile_id ?? null
  const to = sale.profile_id
  const parts = from === to ? partsOf(moved).filter(({ was, is }) => was !== is) : partsOf(moved)
  const taken = sum(parts.map(({ was }) => was))
  const given = sum(parts.map(({ is }) => is))
  if (from !== null && taken > 0) {
    await takeBackPoints(tx, { profileId: from, thousandths: taken, transactionId: sale.id, fromTransactionId: sale.id, userId }, now)
  }
  if (to !== null && given > 0) {
    // A till's clock that runs ahead must not keep the points from being spent.
    const issuedAt = Math.min(sale.transacted_at, now) as Instant
    await earnPoints(tx, { profileId: to, thousandths: given, transactionId: sale.id, issuedAt, userId }, now)
  }
}

function byOriginal(returns: readonly ReturnRow[]): Map<number, number> {
  const sums = new Map<number, number>()
  for (const row of returns) sums.set(row.original_transaction_id, (sums.get(row.original_transaction_id) ?? 0) + row.points)
  return sums
}

async function moveReturned(tx: Tx, { match, undone, earners, sale, userId }: Moved, now: Instant): Promise<void> {
  for (const [fromTransactionId, thousandths] of byOriginal(undone)) {
    const profileId = earners.get(fromTransactionId) ?? null
    if (profileId === null || thousandths === 0) continue
    await earnPoints(tx, { profileId, thousandths, transactionId: sale.id, issuedAt: now, description: 'A return was undone.', userId }, now)
  }
  for (const [fromTransactionId, thousandths] of byOriginal(match.returns)) {
    const profileId = earners.get(fromTransactionId) ?? null
    if (profileId === null || thousandths === 0) continue
    await takeBackPoints(tx, { profileId, thousandths, transactionId: sale.id, fromTransactionId, userId }, now)
  }
}

export async function movePoints(tx: Tx, moved: Moved, now: Instant): Promise<void> {
  await moveOwn(tx, moved, now)
  await moveReturned(tx, moved, now)
}
