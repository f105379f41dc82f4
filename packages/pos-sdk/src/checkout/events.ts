// What can happen to a checkout. Commands come from the cashier, answers from the server; both are written into the
// journal before anybody acts on them, so what stands here is a file format: fields may be added, never changed.
import type { Instant } from '@tillside/rules/time'

import type { Basket } from './basket.ts'
import type { Customer, SalePoints, Tender, Wish } from './state.ts'

interface Attempted {
  /** The attempt that is meant. */
  readonly key: string
}

interface Refused {
  readonly code: string
  readonly message: string
}

interface EventFields {
  // Commands
  opened: { readonly basket: Basket; readonly customer: Customer | null }
  customerAttached: { readonly customer: Customer }
  customerDetached: object
  basketChanged: { readonly basket: Basket }
  redeemAsked: Attempted & {
    readonly wish: Wish
    /** The store, as the request names it. */
    readonly locationId?: number | null
    /** What it is spent from when the server is away; when, by the server's clock as well as the till knows it. */
    readonly allowance: {
      readonly id: string
      readonly signature: string
      readonly validUntil: Instant
      readonly spentAt?: Instant
    } | null
    /** Whose value it is; journals of earlier versions say so only of an allowance. */
    readonly profileId?: string
  }
  rewardReleased: object
  paymentBegun: object
  tenderTaken: { readonly tender: Tender }
  paymentFailed: { readonly reason: string }
  settled: {
    readonly soldAt: Instant
    readonly timezone: string
    readonly locationId: number | string | null
    readonly staffId: string | null
    /** It is the till's so many-th sale: they are recorded in this order, whatever the clock shows. */
    readonly closedAs?: number
  }
  parked: object
  resumed: object
  cancelled: { readonly reason: string }
  voidAsked: { readonly reason: string }
  recordAsked: object

  // Answers about an attempt
  redemptionTaken: Attempted & { readonly redemptionId: number; readonly totalMinor: number; readonly takenAt: Instant }
  redemptionRefused: Attempted & Refused
  /** The server cannot say what became of it: staff have to look. */
  redemptionUnclear: Attempted & Refused
  /** A server without keys was looked through, and had nothing of it after the last moment in which it could arrive. */
  redemptionNever: Attempted
  /** No answer came: before anything is sent again, this is written down. */
  answerLost: Attempted
  redemptionUndone: Attempted
  reversalPassed: Attempted
  undoRefused: Attempted & Refused
  /** A server without keys was looked through for more than one. */
  straysLooked: Attempted & {
    readonly strays: readonly {
      readonly redemptionId: number
      readonly totalMinor: number
      readonly takenAt: Instant
    }[]
  }
  spendReported: Attempted & {
    readonly redemptionId: number | null
    readonly totalMinor: number
    readonly shortfallMinor: number
    /** Why the server would not settle it. */
    readonly code?: string
  }

  // Answers about the sale
  saleRecorded: {
    readonly transactionId: number
    /** What the server says came back with the goods, by redemption. */
    readonly returnable: readonly { readonly redemptionId: number; readonly amountMinor: number }[]
    readonly exceptions: readonly string[]
    /** The redemption that the recorded sale applies: another one where the server took a lapsed hold anew. */
    readonly redemptionId?: number | null
    readonly points?: SalePoints
  }
  saleRejected: Refused & { readonly fields?: Readonly<Record<string, readonly string[]>> }
  /** The recorded sale was read once more, since goods had come back before their own sale was recorded. */
  returnsLooked: {
    readonly returnable: readonly { readonly redemptionId: number; readonly amountMinor: number }[]
    readonly exceptions: readonly string[]
    readonly points?: SalePoints
  }
  shareReturned: Attempted & { readonly totalMinor: number }
  shareRefused: Attempted & Refused
  voidRecorded: {
    /** What loyalty has to say about the voided sale; left out where the server says nothing. */
    readonly exceptions?: readonly string[]
  }
  voidRefused: Refused
}

export type EventName = keyof EventFields
export type EventOf<Name extends EventName> = Readonly<{ name: Name }> & Readonly<EventFields[Name]>
export type CheckoutEvent = { [Name in EventName]: EventOf<Name> }[EventName]
