// Rewards that left a balance, or may have, for sales that are not closed: no day should end over them. Pure.
import { type Checkout, currentAttempt } from '@tillside/pos-sdk/checkout/state'

import { isInHand } from '../runtime/live.ts'

export interface HeldReward {
  readonly receiptRef: string
  /** In minor units; 0: benefits alone. */
  readonly amountMinor: number
  /** False: it was asked for, and nobody knows yet whether it was taken. */
  readonly isTaken: boolean
}

export const heldRewards = (checkouts: readonly Checkout[]): HeldReward[] =>
  checkouts.filter(isInHand).flatMap((checkout) => {
    const attempt = currentAttempt(checkout)
    if (!attempt) return []
    const isTaken = attempt.status === 'taken'
    const amountMinor = isTaken ? attempt.totalMinor : (attempt.wish.amountMinor ?? 0)
    return { receiptRef: checkout.receiptRef, amountMinor, isTaken }
  })
