/**
 * The checkout as a table: what every event does in every state, and why not where it does nothing. Pure: no clock, no
 * chance, nothing outside. Each event that is accepted stands in the journal before anybody acts on it.
 *
 *      ┌── customer, basket ──┐
 *      ▼                      │
 *   ┌────────┐  redeemAsked  ┌───────────┐ redemptionTaken ┌──────────┐
 *   │  open  │──────────────►│ redeeming │────────────────►│ redeemed │
 *   └────────┘◄──────────────└───────────┘                 └──────────┘
 *    │ ▲  │  ▲   refused, released, another customer           │  │
 *    │ │  │  └────────────────────────────────────────────◄────┘  │
 *    │ │  │ paymentBegun      ┌────────┐        paymentBegun      │
 *    │ │  └──────────────────►│ paying │◄─────────────────────────┘
 *    │ │                      └────────┘
 *    │ └── paymentFailed ─────────┘ │ settled
 *    │                              ▼
 *  parked                      ┌─────────┐ saleRecorded ┌───────────┐ shareReturned ┌──────────┐ voidAsked ┌─────────┐
 *  cancelled                   │ settled │─────────────►│ refunding │──────────────►│ recorded │──────────►│ voiding │─► voided
 *                              └─────────┘              └───────────┘               └──────────┘           └─────────┘
 *                                ▲  │ saleRejected
 *                     recordAsked│  ▼        voidAsked
 *                              rejected ──────────────► voided          (a void that is refused leads back to recorded)
 *
 * Value that is no longer wanted goes back beside all this, in whichever state the checkout is (attempts.ts): the cashier
 * never waits for it, and the checkout is not at rest before it is back.
 */
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import * as attempts from './attempts.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import * as commands from './commands.ts'
import type { CheckoutEvent, EventName, EventOf } from './events.ts'
import * as sale from './sale.ts'
import type { Checkout, StateName } from './state.ts'

type Next = Outcome<Checkout, CheckoutRefusalCode>
/** What an event does, or the reason that it does nothing. */
type Cell<Name extends EventName> =
  | ((checkout: Checkout, event: EventOf<Name>, at: Instant) => Next)
  | CheckoutRefusalCode
type Row = { readonly [Name in EventName]: Cell<Name> }

/** What the server says of value is taken in whatever the checkout is doing. */
const answers = {
  redemptionTaken: attempts.taken,
  redemptionRefused: attempts.refused,
  redemptionUnclear: attempts.unclear,
  redemptionNever: attempts.never,
  answerLost: attempts.answerLost,
  redemptionUndone: attempts.undone,
  reversalPassed: attempts.reversalPassed,
  undoRefused: attempts.undoRefused,
  straysLooked: attempts.straysLooked,
  spendReported: attempts.reported,
} as const satisfies Partial<Row>

const noSale = {
  saleRecorded: 'answer_unexpected',
  saleRejected: 'answer_unexpected',
  returnsLooked: 'answer_unexpected',
  shareReturned: 'answer_unexpected',
  shareRefused: 'answer_unexpected',
  voidRecorded: 'answer_unexpected',
  voidRefused: 'answer_unexpected',
} as const satisfies Partial<Row>

const refuseAll = <Code extends CheckoutRefusalCode>(code: Code) =>
  ({
    opened: code,
    customerAttached: code,
    customerDetached: code,
    basketChanged: code,
    redeemAsked: code,
    rewardReleased: code,
    paymentBegun: code,
    tenderTaken: code,
    paymentFailed: code,
    settled: code,
    parked: code,
    resumed: code,
    cancelled: code,
  }) as const

/** The sale stands: nothing about it changes any more, but that it may be voided. */
const closed = {
  ...answers,
  ...noSale,
  ...refuseAll('is_closed'),
  voidAsked: sale.askVoid,
  recordAsked: 'not_rejected',
} as const

/** There was no sale, or is none any more. */
const over = { ...closed, voidAsked: 'is_closed' } as const

const before = { ...answers, ...noSale, voidAsked: 'not_closed', recordAsked: 'not_rejected' } as const

const table: { readonly [State in StateName]: Row } = {
  open: {
    ...before,
    opened: 'answer_unexpected',
    customerAttached: commands.attach,
    customerDetached: commands.detach,
    basketChanged: commands.changeBasket,
    redeemAsked: commands.askRedeem,
    rewardReleased: 'not_redeemed',
    paymentBegun: commands.beginPayment,
    tenderTaken: 'payment_not_begun',
    paymentFailed: 'payment_not_begun',
    settled: 'payment_not_begun',
    parked: commands.park,
    resumed: 'not_parked',
    cancelled: commands.cancel,
  },
  parked: {
    ...before,
    ...refuseAll('is_parked'),
    resumed: commands.resume,
    cancelled: commands.cancel,
  },
  redeeming: {
    ...before,
    opened: 'answer_unexpected',
    customerAttached: commands.attach,
    customerDetached: commands.detach,
    basketChanged: 'basket_is_redeemed',
    redeemAsked: 'redeem_under_way',
    rewardReleased: commands.release,
    paymentBegun: 'redeem_under_way',
    tenderTaken: 'payment_not_begun',
    paymentFailed: 'payment_not_begun',
    settled: 'payment_not_begun',
    parked: commands.park,
    resumed: 'not_parked',
    cancelled: commands.cancel,
  },
  redeemed: {
    ...before,
    opened: 'answer_unexpected',
    customerAttached: commands.attach,
    customerDetached: commands.detach,
    basketChanged: 'basket_is_redeemed',
    redeemAsked: 'already_redeemed',
    rewardReleased: commands.release,
    paymentBegun: commands.beginPayment,
    tenderTaken: 'payment_not_begun',
    paymentFailed: 'payment_not_begun',
    settled: 'payment_not_begun',
    parked: commands.park,
    resumed: 'not_parked',
    cancelled: commands.cancel,
  },
  paying: {
    ...before,
    ...refuseAll('payment_under_way'),
    opened: 'answer_unexpected',
    tenderTaken: commands.takeTender,
    paymentFailed: commands.failPayment,
    settled: sale.settle,
    resumed: 'not_parked',
    cancelled: commands.cancel,
  },
  settled: { ...closed, saleRecorded: sale.record, saleRejected: sale.reject },
  rejected: { ...closed, recordAsked: sale.askAgain },
  refunding: { ...closed, shareReturned: sale.returnShare, shareRefused: sale.refuseShare },
  recorded: { ...closed, returnsLooked: sale.lookAtReturns },
  voiding: { ...closed, voidAsked: 'already_void', voidRecorded: sale.recordVoid, voidRefused: sale.refuseVoid },
  voided: { ...over, voidAsked: 'already_void' },
  cancelled: over,
}

export const isEventName = (name: string): boolean => Object.hasOwn(table.open, name)

/** What the checkout becomes; a refusal leaves it as it was, and nothing is written down or sent. */
export function transition(checkout: Checkout, event: CheckoutEvent, at: Instant): Next {
  // The table holds, for each name, what takes that very event: the compiler cannot follow it through the index.
  const cell = table[checkout.state][event.name] as Cell<typeof event.name>
  if (typeof cell === 'string') return refuse(cell, { details: { state: checkout.state } })
  const next = (cell as (checkout: Checkout, event: CheckoutEvent, at: Instant) => Next)(checkout, event, at)
  return next.ok ? accept({ ...next.value, sequence: checkout.sequence + 1 }) : next
}

/** A checkout as it begins, before its first event is anything but that. */
export const opened = (receiptRef: string, { basket, customer }: EventOf<'opened'>, at: Instant): Checkout => ({
  receiptRef,
  state: 'open',
  openedAt: at,
  customer,
  basket,
  attempts: [],
  tenders: [],
  tendersToGiveBack: [],
  closedAs: null,
  receipt: null,
  transactionId: null,
  exceptions: [],
  refunds: [],
  isVoidAsked: false,
  voidAskedAt: null,
  rejection: null,
  recordAskedAgain: 0,
  voidRefusal: null,
  points: null,
  unmatched: null,
  sequence: 1,
})
