// What came of a scan, for ears and eyes; and the scans that wait for somebody to decide.
import type { Instant } from '@tillside/rules/time'

import type { ScanMeaning } from './route.ts'

export type ScanEffect =
  /** Goods are in the basket. */
  | { readonly kind: 'added'; readonly name: string }
  | { readonly kind: 'attached'; readonly profileId: string; readonly name: string }
  /** A benefit is chosen, and used with the reward. */
  | { readonly kind: 'benefit_chosen'; readonly benefitId: number }
  /** The screen goes on with these. */
  | { readonly kind: 'receipt'; readonly receiptRef: string }
  | { readonly kind: 'badge'; readonly badge: string }
  /** A dialog that is open took it. */
  | { readonly kind: 'claimed' }
  /** It waits in the tray. */
  | { readonly kind: 'waits'; readonly because: WaitsBecause }
  /** Nothing happened; the code says why. */
  | { readonly kind: 'refused'; readonly code: string }

/** A payment or a redemption is under way, the reward is taken, or a dialog is open. */
export type WaitsBecause = 'payment' | 'reward' | 'dialog'

export interface ScanResult {
  /** Counts the scans since the page was opened, so that two alike are two. */
  readonly number: number
  readonly text: string
  readonly at: Instant
  readonly effect: ScanEffect
}

export interface TrayItem {
  readonly id: string
  readonly text: string
  readonly at: Instant
  readonly meaning: ScanMeaning
  readonly because: WaitsBecause
}
