// A sale that the server has, as the receipt that goods come back by: also one of another till, or of a POS that is not ours.
import type { Receipt, ReceiptLine } from '@tillside/pos-sdk/checkout/receipt'
import type { Client } from '@tillside/pos-sdk/client/client'
import { minorRoundedFromMajor } from '@tillside/money/money'
import { pointsFromWire } from '@tillside/money/points'
import { instant, parseUtc } from '@tillside/rules/time'

type Transaction = NonNullable<Awaited<ReturnType<Client['transactions']['read']>>>
type Item = Transaction['items'][number]

/** What the server knows of a line beyond the receipt. */
interface LineFacts {
  /** Units that came back, on whichever till. */
  readonly returnedUnits: number
  /** Thousandths of a point. */
  readonly earned: number
}

export interface ServerReceipt {
  readonly receipt: Receipt
  readonly facts: ReadonlyMap<string, LineFacts>
  readonly isVoid: boolean
}

/** Our tills name a line by the receipt and its own number; of another POS it is known by the server's id. */
function nameOf(
  { id, external_id: name }: Item,
  receiptRef: string,
): { readonly id: string; readonly itemId?: number } {
  const own = `${receiptRef}~`
  return name?.startsWith(own) === true ? { id: name.slice(own.length) } : { id: String(id), itemId: id }
}

function toLine(item: Item, receiptRef: string, currency: string): ReceiptLine {
  const minor = (major: number | null): number => minorRoundedFromMajor(major ?? 0, currency) ?? 0
  const shareMinor = minor(item.redemption_share)
  // What was charged and the reward's share make the price; where they do not divide, less comes back rather than more.
  const priceMinor = Math.max(0, Math.floor((minor(item.charged) + shareMinor) / item.quantity))
  const originalMinor = item.price_original === null ? priceMinor : minor(item.price_original)
  return {
    ...nameOf(item, receiptRef),
    name: item.name,
    ...(item.sku === null ? {} : { sku: item.sku }),
    quantity: item.quantity,
    priceMinor,
    ...(originalMinor === priceMinor ? {} : { priceOriginalMinor: originalMinor }),
    shareMinor: Math.min(shareMinor, priceMinor * item.quantity),
  }
}

/** `soldAt` is the moment at which the server heard of it where its local time cannot be told: it is only shown. */
export function toReceipt(sale: Transaction): ServerReceipt {
  const receiptRef = sale.external_id ?? sale.receipt_ref ?? String(sale.id)
  const { currency } = sale
  const sold = sale.items.filter(({ quantity, is_void: isVoid }) => quantity > 0 && !isVoid)
  const lines = sold.map((item) => toLine(item, receiptRef, currency))
  const rewardMinor = lines.reduce((sum, { shareMinor }) => sum + shareMinor, 0)
  const totalMinor = minorRoundedFromMajor(sale.total, currency) ?? 0
  return {
    receipt: {
      receiptRef,
      currency,
      profileId: sale.profile_id,
      lines,
      totalOriginalMinor: totalMinor + rewardMinor,
      totalMinor,
      redemptionId: sale.redemption_id,
      rewardMinor,
      tenders: [],
      soldAt: parseUtc(sale.created_at) ?? instant(0),
      timezone: sale.timezone,
      locationId: sale.location_id,
      staffId: null,
    },
    facts: new Map(
      sold.map((item) => [
        nameOf(item, receiptRef).id,
        { returnedUnits: item.returned_quantity, earned: pointsFromWire(item.points_earned) ?? 0 },
      ]),
    ),
    isVoid: sale.is_void,
  }
}
