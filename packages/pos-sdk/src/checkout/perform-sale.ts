// Work about the sale: recording it, voiding it, and giving back the shares of goods that came back.
import { majorFromMinor, minorRoundedFromMajor } from '@tillside/money/money'
import { pointsFromWire } from '@tillside/money/points'

import type { Client } from '../client/client.ts'
import type { EventOf } from './events.ts'
import { codeOf, type Done, type Performing, refusal } from './performing.ts'
import type { Receipt } from './receipt.ts'
import { findReturned } from './references.ts'
import type { Checkout, Refund, SalePoints } from './state.ts'
import { referenceOf, saleBody } from './wire.ts'

type Sale = Awaited<ReturnType<Client['transactions']['record']>>

/** What came back with the goods, by the redemption that they were bought with: on a server that does not say it. */
function sharesOf({ lines }: Receipt): { redemptionId: number; amountMinor: number }[] {
  const shares = new Map<number, number>()
  for (const { returnFor } of lines) {
    if (!returnFor || returnFor.redemptionId === null || returnFor.shareMinor === 0) continue
    shares.set(returnFor.redemptionId, (shares.get(returnFor.redemptionId) ?? 0) + returnFor.shareMinor)
  }
  return [...shares].map(([redemptionId, amountMinor]) => ({ redemptionId, amountMinor }))
}

/** A server that does not know points of lines says nothing of those that were taken back: then none are counted. */
function pointsOf({ points_earned: earned, items }: Sale): { readonly points?: SalePoints } {
  const kept = earned === undefined ? null : pointsFromWire(earned)
  if (kept === null) return {}
  const back = (items ?? []).flatMap(({ returns }) => (returns ?? []).map(({ points }) => pointsFromWire(points) ?? 0))
  return { points: { earned: kept, takenBack: back.reduce((sum: number, points) => sum + points, 0) } }
}

/** What the server says of a sale that it has recorded. */
function toldOf(sale: Sale, currency: string): Pick<EventOf<'saleRecorded'>, 'returnable' | 'exceptions' | 'points'> {
  const returnable = sale.returnable.map(({ redemption_id, amount }) => ({
    redemptionId: redemption_id,
    amountMinor: minorRoundedFromMajor(amount, currency) ?? 0,
  }))
  return {
    returnable: returnable.filter(({ amountMinor }) => amountMinor > 0),
    exceptions: codesOf(sale),
    ...pointsOf(sale),
  }
}

const codesOf = (sale: Sale): string[] => (sale.exceptions ?? []).map(({ code }) => code)

function recorded({ client }: Performing, receipt: Receipt, sale: Sale): EventOf<'saleRecorded'> {
  const isOmneo = client.dialect === 'omneo'
  const told = isOmneo ? { returnable: sharesOf(receipt), exceptions: codesOf(sale) } : toldOf(sale, receipt.currency)
  return { name: 'saleRecorded', transactionId: sale.id, ...told, redemptionId: sale.redemption_id ?? null }
}

export async function record(around: Performing, checkout: Checkout): Done {
  const { client } = around
  const { receipt, receiptRef, recordAskedAgain } = checkout
  if (!receipt) throw new Error('a sale that was not closed cannot be recorded')
  const key = `${receiptRef}-sale${recordAskedAgain === 0 ? '' : `-${recordAskedAgain + 1}`}`
  try {
    return recorded(
      around,
      receipt,
      await client.transactions.record(saleBody(checkout, receipt, client.dialect), { key }),
    )
  } catch (error) {
    const no = refusal(error)
    // Without keys a no says nothing of a try before it, whose answer may have been lost.
    const sale = client.dialect === 'omneo' ? await client.transactions.findByExternalId(receiptRef) : null
    if (sale) return recorded(around, receipt, sale)
    return { name: 'saleRejected', code: codeOf(no), message: no.message, fields: no.fields }
  }
}

/** A sale that somebody has removed has nothing to match any more; what may not be read is looked at again later. */
export async function lookAtReturns(around: Performing, checkout: Checkout): Done {
  const { client } = around
  const { transactionId, basket, exceptions } = checkout
  try {
    const sale = await client.transactions.read(Number(transactionId))
    return { name: 'returnsLooked', ...(sale ? toldOf(sale, basket.currency) : { returnable: [], exceptions: [] }) }
  } catch (error) {
    refusal(error)
    return { name: 'returnsLooked', returnable: [], exceptions }
  }
}

export async function returnShare(around: Performing, { receiptRef, basket }: Checkout, refund: Refund): Done {
  const { client } = around
  const { key, redemptionId, amountMinor, suspectSince } = refund
  if (client.dialect === 'omneo' && suspectSince !== null) {
    const totalMinor = await findReturned(client, { profileId: null, receiptRef, key }, basket.currency)
    if (totalMinor !== null) return { name: 'shareReturned', key, totalMinor }
  }
  try {
    const amount = majorFromMinor(amountMinor, basket.currency)
    const body = { amount, meta: referenceOf(key), transaction_receipt_ref: receiptRef }
    const answer = await client.redemptions.return(redemptionId, body, { key })
    return { name: 'shareReturned', key, totalMinor: minorRoundedFromMajor(answer.total, basket.currency) ?? 0 }
  } catch (error) {
    const no = refusal(error)
    return { name: 'shareRefused', key, code: codeOf(no), message: no.message }
  }
}

export async function voidSale({ client }: Performing, { transactionId }: Checkout): Done {
  try {
    const sale = await client.transactions.change(Number(transactionId), { is_void: true })
    // Omneo has no exceptions: that it names none says nothing.
    return { name: 'voidRecorded', ...(client.dialect === 'tillside' ? { exceptions: codesOf(sale) } : {}) }
  } catch (error) {
    const no = refusal(error)
    // A sale that somebody has removed has no effect left.
    if (no.status === 404) return { name: 'voidRecorded' }
    return { name: 'voidRefused', code: codeOf(no), message: no.message }
  }
}
