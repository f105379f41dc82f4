// Goods that come back: the receipt is found, what it allows is shown, and what was chosen joins the basket, where it may be
// exchanged for other goods.
import type { Receipt } from '@tillside/pos-sdk/checkout/receipt'
import type { Checkout } from '@tillside/pos-sdk/checkout/state'
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { Core } from '../runtime/core.ts'
import { readReceiptNumber } from '../receipts/number.ts'
import type { Selling } from '../selling/selling.ts'
import type { MemberDesk } from '../members/member-desk.ts'
import { type ServerReceipt, toReceipt } from './from-transaction.ts'
import {
  stillReturnable,
  previewReturn,
  type Returnable,
  type ReturnPreview,
  toReturnable,
  type WantedBack,
  withReturn,
} from './returnable.ts'

/** Its money went back with that. */
const isUndone = ({ isVoidAsked, state }: Checkout): boolean => isVoidAsked || state === 'voided'

export class ReturnDesk {
  readonly #core: Core
  readonly #desks: { readonly selling: Selling; readonly members: MemberDesk }

  constructor(core: Core, desks: { readonly selling: Selling; readonly members: MemberDesk }) {
    this.#core = core
    this.#desks = desks
  }

  /** By the receipt's number as it was scanned or typed: of this till, of another one, or of another POS. */
  find(text: string): Promise<Outcome<Returnable>> {
    return this.#core.attempt(async () => {
      if (!this.#core.may('return')) return refuse('permission_missing')
      const typed = text.trim().replace(/^R(?=\d)/, '')
      const read = readReceiptNumber(typed)
      const receiptRef = read.ok ? read.value : typed
      const own = this.#core.parts.till.find(receiptRef)?.current
      if (own && isUndone(own)) return refuse('receipt_is_void')
      const asked = await this.#ask(receiptRef)
      if (asked === 'away') return own?.receipt ? accept(this.#returnable(own.receipt, null)) : refuse('server_away')
      if (asked?.isVoid === true) return refuse('receipt_is_void')
      const receipt = own?.receipt ?? asked?.receipt
      if (!receipt) return refuse('receipt_unknown', { field: 'receiptRef' })
      return accept(this.#returnable(receipt, asked?.facts ?? null))
    })
  }

  /** What it would do, while the cashier chooses. */
  preview(returnable: Returnable, wanted: readonly WantedBack[]): Outcome<ReturnPreview> {
    return previewReturn(returnable, wanted)
  }

  /** Puts them into the basket; a sale without a customer gets the one who bought them. */
  async add(returnable: Returnable, wanted: readonly WantedBack[]): Promise<Outcome<Checkout>> {
    if (!this.#core.may('return')) return refuse('permission_missing')
    if (!wanted.some(({ units }) => units > 0)) return refuse('nothing_chosen')
    const added = await this.#desks.selling.changeLines((lines) => withReturn(lines, returnable, wanted))
    const { profileId } = returnable.receipt
    if (added.ok && profileId !== null && added.value.customer === null) await this.#desks.members.attachById(profileId)
    return added
  }

  /**
   * Whether what comes back with this sale is still there to come back, on whichever till: it may have come back meanwhile, or its
   * sale may have been undone. What the server does not say is no reason to let the customer wait: a return that was too many is
   * recorded, and needs somebody.
   */
  async check({ receiptRef: current, basket, state }: Checkout): Promise<Outcome<true>> {
    const receipts = new Set(basket.lines.flatMap(({ returnFor }) => returnFor?.receiptRef ?? []))
    if (state === 'paying') return accept(true)
    for (const receiptRef of receipts) {
      const own = this.#core.parts.till.find(receiptRef)?.current
      if (own && isUndone(own)) return refuse('receipt_is_void', { field: receiptRef })
      const asked = await this.#ask(receiptRef).catch(() => null)
      if (asked === null || asked === 'away') continue
      const { receipt, facts, isVoid } = asked
      if (isVoid) return refuse('receipt_is_void', { field: receiptRef })
      const returnable = toReturnable(receipt, { facts, checkouts: this.#core.parts.till.list(), current })
      const still = stillReturnable(returnable, basket)
      if (!still.ok) return still
    }
    return accept(true)
  }

  /** Whether goods of this sale came back, on whichever till, as far as it can be known now. */
  async hasComeBack(receipt: Receipt): Promise<boolean> {
    const asked = await this.#ask(receipt.receiptRef)
    const facts = asked === 'away' ? null : (asked?.facts ?? null)
    const { lines } = toReturnable(receipt, { facts, checkouts: this.#core.parts.till.list(), current: null })
    return lines.some(({ unitsBefore }) => unitsBefore > 0)
  }

  #returnable(receipt: Receipt, facts: ServerReceipt['facts'] | null): Returnable {
    const { current } = this.#core.facts
    return toReturnable(receipt, { facts, checkouts: this.#core.parts.till.list(), current })
  }

  /** Null: the server does not know it, or not yet. */
  async #ask(receiptRef: string): Promise<ServerReceipt | null | 'away'> {
    const { client, connection } = this.#core.parts
    if (connection.isAway) return 'away'
    try {
      const named = await client.transactions.findByExternalId(receiptRef)
      if (named) return toReceipt(named)
      const { items } = await client.transactions.list({ filter: { receipt_ref: receiptRef }, pageSize: 2 })
      const [only] = items
      return only && items.length === 1 ? toReceipt(only) : null
    } catch (error) {
      if (connection.isAway) return 'away'
      throw error
    }
  }
}
