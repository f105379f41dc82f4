// The independent tally: what every member must hold, worked out from what was issued and from what the tills show, and
// from nothing that the server says. Points are counted in thousandths; at the shop's rates 1.00 charged earns a point, and
// a point is worth 0.01.
import { type Checkout, takenReward } from '@tillside/pos-sdk/checkout/state'
import type { Receipt, ReceiptLine } from '@tillside/pos-sdk/checkout/receipt'

import type { Member } from './members.ts'

const thousandthsPerMinorCharged = 10
const thousandthsPerMinorSpent = 1_000

export interface Holding {
  readonly rewardMinor: number
  readonly pointThousandths: number
  /** False when the server chose between rewards and points: then only the worth of both together is known. */
  readonly isSplitKnown: boolean
  /**
   * How far off the points may be. What a redemption took of a row of points is seldom whole minor units, and a part of it
   * that comes back brings the row's points in proportion: exact to the thousandth is only the whole.
   */
  readonly slackThousandths: number
}

/** Both together, in thousandths of a minor unit. */
export const worthOf = ({ rewardMinor, pointThousandths }: Pick<Holding, 'rewardMinor' | 'pointThousandths'>): number =>
  rewardMinor * thousandthsPerMinorSpent + pointThousandths

type Kind = 'rewards' | 'points' | 'unknown'

class Account {
  rewardMinor: number
  pointThousandths = 0
  isSplitKnown = true
  slackThousandths = 0

  constructor({ issuedMinor }: Member) {
    this.rewardMinor = issuedMinor
  }

  /** Above zero: value comes in. Of what the server chose it is counted as a reward. */
  move(minor: number, kind: Kind): void {
    if (kind === 'points') this.pointThousandths += minor * thousandthsPerMinorSpent
    else this.rewardMinor += minor
    if (kind === 'unknown' && minor !== 0) this.isSplitKnown = false
  }
}

/** A sale that stands, or stood before it was voided. */
interface Closed {
  readonly checkout: Checkout
  readonly receipt: Receipt
  readonly isVoid: boolean
}

/** By goods that were sold at this price, less their share of the reward. */
const earnedBy = (priceMinor: number, quantity: number, shareMinor: number): number =>
  (priceMinor * quantity - shareMinor) * thousandthsPerMinorCharged

function kindOf({ attempts }: Checkout, redemptionId: number | null): Kind {
  const attempt = attempts.find((one) => one.redemptionId === redemptionId)
  const [kind, ...others] = attempt?.wish.strategies ?? []
  return kind === undefined || others.length > 0 ? 'unknown' : kind
}

/** What each member must hold, by profile. */
export function tally(members: readonly Member[], checkouts: readonly Checkout[]): Map<string, Holding> {
  const accounts = new Map(members.map((member) => [member.profileId, new Account(member)]))
  const closed = new Map<string, Closed>()
  for (const checkout of checkouts) {
    const { receiptRef, receipt, isVoidAsked: isVoid } = checkout
    if (receipt) closed.set(receiptRef, { checkout, receipt, isVoid })
  }
  for (const sale of closed.values()) {
    const account = accounts.get(sale.receipt.profileId ?? '')
    if (!sale.isVoid && account) countSold(sale, account)
    if (account && isPartlyBack(sale, closed)) account.slackThousandths += thousandthsPerMinorSpent
    for (const line of sale.receipt.lines) countReturned(line, sale, closed, accounts)
  }
  return accounts
}

/** The reward went, and what was charged earned points. */
function countSold({ checkout, receipt }: Closed, account: Account): void {
  account.move(-(takenReward(checkout)?.totalMinor ?? 0), kindOf(checkout, receipt.redemptionId))
  for (const { priceMinor, quantity, shareMinor } of receipt.lines)
    if (quantity > 0) account.pointThousandths += earnedBy(priceMinor, quantity, shareMinor)
}

/** Whether some of the points that it spent came back, and not all of them. */
function isPartlyBack({ checkout, receipt, isVoid }: Closed, closed: ReadonlyMap<string, Closed>): boolean {
  const lines = [...closed.values()].flatMap((sale) => sale.receipt.lines)
  const shares = lines.map(({ returnFor }) => (returnFor?.receiptRef === receipt.receiptRef ? returnFor.shareMinor : 0))
  const back = shares.reduce((sum, share) => sum + share, 0)
  return !isVoid && back > 0 && back < receipt.rewardMinor && kindOf(checkout, receipt.redemptionId) !== 'rewards'
}

/**
 * Goods that came back take their points along, and bring their share of the reward. When their return is voided they were
 * kept after all, and so are the points; the share stays with the member, and staff are told of it by an exception.
 */
function countReturned(
  { returnFor, priceMinor, quantity }: ReceiptLine,
  { isVoid }: Closed,
  closed: ReadonlyMap<string, Closed>,
  accounts: ReadonlyMap<string, Account>,
): void {
  const original = returnFor && closed.get(returnFor.receiptRef)
  const account = accounts.get(original?.receipt.profileId ?? '')
  if (!returnFor || !original || !account || original.isVoid) return
  const { shareMinor, redemptionId } = returnFor
  account.move(shareMinor, kindOf(original.checkout, redemptionId))
  if (!isVoid) account.pointThousandths -= earnedBy(priceMinor, -quantity, shareMinor)
}
