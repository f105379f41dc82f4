// Using one benefit, and giving it back: redemptions without value, whose item is the benefit.
import type { RefusalCode } from '@tillside/contract/refusals'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import { chooseBenefit, takeBenefitUses } from '../benefits/use.ts'
import type { Tx } from '../db/open.ts'
import type { Caller } from '../http/auth.ts'
import { lockProfile } from '../profiles/service.ts'
import { findNamedLocation } from './redeem.ts'
import { benefitsBack, countUses } from './benefits-back.ts'
import { giveBack, lockReturnable } from './return.ts'
import { insertRedemption, type NewRedemption } from './store.ts'

interface Use {
  readonly profileId: string
  readonly benefitId: number
  readonly count: number
  readonly location: number | string | null
  readonly currency: string
  readonly holdExpiresAt: Instant | null
  readonly named: Pick<NewRedemption, 'meta' | 'transaction_external_id' | 'transaction_receipt_ref'>
}

/** The id of the redemption that used it. */
export async function redeemBenefit(
  tx: Tx,
  caller: Caller,
  use: Use,
  now: Instant,
): Promise<Outcome<number, RefusalCode>> {
  const profileId = await lockProfile(tx, use.profileId)
  if (profileId === null) return refuse('not_found')
  const location = await findNamedLocation(tx, use.location)
  if (!location.ok) return location
  const uses = await chooseBenefit(tx, { profileId, benefitId: use.benefitId, count: use.count }, now)
  // The path names the benefit, so no field of the body is at fault.
  if (!uses.ok) return refuse(uses.refusal.code, uses.refusal.details ? { details: uses.refusal.details } : {})

  const redemption: NewRedemption = {
    ...use.named,
    profile_id: profileId,
    type: 'redeem',
    total_minor: 0,
    currency: use.currency,
    location_id: location.value?.id ?? null,
    linked_redemption_id: null,
    reason: null,
    user_id: caller.userId,
    hold_expires_at: use.holdExpiresAt,
  }
  const id = await insertRedemption(tx, redemption, now)
  await takeBenefitUses(tx, { profileId, uses: uses.value, redemptionId: id, userId: caller.userId }, now)
  return accept(id)
}

interface BenefitReturn {
  readonly redemptionId: number
  /** Null is every use that has not come back. */
  readonly count: number | null
  readonly meta: NewRedemption['meta']
}

/** The id of the return. More uses than are left to come back are refused: a use cannot be split. */
export async function returnBenefit(
  tx: Tx,
  caller: Caller,
  wish: BenefitReturn,
  now: Instant,
): Promise<Outcome<number, RefusalCode>> {
  const returnable = await lockReturnable(tx, caller, wish.redemptionId)
  if (!returnable.ok) return returnable
  const { redeemed, taken } = returnable.value
  const benefits = benefitsBack(taken, wish.count ?? Infinity)
  const count = countUses(benefits)
  if (count === 0) return refuse('nothing_to_return', { field: 'count' })
  if (wish.count !== null && count < wish.count) {
    return refuse('return_exceeds_redemption', { field: 'count', details: { returnable: count, asked: wish.count } })
  }
  const redemption: NewRedemption = {
    profile_id: redeemed.profile_id,
    type: 'return',
    total_minor: 0,
    currency: redeemed.currency,
    location_id: redeemed.location_id,
    meta: wish.meta,
    transaction_external_id: redeemed.transaction_external_id,
    transaction_receipt_ref: redeemed.transaction_receipt_ref,
    linked_redemption_id: redeemed.id,
    reason: null,
    user_id: caller.userId,
  }
  const id = await insertRedemption(tx, redemption, now)
  await giveBack(
    tx,
    { redeemed, taken, value: { total: 0, takes: [] }, benefits, redemptionId: id, userId: caller.userId },
    now,
  )
  return accept(id)
}
