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

/** A page that closes in the middle finds the ask again, and remembers it once. */
export function remember(opening: Opening, { ask, answer }: Done, currency: CurrencyCode): void {
  if (ask.kind === 'reverse') opening.putBack(ask.redemptionId)
  if (takesValue(ask) && answer.redemptionId !== null)
    opening.take({ redemptionId: answer.redemptionId, amountMinor: countedMinor(ask, currency) })
}

interface Done {
  readonly ask: Ask
  readonly answer: Answer
}

/** What is told; null: nothing concerns a sale. */
export function callbackOf({ ask, answer }: Done, opening: Opening): Callback | 'other_sale' | null {
  if (ask.kind === 'enrol') return null
  const args = [answer.profileId, takesValue(ask)] as const
  // Told of another sale's, a POS would drop the reward that its own sale has.
  const isOfSale = ask.kind !== 'reverse' || ask.isOfThisTill || opening.hasTaken(ask.redemptionId)
  return isOfSale ? { name: 'redeemReward_returnConfirmation', args } : 'other_sale'
}
