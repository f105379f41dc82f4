// What the POS hears of an ask that was done, and what the opening remembers of it.
import type { CurrencyCode } from '@tillside/money/money'

import type { Told } from '../host/bridge.ts'
import type { Callback } from '../host/messages.ts'
import { minorOf } from '../portal/amounts.ts'
import { type Answer, type Ask, type TakingAsk, takesValue } from './asks.ts'
import type { Opening } from './opening.ts'

/** Whether the POS heard of it. `other_sale`: what was put back was not of its sale, so it was told nothing. */
export type Telling = Told | 'other_sale'

/** What an ask counts for of the sale's total: the amount, or the worth of the benefit. */
export function countedMinor(ask: TakingAsk, currency: CurrencyCode): number {
  const major = ask.kind === 'redeem' ? ask.body.amount : ask.worth
  return minorOf(major ?? 0, currency)
}

export interface Done {
  readonly ask: Ask
  readonly answer: Answer
  /** It was asked for another sale than the one that this opening stands before. */
  readonly isOfEarlierSale: boolean
}

/** A page that closes in the middle finds the ask again, and remembers it once. */
export function remember(opening: Opening, done: Done, currency: CurrencyCode): void {
  const { ask, answer, isOfEarlierSale } = done
  if (ask.kind === 'reverse') opening.putBack(ask.redemptionId)
  const counts = takesValue(ask) && !isOfEarlierSale && !isBackAlready(done, opening)
  if (!counts || answer.redemptionId === null) return
  const isBenefit = ask.kind === 'benefit'
  opening.take({ redemptionId: answer.redemptionId, amountMinor: countedMinor(ask, currency), isBenefit })
}

/** It was taken, and put back before anybody heard of it: there, or by this page a moment ago. */
export function isBackAlready({ ask, answer }: Pick<Done, 'ask' | 'answer'>, opening: Opening): boolean {
  const { redemptionId, isBack } = answer
  return takesValue(ask) && (isBack || (redemptionId !== null && opening.hasPutBack(redemptionId)))
}

/** What is told; null: nothing concerns a sale. */
export function callbackOf(done: Pick<Done, 'ask' | 'answer'>, opening: Opening): Callback | 'other_sale' | null {
  const { ask, answer } = done
  if (ask.kind === 'enrol' || isBackAlready(done, opening)) return null
  const args = [answer.profileId, takesValue(ask)] as const
  // Told of another sale's, a POS would drop the reward that its own sale has.
  const isOfSale = ask.kind !== 'reverse' || ask.isOfThisTill || opening.hasTaken(ask.redemptionId)
  return isOfSale ? { name: 'redeemReward_returnConfirmation', args } : 'other_sale'
}
