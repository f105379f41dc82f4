/** Whether a benefit can be used now. Callers hand over what the member holds and what is left for everybody. */
import { accept, type Outcome, refuse } from './outcome.ts'
import type { Instant } from './time.ts'

export type UsableBenefit = Readonly<{
  issuedAt: Instant
  /** The first moment in which it no longer works. */
  endsAt: Instant | null
  /** Uses that this member has left. */
  remaining: number
  /** Uses that all members together have left; null is without limit. */
  globalRemaining: number | null
}>

export type BenefitRefusal = 'benefit_not_yet_valid' | 'benefit_expired' | 'benefit_used_up' | 'benefit_sold_out'

/** A yes, or the reason that a cashier can read out. */
export function decideUse(benefit: UsableBenefit, count: number, now: Instant): Outcome<true, BenefitRefusal> {
  const { issuedAt, endsAt, remaining, globalRemaining } = benefit
  if (endsAt !== null && endsAt <= now) return refuse('benefit_expired')
  if (issuedAt > now) return refuse('benefit_not_yet_valid')
  if (remaining < count) return refuse('benefit_used_up', { details: { remaining, asked: count } })
  if (globalRemaining !== null && globalRemaining < count) {
    return refuse('benefit_sold_out', { details: { remaining: Math.max(0, globalRemaining), asked: count } })
  }
  return accept(true)
}
