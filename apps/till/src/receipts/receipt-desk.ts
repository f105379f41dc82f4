// Receipts of this till: the last one, as the counter shows it, and those of before, to be printed again.
import { type Checkout, type StateName, takenReward } from '@tillside/pos-sdk/checkout/state'
import { pointsFromWire } from '@tillside/money/points'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { type Instant, minuteMs } from '@tillside/rules/time'

import type { Core } from '../runtime/core.ts'
import type { MemberDesk } from '../members/member-desk.ts'
import { Newest } from '../runtime/newest.ts'
import type { MemberView } from '../runtime/snapshot.ts'
import { type ReceiptView, toReceiptView } from './view.ts'

interface ReceiptSummary {
  readonly receiptRef: string
  readonly soldAt: Instant
  readonly totalMinor: number
  /** Where the sale stands with the server. */
  readonly state: StateName
}

/** What the server says of a sale that it has recorded, and of whose it is. */
interface Heard {
  /** Thousandths of a point. */
  readonly earned: number | null
  readonly takenBack: number
  readonly member: MemberView | null
}

/** A page that died while the receipt came out shows it again. */
const showAgainMs = 5 * minuteMs

export class ReceiptDesk {
  readonly #core: Core
  readonly #members: MemberDesk
  readonly #confirmations = new Newest()

  constructor(core: Core, members: MemberDesk) {
    this.#core = core
    this.#members = members
  }

  /** Closed sales that the till remembers, the last one first. */
  list(): ReceiptSummary[] {
    const closed = this.#core.parts.till.list().flatMap(({ receiptRef, receipt, state, closedAs }) => {
      return receipt ? [{ receiptRef, soldAt: receipt.soldAt, totalMinor: receipt.totalMinor, state, closedAs }] : []
    })
    return closed
      .sort((a, b) => (b.closedAs ?? 0) - (a.closedAs ?? 0))
      .map(({ closedAs: _order, ...summary }) => summary)
  }

  /** The receipt that nobody may have seen, since the page died with it. */
  recover(): void {
    if (this.#core.facts.current !== null || this.#core.facts.lastReceipt) return
    const [last] = this.list()
    const isRecent = last && Math.abs(this.#core.parts.clock.now() - last.soldAt) < showAgainMs
    const checkout = isRecent && this.#core.parts.till.find(last.receiptRef)?.current
    if (!checkout) return
    this.show(checkout)
    void this.confirm(checkout)
  }

  /** A sale of this till that is still remembered, to be shown or printed again. */
  async open(receiptRef: string): Promise<Outcome<ReceiptView>> {
    const checkout = this.#core.parts.till.find(receiptRef)?.current
    const view = checkout ? this.#toView(checkout) : null
    if (!checkout || !view) return refuse('receipt_unknown', { field: 'receiptRef' })
    return accept(confirmed(view, await this.#hear(checkout)))
  }

  /** Shown at once, and once more when the server has said what was earned. */
  show(checkout: Checkout): void {
    const view = this.#toView(checkout)
    if (view) this.#core.change({ lastReceipt: view })
  }

  /**
   * The sale in front of the customer was recorded, or a share of a reward went back with it: its points and the balance are
   * true now. Of two that are under way at once the one that began last is right, whichever is heard first.
   */
  async confirm(checkout: Checkout): Promise<void> {
    const { receiptRef } = checkout
    if (this.#shown(receiptRef) === null) return
    const asked = this.#confirmations.ask()
    const heard = await this.#hear(checkout)
    const shown = this.#shown(receiptRef)
    if (heard === null || shown === null || !this.#confirmations.take(receiptRef, asked)) return
    this.#core.change({ lastReceipt: confirmed(shown, heard) })
  }

  hide(): void {
    this.#core.change({ lastReceipt: null })
  }

  #toView(checkout: Checkout): ReceiptView | null {
    const { receipt, state, isVoidAsked, points } = checkout
    if (!receipt) return null
    const { device, members } = this.#core.facts
    const reward = takenReward(checkout)
    return toReceiptView(receipt, {
      device,
      isTraining: this.#core.parts.isTraining,
      isVoid: state === 'voided' || isVoidAsked,
      staffName: receipt.staffId === null ? null : this.#core.staffNames.find(receipt.staffId),
      memberName: members.get(receipt.profileId ?? '')?.fullName ?? null,
      benefits: reward ? this.#core.benefitNotes.namesOf(reward.wish) : [],
      points,
    })
  }

  /** The receipt of this sale, if it is the one that the counter shows. */
  #shown(receiptRef: string): ReceiptView | null {
    const { lastReceipt } = this.#core.facts
    return lastReceipt?.receiptRef === receiptRef ? lastReceipt : null
  }

  /** Null without an answer. */
  async #hear({ transactionId, receipt, points }: Checkout): Promise<Heard | null> {
    if (transactionId === null || !receipt?.profileId) return null
    const { client } = this.#core.parts
    const [sale] = await Promise.all([
      client.transactions.read(transactionId).catch(() => null),
      this.#members.look(receipt.profileId),
    ])
    if (!sale) return null
    const member = this.#core.facts.members.get(receipt.profileId) ?? null
    return { earned: pointsFromWire(sale.points_earned), takenBack: points?.takenBack ?? 0, member }
  }
}

/** Without an answer the till's own reckoning stays. */
function confirmed(view: ReceiptView, heard: Heard | null): ReceiptView {
  if (heard === null) return view
  const { earned, takenBack, member } = heard
  return {
    ...view,
    memberName: member?.fullName ?? view.memberName,
    points: { earned: earned ?? view.points?.earned ?? 0, takenBack, isConfirmed: true },
    balanceMinor: member?.isFromServer === true ? member.spendableMinor : null,
  }
}
