// What a redemption takes and what its reversal puts back, each written by one statement, together with the news of it.
import type { BurnTake } from '@tillside/rules/redemptions'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { announceMoves } from '../ledgers/news.ts'
import * as store from './store.ts'

/** Leaves at once, and fails the transaction when a row that it takes from is not there. */
export function burn(
  tx: Tx,
  id: number,
  redemption: store.NewRedemption,
  takes: readonly BurnTake[],
  now: Instant,
): Promise<void> {
  const { profile_id: profileId } = redemption
  announceMoves(
    tx,
    takes.map(({ kind, id: rowId }) => ({ profileId, kind, rowId, cause: 'redeem' })),
  )
  return store.burn(tx, id, redemption, takes, now)
}

/** Leaves at once. */
export async function reverse(
  tx: Tx,
  reversal: store.NewRedemption,
  now: Instant,
): Promise<{ id: number; hasPoints: boolean }> {
  const { profile_id: profileId } = reversal
  const { id, rows } = await store.reverse(tx, reversal, now)
  announceMoves(
    tx,
    rows.map(({ kind, row_id: rowId }) => ({ profileId, kind, rowId, cause: 'reversal' })),
  )
  return { id, hasPoints: rows.some(({ kind }) => kind === 'point') }
}
