// Value that left a balance, or may have, for sales that are not closed: no day should end over it. Pure.
import { type Checkout, currentAttempt } from '@tillside/pos-sdk/checkout/state'

import { isInHand } from '../runtime/live.ts'
import type { ValueView } from '../runtime/snapshot.ts'
import { type Names, toValue } from '../runtime/views.ts'

export interface HeldReward {
  readonly receiptRef: string
  readonly value: ValueView
  /** False: it was asked for, and nobody knows yet whether it was taken. */
  readonly isTaken: boolean
}

export const heldRewards = (checkouts: readonly Checkout[], names: Names): HeldReward[] =>
  checkouts.filter(isInHand).flatMap((checkout) => {
    const attempt = currentAttempt(checkout)
    if (!attempt) return []
    const { receiptRef } = checkout
    return { receiptRef, value: toValue(attempt, names), isTaken: attempt.status === 'taken' }
  })
