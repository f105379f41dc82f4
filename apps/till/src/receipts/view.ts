// A closed sale as its receipt shows it, on screen, on paper and as bytes for a printer. Everything is taken from what the
// journal holds; only points and balance are the server's, and come later.
import { lineTotal } from '@tillside/pos-sdk/checkout/basket'
import type { Receipt, ReceiptLine } from '@tillside/pos-sdk/checkout/receipt'
import type { SalePoints } from '@tillside/pos-sdk/checkout/state'
import { earnedPoints } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import { earnRateOf, type TillDevice } from '../runtime/device.ts'
import { changeOf } from '../tenders/cash.ts'
import { receiptBarcode } from './number.ts'

export interface ReceiptLineView {
  readonly name: string
  readonly sku: string | null
  /** Below zero for what came back. */
  readonly quantity: number
  readonly priceMinor: number
  /** The ticket price, where it was another. */
  readonly priceOriginalMinor: number | null
  /** Before the reward; below zero: paid out. */
  readonly totalMinor: number
  /** The part of it that a reward paid, or that goes back as a reward. */
  readonly shareMinor: number
  /** The receipt that it came back by. */
  readonly returnedFrom: string | null
}

export interface ReceiptView {
  readonly receiptRef: string
  /** What to print as Code 128, to return by. */
  readonly barcode: string
  readonly isTraining: boolean
  readonly isVoid: boolean
  readonly shopName: string
  /** Name, address and telephone of the store, as far as they are known. */
  readonly storeLines: readonly string[]
  readonly tillNumber: number
  readonly staffName: string | null
  readonly soldAt: Instant
  readonly timezone: string
  readonly currency: string
  readonly lines: readonly ReceiptLineView[]
  readonly totalOriginalMinor: number
  readonly rewardMinor: number
  /** Of what came back: its shares of rewards, which the customer gets as a reward again. */
  readonly rewardBackMinor: number
  readonly totalMinor: number
  readonly tenders: readonly {
    readonly type: string
    readonly amountMinor: number
    readonly givenMinor: number | null
  }[]
  readonly changeMinor: number
  readonly memberName: string | null
  readonly benefits: readonly string[]
  /** Thousandths of a point; null without a member. */
  readonly points: {
    readonly earned: number
    /** With goods that came back. */
    readonly takenBack: number
    /** The server has said so; else the till reckons. */
    readonly isConfirmed: boolean
  } | null
  /** What the member can spend after this sale; null: the server has not said. */
  readonly balanceMinor: number | null
}

/** What the receipt alone does not tell. */
interface ReceiptAround {
  readonly device: TillDevice
  readonly isTraining: boolean
  readonly isVoid: boolean
  /** Null: nobody, or not known here. */
  readonly staffName: string | null
  readonly memberName: string | null
  readonly benefits: readonly string[]
  /** Null: the server has not said. */
  readonly points: SalePoints | null
}

const toLine = (line: ReceiptLine): ReceiptLineView => ({
  name: line.name,
  sku: line.sku ?? null,
  quantity: line.quantity,
  priceMinor: line.priceMinor,
  priceOriginalMinor: line.priceOriginalMinor ?? null,
  totalMinor: lineTotal(line),
  shareMinor: line.returnFor?.shareMinor ?? line.shareMinor,
  returnedFrom: line.returnFor?.receiptRef ?? null,
})

function storeLinesOf({ location }: TillDevice): string[] {
  if (!location) return []
  const { name, address_line_1: first, address_line_2: second, postcode, city, phone } = location
  const town = [postcode, city].filter(Boolean).join(' ')
  return [name, first, second, town, phone].filter((line): line is string => Boolean(line))
}

/** What the sale will earn, as the till reckons it until the server has said. */
function expectedPoints({ lines, currency }: Receipt, device: TillDevice): number {
  const rate = earnRateOf(device)
  const charged = lines.filter(({ quantity }) => quantity > 0).map((line) => lineTotal(line) - line.shareMinor)
  return charged.reduce((sum, minor) => sum + earnedPoints(minor, rate, currency), 0)
}

const pointsView = (receipt: Receipt, { device, points }: ReceiptAround): ReceiptView['points'] =>
  points === null
    ? { earned: expectedPoints(receipt, device), takenBack: 0, isConfirmed: false }
    : { ...points, isConfirmed: true }

export function toReceiptView(receipt: Receipt, around: ReceiptAround): ReceiptView {
  const { device, isTraining, isVoid, staffName, memberName, benefits } = around
  const { receiptRef, lines, tenders, rewardMinor, totalOriginalMinor, totalMinor, soldAt, timezone, currency } =
    receipt
  return {
    receiptRef,
    barcode: receiptBarcode(receiptRef),
    isTraining,
    isVoid,
    shopName: device.shop.name,
    storeLines: storeLinesOf(device),
    tillNumber: device.number,
    staffName: staffName ?? receipt.staffId,
    soldAt,
    timezone,
    currency,
    lines: lines.map(toLine),
    totalOriginalMinor,
    rewardMinor,
    rewardBackMinor: lines.reduce((sum, { returnFor }) => sum + (returnFor?.shareMinor ?? 0), 0),
    totalMinor,
    tenders: tenders.map(({ type, amountMinor, givenMinor = null }) => ({ type, amountMinor, givenMinor })),
    changeMinor: changeOf(tenders),
    memberName,
    benefits,
    points: receipt.profileId === null ? null : pointsView(receipt, around),
    balanceMinor: null,
  }
}
