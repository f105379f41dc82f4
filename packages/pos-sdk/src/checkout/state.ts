// What a checkout is at any moment. It is never written down itself: the journal keeps the events, and folding them over
// the machine gives it back.
import type { Instant } from '@tillside/rules/time'

import type { Basket } from './basket.ts'
import type { Receipt } from './receipt.ts'

export const stateNames = [
  'open',
  'parked',
  'redeeming',
  'redeemed',
  'paying',
  'settled',
  'rejected',
  'refunding',
  'recorded',
  'voiding',
  'voided',
  'cancelled',
] as const

export type StateName = (typeof stateNames)[number]

/** Nothing personal: what is here stands in the journal. */
export interface Customer {
  readonly profileId: string
}

/** What the customer chose to spend. */
export interface Wish {
  /** Minor units; null when only benefits are used. */
  readonly amountMinor: number | null
  /** The kinds of value, in their order; left out: the server's order. */
  readonly strategies?: readonly ('rewards' | 'points')[]
  readonly benefits?: readonly { readonly id?: number; readonly handle?: string; readonly quantity?: number }[]
  /** Tillside only: the server puts the value back by itself when no sale claims it in this time. */
  readonly holdSeconds?: number
}

/** An allowance that the value is spent from while the server is away. */
export interface AllowanceSpend {
  readonly id: string
  /** What the server knows it by; it is sent with the report. */
  readonly signature: string
  readonly validUntil: Instant
  /** By the server's clock, as well as the till knew it. */
  readonly spentAt?: Instant
  /** Null until the server has settled it. */
  readonly reportedAt: Instant | null
  readonly shortfallMinor: number
}

/**
 * One try to take value. The customer may change their mind while its answer is on its way, so tries that are no longer
 * wanted stay on the checkout until it is known that nothing of them is left.
 */
export interface Attempt {
  /** Its idempotency key, and the reference by which it is found on a server that has none. */
  readonly key: string
  readonly profileId: string
  readonly wish: Wish
  /** The store that it was asked for in. */
  readonly locationId: number | null
  /**
   * `asked`: sent or about to be, the answer not heard. `taken`: the value left the balance. `refused` and `never`: it did
   * not. `undone`: it came back. `listed`: it could neither be used nor given back, and staff have to look.
   */
  readonly status: 'asked' | 'taken' | 'refused' | 'never' | 'undone' | 'listed'
  /** It is the reward of this sale; else it goes back. */
  readonly isWanted: boolean
  readonly redemptionId: number | null
  readonly totalMinor: number
  /** By the till's clock. */
  readonly askedAt: Instant
  /** By the server's clock. */
  readonly takenAt: Instant | null
  readonly undoBy: 'reversal' | 'return'
  /** When an answer went missing: it is looked for before it is asked for again. Null: never. */
  readonly suspectSince: Instant | null
  /** When its answer was heard: until then it may have been sent again. Null: not yet. */
  readonly heardAt: Instant | null
  /**
   * A server without keys was looked through after the last moment in which anything of it could arrive: the network may
   * have sent it twice, whatever its answer was.
   */
  readonly isSwept: boolean
  readonly allowance: AllowanceSpend | null
  /** Why it was refused, or is listed. */
  readonly refusal: { readonly code: string; readonly message: string } | null
}

export interface Tender {
  /** `cash`, `card`, … as the receipt prints it. */
  readonly type: string
  /** Below zero when money is paid out. */
  readonly amountMinor: number
  /** The terminal's own reference. */
  readonly reference?: string
  /** Cash that was handed over, for the receipt: what is beyond the amount was change. */
  readonly givenMinor?: number
}

/** The share of a reward that goods brought back, to be given back as a reward. */
export interface Refund {
  readonly key: string
  readonly redemptionId: number
  readonly amountMinor: number
  readonly status: 'due' | 'returned' | 'refused'
  readonly totalMinor: number
  readonly refusal: { readonly code: string; readonly message: string } | null
  /** When an answer went missing; a server without keys is looked through before it is asked again. */
  readonly suspectSince: Instant | null
}

/** What the server says of a sale's points, in thousandths. */
export interface SalePoints {
  readonly earned: number
  /** Taken back with goods that came back on this sale. */
  readonly takenBack: number
}

export interface Checkout {
  /** The receipt's number: the sale's `external_id` and `receipt_ref`. */
  readonly receiptRef: string
  readonly state: StateName
  readonly openedAt: Instant
  readonly customer: Customer | null
  readonly basket: Basket
  readonly attempts: readonly Attempt[]
  readonly tenders: readonly Tender[]
  /** Tenders of payments that failed: the till gives them back. */
  readonly tendersToGiveBack: readonly Tender[]
  /** Which sale of the till it is, counted as they were closed. */
  readonly closedAs: number | null
  /** From the moment in which the sale is closed. */
  readonly receipt: Receipt | null
  readonly transactionId: number | null
  /** What loyalty had to say about the recorded sale: codes of exceptions. */
  readonly exceptions: readonly string[]
  /** Null: not recorded yet, or the server does not say. */
  readonly points: SalePoints | null
  readonly refunds: readonly Refund[]
  readonly isVoidAsked: boolean
  /** When it was; null where it was not, or the server has refused it since. */
  readonly voidAskedAt: Instant | null
  /** Why the server refused the sale. */
  readonly rejection: {
    readonly code: string
    readonly message: string
    /** What was wrong with each field of the sale, by its dotted path. */
    readonly fields: Readonly<Record<string, readonly string[]>>
  } | null
  /** How often a person had a refused sale sent again: each time under a key of its own. */
  readonly recordAskedAgain: number
  /** Why the server refused to void the sale, which stands; staff have to look. */
  readonly voidRefusal: { readonly code: string; readonly message: string } | null
  /** Goods came back before their own sale was recorded: the server is asked for their shares until it is. */
  readonly unmatched: { readonly since: Instant; readonly lookedAt: Instant; readonly looks: number } | null
  /** Events so far. */
  readonly sequence: number
}

/** The reward of this sale, asked for or taken. */
export const currentAttempt = (checkout: Checkout): Attempt | null =>
  checkout.attempts.find((attempt) => attempt.isWanted && ['asked', 'taken'].includes(attempt.status)) ?? null

/** The reward that this sale applies. */
export function takenReward(checkout: Checkout): Attempt | null {
  const attempt = currentAttempt(checkout)
  return attempt?.status === 'taken' ? attempt : null
}

/** Value that is on its way back. */
export const comingBack = (checkout: Checkout): Attempt[] =>
  checkout.attempts.filter((attempt) => !attempt.isWanted && ['asked', 'taken'].includes(attempt.status))
