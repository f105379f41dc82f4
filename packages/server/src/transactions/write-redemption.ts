// Ties a sale to the redemption that it applies, lets go of one that it no longer names, and gives back what a void sale held.
import type { Instant } from '@tillside/rules/time'

import type { Tx } from '../db/open.ts'
import { tellOtherSales } from '../exceptions/service.ts'
import { linkRedemption, undoRedemptionOfSale } from '../redemptions/sale.ts'
import type { Concern } from './names.ts'
import type { Plan } from './plan.ts'

export async function writeRedemption(
  tx: Tx,
  { wish, settled }: Plan,
  userId: number,
  now: Instant,
): Promise<Concern[]> {
  const was = wish.before?.sale.redemption_id ?? null
  const is = settled.appliedId
  if (was !== null && was !== is) await linkRedemption(tx, was, null, now)
  if (is !== null && was !== is) await linkRedemption(tx, is, wish.id, now)
  const concerns: Concern[] = []
  for (const redemption of settled.givenBack) {
    const hadReturns = await undoRedemptionOfSale(tx, redemption, userId, now)
    if (hadReturns) {
      const redemptionId = redemption.id
      concerns.push({ code: 'redemption_void_partly_returned', redemptionId, details: {}, hasHappened: true })
    }
    await tellOtherSales(tx, { redemptionId: redemption.id, userId }, now)
  }
  return concerns
}
