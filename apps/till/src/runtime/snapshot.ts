// What the screens see of the till at one moment. Nothing in it ever changes: another moment is another object, and what did
// not change between the two is the same object in both.
import type { BasketLine } from '@tillside/pos-sdk/checkout/basket'
import type { Quote } from '@tillside/pos-sdk/checkout/quote'
import type { Recovery } from '@tillside/pos-sdk/checkout/recover'
import type { StateName, Tender } from '@tillside/pos-sdk/checkout/state'
import type { KnownMember } from '@tillside/pos-sdk/offline/recent-members'
import type { Instant } from '@tillside/rules/time'

import type { ReceiptView } from '../receipts/view.ts'
import type { ScanResult, TrayItem } from '../scan/results.ts'
import type { TillDevice } from './device.ts'

export interface BenefitView {
  readonly id: number
  readonly name: string
  readonly expiresAt: string | null
  readonly usesLeft: number
}

export interface MemberView extends KnownMember {
  /** False: what this till remembers, as of `asOf`. */
  readonly isFromServer: boolean
  /** Null: not heard yet, or the server is away. */
  readonly benefits: readonly BenefitView[] | null
  /** What may be redeemed without the server; null: nothing. */
  readonly offline: { readonly leftMinor: number; readonly perSaleMinor: number; readonly isReserve: boolean } | null
  /** What can be spent now, whichever way the till would do it. */
  readonly spendableMinor: number
}

export interface GiveBack {
  readonly receiptRef: string
  /** Its place among the checkout's `tendersToGiveBack`, and the tenders of its receipt after those where it was undone. */
  readonly index: number
  readonly type: string
  /** Below zero: it was paid out, and the customer hands it back. */
  readonly amountMinor: number
}

/** Value of the customer that was taken for a sale: an amount, benefits, or both. */
export interface ValueView {
  /** The attempt that it is. */
  readonly key: string
  /** Minor units; 0 for benefits alone. What was asked for and not heard counts in full: it may have been taken. */
  readonly amountMinor: number
  /** Names, as far as this till knows them. */
  readonly benefits: readonly string[]
  /** Whose it is: not always the customer that the sale has now. */
  readonly profileId: string
  /** Null: this page has not seen them yet. */
  readonly memberName: string | null
}

/** Value that could neither be used nor given back. */
export interface ListedValueView extends ValueView {
  /** False: nobody can say whether it was taken at all. */
  readonly isTaken: boolean
}

export interface SaleView {
  readonly receiptRef: string
  readonly state: StateName
  readonly openedAt: Instant
  readonly profileId: string | null
  readonly lines: readonly BasketLine[]
  /** Before the reward. */
  readonly totalMinor: number
  /** Taken for this sale; null: nothing. A benefit alone takes nothing off the balance, and is taken all the same. */
  readonly reward: ValueView | null
  /** What of it pays, in minor units. */
  readonly rewardMinor: number
  readonly dueMinor: number
  /** After the tenders; below zero: to be paid out. */
  readonly leftMinor: number
  readonly tenders: readonly Tender[]
  /** On its way back to the customer. */
  readonly comingBack: readonly ValueView[]
  /** The server would not give it back, or cannot say whether it was taken: somebody has to look. */
  readonly listed: readonly ListedValueView[]
  /** What the customer could use, at most and in steps, and would earn. */
  readonly quote: Quote
  /** Nothing was taken yet: the basket may change. */
  readonly canChange: boolean
}

export interface SetAsideView {
  readonly receiptRef: string
  readonly openedAt: Instant
  readonly units: number
  readonly totalMinor: number
  readonly memberName: string | null
}

export interface CardView {
  readonly reference: string
  readonly receiptRef: string
  /** Minor units; below zero goes back to the card. */
  readonly amountMinor: number
  /**
   * `waiting`: the terminal has it. `unclear`: no answer, ask it. `unwritten`: it was charged, or given back, and the disk has no
   * room for that: ask again once there is. `declined`: nothing was charged.
   */
  readonly status: 'waiting' | 'unclear' | 'unwritten' | 'declined'
}

export interface StaffItem {
  readonly receiptRef: string
  readonly state: StateName
  /** Codes: of the server's refusal, of exceptions of the recorded sale, or of value that is listed. */
  readonly codes: readonly string[]
  readonly message: string | null
  /** The value that is listed. */
  readonly listed: readonly ListedValueView[]
}

export interface QueueView {
  /** Closed sales that the server has not recorded yet. */
  readonly waiting: readonly string[]
  /** Recorded sales whose returned goods still have shares of rewards to give back. */
  readonly refunding: readonly string[]
  /** Sales that were undone here, of which the server has still to hear. */
  readonly undoing: readonly string[]
  readonly isServerAway: boolean
  /** When the server last answered. */
  readonly heardAt: Instant | null
  /** While a backlog is being told. */
  readonly draining: { readonly done: number; readonly total: number } | null
  readonly forStaff: readonly StaffItem[]
}

export interface TillSnapshot {
  readonly device: TillDevice
  readonly isTraining: boolean
  /** The disk did not take the last change: nothing happened, and nothing can be sold before there is room. */
  readonly isDiskFull: boolean
  /** Another tab has this till: this one does nothing any more. */
  readonly isElsewhere: boolean
  readonly sale: SaleView | null
  readonly member: MemberView | null
  readonly chosenBenefits: readonly BenefitView[]
  readonly setAside: readonly SetAsideView[]
  readonly card: CardView | null
  readonly toGiveBack: readonly GiveBack[]
  readonly tray: readonly TrayItem[]
  readonly lastScan: ScanResult | null
  readonly lastReceipt: ReceiptView | null
  readonly queue: QueueView
  /** What became of each checkout when the till was opened. */
  readonly recovery: Recovery
}
