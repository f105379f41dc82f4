// Receipts of this till: the last one, as the counter shows it, and those of before, to be printed again.
import { type Checkout, type StateName, takenReward } from '@tillside/pos-sdk/checkout/state'
import { pointsFromWire } from '@tillside/money/points'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { type Instant, minuteMs } from '@tillside/rules/time'

import type { Core } from '../runtime/core.ts'
import type { MemberDesk } from '../members/member-desk.ts'
import { type ReceiptView, toReceiptView } from './view.ts'

interface ReceiptSummary {
  readonly receiptRef: string
  readonly soldAt: Instant
  readonly totalMinor: number
  /** Where the sale stands with the server. */
  readonly state: StateName
}

/** A page that died while the receipt came out shows it again. */
const showAgainMs = 5 * minuteMs

export class ReceiptDesk {
  readonly #core: Core
  readonly #members: MemberDesk

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
    const [last] = this.list()
    const isRecent = last && Math.abs(this.#core.parts.clock.now() - last.soldAt) < showAgainMs
    const checkout = isRecent && this.#core.parts.till.find(last.receiptRef)?.current
    if (!checkout || this.#core.facts.current !== null || this.#core.facts.lastReceipt) return
    this.show(checkout)
    void this.confirm(checkout)
  }

  /** A sale of this till that is still remembered, to be shown or printed again. */
  async open(receiptRef: string): Promise<Outcome<ReceiptView>> {
    const checkout = this.#core.parts.till.find(receiptRef)?.current
    const view = checkout ? this.#toView(checkout) : null
    if (!checkout || !view) return refuse('receipt_unknown', { field: 'receiptRef' })
    return accept(await this.#withServer(checkout, view))
  }

  /** Shown at once, and once more when the server has said what was earned. */
  show(checkout: Checkout): void {
    const view = this.#toView(checkout)
    if (view) this.#core.change({ lastReceipt: view })
  }

  /** The sale in front of the customer was recorded: its points and the balance are true now. */
  async confirm(checkout: Checkout): Promise<void> {
    const { profileId } = checkout.receipt ?? {}
    if (this.#core.facts.lastReceipt?.receiptRef !== checkout.receiptRef || !profileId) return
    const shown = this.#core.facts.lastReceipt
    const confirmed = await this.#withServer(checkout, shown)
    if (this.#core.facts.lastReceipt === shown) this.#core.change({ lastReceipt: confirmed })
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

  /** Without an answer the till's own reckoning stays. */
  async #withServer(checkout: Checkout, view: ReceiptView): Promise<ReceiptView> {
    const { transactionId, receipt } = checkout
    if (transactionId === null || !receipt?.profileId) return view
    const { client } = this.#core.parts
    const [sale] = await Promise.all([
      client.transactions.read(transactionId).catch(() => null),
      this.#members.look(receipt.profileId),
    ])
    if (!sale) return view
    const member = this.#core.facts.members.get(receipt.profileId)
    const earned = pointsFromWire(sale.points_earned) ?? view.points?.earned ?? 0
    return {
      ...view,
      memberName: member?.fullName ?? view.memberName,
      points: { earned, takenBack: checkout.points?.takenBack ?? 0, isConfirmed: true },
      balanceMinor: member?.isFromServer === true ? member.spendableMinor : null,
    }
  }
}
