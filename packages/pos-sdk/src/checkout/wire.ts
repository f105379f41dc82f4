// A checkout's requests as they travel. They are made from what the journal holds and from nothing else, so a repeat is
// the same request to the letter.
import { majorFromMinor } from '@tillside/money/money'
import { unitSharesOf } from '@tillside/money/units'
import type { Static } from 'typebox'
import type { RedeemRequest } from '@tillside/contract/redemptions'
import type { TransactionRequest } from '@tillside/contract/transactions'
import { minuteMs, secondMs } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import type { Receipt, ReceiptLine } from './receipt.ts'
import { type Attempt, type Checkout, takenReward } from './state.ts'

/** The name under which each request of ours can be found again: in `meta`, which every server keeps as it is. */
export const referenceName = 'checkout_attempt'

export const referenceOf = (key: string): Record<string, unknown> => ({ [referenceName]: key })

export function redeemBody(
  { attempt, receiptRef }: { attempt: Attempt; receiptRef: string },
  currency: string,
): Static<typeof RedeemRequest> & { hold?: { expires_in: number } } {
  const { locationId } = attempt
  const { amountMinor, strategies, benefits = [], holdSeconds } = attempt.wish
  const kinds = [...(strategies ?? []), ...(strategies && benefits.length > 0 ? (['benefits'] as const) : [])]
  return {
    ...(amountMinor === null ? {} : { amount: majorFromMinor(amountMinor, currency) }),
    ...(kinds.length > 0 ? { strategies: kinds } : {}),
    ...(benefits.length > 0 ? { benefits: [...benefits] } : {}),
    ...(locationId === null ? {} : { location_id: locationId }),
    ...(holdSeconds === undefined ? {} : { hold: { expires_in: holdSeconds } }),
    meta: referenceOf(attempt.key),
    transaction_receipt_ref: receiptRef,
  }
}

type Item = NonNullable<Static<typeof TransactionRequest>['items']>[number]

const isSold = (line: ReceiptLine): boolean => line.quantity > 0

/** Whether every unit that was sold costs whole minor units after its share of the reward. */
const isEven = ({ lines }: Receipt): boolean =>
  lines.every((line) => !isSold(line) || line.shareMinor % line.quantity === 0)

/** A line's name for ever. Neither part holds a `~`, so no two lines of any two receipts share one. */
const nameOf = (receiptRef: string, lineId: string): string => `${receiptRef}~${lineId}`

/** What a sold line and a returned one have in common. */
function itemOf(line: ReceiptLine, { currency, receiptRef }: Receipt, sellMinor: number): Item {
  const { id, name, sku, quantity, priceMinor, priceOriginalMinor } = line
  return {
    external_id: nameOf(receiptRef, id),
    name,
    ...(sku === undefined ? {} : { sku }),
    quantity,
    price_original: majorFromMinor(priceOriginalMinor ?? priceMinor, currency),
    price_current: majorFromMinor(priceMinor, currency),
    price_sell: majorFromMinor(sellMinor, currency),
  }
}

/**
 * `price_sell` is the unit's price less its share of the reward, as receipts print it. Where shares do not divide over the
 * units it is the price before the reward on all sold lines: their discounts say the rest.
 */
function soldItem(line: ReceiptLine, receipt: Receipt): Item {
  const { quantity, priceMinor, shareMinor } = line
  const item = itemOf(line, receipt, isEven(receipt) ? priceMinor - shareMinor / quantity : priceMinor)
  if (shareMinor === 0) return item
  return { ...item, discounts: [{ amount: majorFromMinor(shareMinor, receipt.currency), reason_desc: 'Reward' }] }
}

/** Units that come back are paid out at their net price: in two lines where that differs by a minor unit between them. */
function returnedItems(line: ReceiptLine, receipt: Receipt): Item[] {
  const { id, priceMinor, quantity, returnFor } = line
  if (!returnFor) return []
  const { unitShare, unitsWithOneMore } = unitSharesOf(returnFor.shareMinor, -quantity)
  const parts = [
    { units: unitsWithOneMore, share: unitShare + 1, name: `${id}~more` },
    { units: -quantity - unitsWithOneMore, share: unitShare, name: id },
  ]
  return parts
    .filter(({ units }) => units > 0)
    .map(({ units, share, name }) => ({
      ...itemOf({ ...line, id: name, quantity: -units }, receipt, priceMinor - share),
      return_for: returnFor.itemId ?? nameOf(returnFor.receiptRef, returnFor.lineId),
    }))
}

/** The store's own clock, as receipts print it: `YYYY-MM-DD HH:mm:ss`. */
function localTime(at: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
  return parts.replace(',', '')
}

/** How far that clock is ahead of UTC: `+10:00`. */
function offsetOf(at: number, timezone: string): string {
  const ahead = Date.parse(`${localTime(at, timezone).replace(' ', 'T')}Z`) - Math.floor(at / secondMs) * secondMs
  const two = (count: number): string => String(Math.floor(count)).padStart(2, '0')
  const minutes = Math.abs(ahead) / minuteMs
  return `${ahead < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

/** At the end of summer time an hour happens twice: the second time says which it is, where the server reads that. */
function soldAtOf({ soldAt, timezone }: Receipt, dialect: Dialect): string {
  const written = localTime(soldAt, timezone)
  const isSecond = [30, 60, 120].some((minutes) => localTime(soldAt - minutes * minuteMs, timezone) === written)
  return isSecond && dialect === 'tillside' ? `${written}${offsetOf(soldAt, timezone)}` : written
}

export function saleBody(checkout: Checkout, receipt: Receipt, dialect: Dialect): Static<typeof TransactionRequest> {
  const { currency, receiptRef } = receipt
  const reward = takenReward(checkout)
  const linked = new Set(receipt.lines.flatMap(({ returnFor }) => returnFor?.receiptRef ?? []))
  return {
    external_id: receiptRef,
    receipt_ref: receiptRef,
    // Goods of several receipts are told by their lines alone: the field has room for one.
    ...(linked.size === 1 ? { linked_receipt_ref: [...linked][0] } : {}),
    profile_id: receipt.profileId,
    location_id: receipt.locationId,
    staff_id: receipt.staffId,
    redemption_id: reward?.redemptionId ?? null,
    currency,
    total: majorFromMinor(receipt.totalMinor, currency),
    total_original: majorFromMinor(receipt.totalOriginalMinor, currency),
    transacted_at: soldAtOf(receipt, dialect),
    timezone: receipt.timezone,
    payments: receipt.tenders.map(({ type, amountMinor, reference }) => ({
      type,
      amount: majorFromMinor(amountMinor, currency),
      ...(reference === undefined ? {} : { reference }),
    })),
    items: receipt.lines.flatMap((line) => (isSold(line) ? [soldItem(line, receipt)] : returnedItems(line, receipt))),
  }
}
