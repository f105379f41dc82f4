// Redemptions that are held: those whose time has passed, and what became of a hold.
import type { Instant } from '@tillside/rules/time'

import type { Db, Tx } from '../db/open.ts'

export interface DueHold {
  readonly id: number
  readonly hold_expires_at: Instant
}

/** Holds whose time has passed, the first to lapse first, behind the one given. */
export function listDueHolds(db: Db, after: DueHold | null, now: Instant, countMax: number): Promise<DueHold[]> {
  const behind = after ? db`and (hold_expires_at, id) > (${after.hold_expires_at}, ${after.id})` : db``
  return db<DueHold[]>`
    select id, hold_expires_at from redemption
    where hold_expires_at <= ${now} and hold_outcome is null ${behind} order by hold_expires_at, id limit ${countMax}`
}

export async function endHold(tx: Tx, redemptionId: number, outcome: 'lapsed', now: Instant): Promise<void> {
  await tx`
    update redemption set hold_outcome = ${outcome}, updated_at = ${now} where id = ${redemptionId} and hold_expires_at is not null`
}

/** The redemption that settled a lapsed hold again and still stands. */
export async function findSettledAgain(tx: Tx, lapsedId: number): Promise<number | undefined> {
  const [row] = await tx<{ id: number }[]>`
    select id from redemption where linked_redemption_id = ${lapsedId} and type = 'redeem' and reversed_at is null order by id desc limit 1`
  return row?.id
}
