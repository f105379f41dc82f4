// Where value went astray, and what else of a checkout only a person can put right. The library's report after a crash and the
// list on a till's screen both ask here.
import type { Checkout } from './state.ts'

const losses: ReadonlySet<string> = new Set(['hold_lapsed', 'return_unmatched', 'return_exceeds_sale'])
/** The return never happened, and its share of the reward is out all the same: the customer has both. */
export const shareOut = 'refund_without_return'

/** The sale was recorded without the reward that its receipt prints, or what came back may have left too much behind. */
const isLoss = (code: string): boolean => code.startsWith('redemption_') || losses.has(code)

/** The codes of what went astray with it; none yet while the till still looks for the sale of which something came back. */
export function lossesOf({ state, exceptions, unmatched }: Checkout): string[] {
  if (state === 'voided') return exceptions.filter((code) => code === shareOut)
  return state === 'recorded' && unmatched === null ? exceptions.filter(isLoss) : []
}

/** Only a person can put it right. */
export function isForStaff(checkout: Checkout): boolean {
  const { state, attempts, refunds, voidRefusal } = checkout
  const isRefused =
    voidRefusal !== null ||
    attempts.some(({ status }) => status === 'listed') ||
    refunds.some(({ status }) => status === 'refused')
  return state === 'rejected' || isRefused || lossesOf(checkout).length > 0
}
