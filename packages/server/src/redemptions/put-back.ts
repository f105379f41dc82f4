// Giving back all that is left of a redemption, under the member's lock: the very rows, as they were.
import { restoredEnd } from '@tillside/rules/expiry'
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { payPointDebts } from '../points/debts.ts'
import { benefitsBack } from './benefits-back.ts'
import { reverse } from './moves.ts'
import { giveBack } from './return.ts'
import { insertRedemption, type NewRedemption, type RedemptionRow } from './store.ts'
import { type EndedRow, listEndedRows, listTaken, moveEnds, type TakenRow } from './store-rows.ts'
import { writeOff } from './write-off.ts'

const endedReason = 'Expired since it was redeemed; usable to the end of the next day.'

/** Something of it came back, be it a cent that is worth less than a thousandth of a point. */
export const hasReturns = (taken: readonly TakenRow[]): boolean =>
  taken.some((row) => row.returned_amount > 0 || row.returned_value > 0)

/** Who asked for it, null for the server itself, and what they said. */
interface Why {
  readonly userId: number | null
  readonly reason: string | null
}

/** Reverses a redemption that the caller has found to be reversible, under the member's lock. */
export const putBack = async (
  tx: Tx,
  redeemed: RedemptionRow,
  why: Why,
  now: Instant,
): Promise<{ id: number; reversal: NewRedemption }> =>
  putBackWith(tx, redeemed, await listEndedRows(tx, redeemed.id, now), why, now)

/** The same, for a caller who has looked already which of its rows have ended. Where none has, it leaves at once. */
export async function putBackWith(
  tx: Tx,
  redeemed: RedemptionRow,
  ended: readonly EndedRow[],
  { userId, reason }: Why,
  now: Instant,
): Promise<{ id: number; reversal: NewRedemption }> {
  const reversal: NewRedemption = {
    profile_id: redeemed.profile_id,
    type: 'reversal',
    total_minor: redeemed.total_minor,
    currency: redeemed.currency,
    location_id: redeemed.location_id,
    meta: redeemed.meta,
    transaction_external_id: redeemed.transaction_external_id,
    transaction_receipt_ref: redeemed.transaction_receipt_ref,
    linked_redemption_id: redeemed.id,
    reason:
      [reason, ended.length > 0 ? endedReason : null].filter((part) => part !== null && part !== '').join(' ') || null,
    user_id: userId,
  }
  const by = { profileId: redeemed.profile_id, userId }
  if (ended.length > 0) await writeOff(tx, ended, by, now)
  const { id, hasPoints } = await reverse(tx, reversal, now)
  const moved = ended.map((row) => ({
    kind: row.kind,
    id: row.id,
    endsAt: restoredEnd(row.ends_at, now, row.timezone) as Instant,
  }))
  await moveEnds(tx, redeemed.profile_id, moved, now)
  if (hasPoints) await payPointDebts(tx, by, now)
  return { id, reversal }
}

/**
 * Gives a redemption back, whenever that is: reversed if nothing of it has come back yet, else the rest is returned. True when
 * a part had come back before.
 */
export async function undoWhatIsLeft(
  tx: Tx,
  redemption: RedemptionRow,
  { userId, reason }: Why,
  now: Instant,
): Promise<boolean> {
  const taken = await listTaken(tx, redemption.id)
  if (!hasReturns(taken)) {
    await putBack(tx, redemption, { userId, reason }, now)
    return false
  }
  const takes = taken.flatMap((row) =>
    row.kind === 'benefit' || row.returned_amount === row.amount
      ? []
      : [
          {
            kind: row.kind,
            id: row.entry_id,
            amount: row.amount - row.returned_amount,
            value: row.value_minor - row.returned_value,
          },
        ],
  )
  const benefits = benefitsBack(taken, Infinity)
  if (takes.length + benefits.length === 0) return true
  const total = takes.reduce((sum, take) => sum + take.value, 0)
  const { profile_id, currency, location_id, transaction_external_id, transaction_receipt_ref } = redemption
  const named = { profile_id, currency, location_id, transaction_external_id, transaction_receipt_ref, meta: null }
  const made = {
    ...named,
    type: 'return',
    total_minor: total,
    linked_redemption_id: redemption.id,
    reason,
    user_id: userId,
  } as const
  const redemptionId = await insertRedemption(tx, made, now)
  await giveBack(tx, { redeemed: redemption, taken, value: { total, takes }, benefits, redemptionId, userId }, now)
  return true
}
