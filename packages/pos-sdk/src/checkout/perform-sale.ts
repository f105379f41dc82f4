// Work about the sale: recording it, voiding it, and giving back the shares of goods that came back.
import { majorFromMinor, minorRoundedFromMajor } from '@tillside/money/money'

import { codeOf, type Done, type Performing, refusal } from './performing.ts'
import type { Receipt } from './receipt.ts'
import { findReturned } from './references.ts'
import type { Checkout, Refund } from './state.ts'
import { referenceOf, saleBody } from './wire.ts'

/** What came back with the goods, by the redemption that they were bought with: on a server that does not say it. */
function sharesOf({ lines }: Receipt): { redemptionId: number; amountMinor: number }[] {
  const shares = new Map<number, number>()
  for (const { returnFor } of lines) {
    if (!returnFor || returnFor.redemptionId === null || returnFor.shareMinor === 0) continue
    shares.set(returnFor.redemptionId, (shares.get(returnFor.redemptionId) ?? 0) + returnFor.shareMinor)
  }
  return [...shares].map(([redemptionId, amountMinor]) => ({ redemptionId, amountMinor }))
}

export async function record(around: Performing, checkout: Checkout): Done {
  const { client } = around
  const { receipt, receiptRef } = checkout
  if (!receipt) throw new Error('a sale that was not closed cannot be recorded')
  try {
    const sale = await client.transactions.record(saleBody(checkout, receipt), { key: `${receiptRef}-sale` })
    const returnable =
      client.dialect === 'omneo'
        ? sharesOf(receipt)
        : sale.returnable.map(({ redemption_id, amount }) => ({
            redemptionId: redemption_id,
            amountMinor: minorRoundedFromMajor(amount, receipt.currency) ?? 0,
          }))
    const exceptions = (sale.exceptions ?? []).map(({ code }) => code)
    return {
      name: 'saleRecorded',
      transactionId: sale.id,
      returnable: returnable.filter(({ amountMinor }) => amountMinor > 0),
      exceptions,
    }
  } catch (error) {
    const no = refusal(around, error)
    return { name: 'saleRejected', code: codeOf(no), message: no.message }
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
    const no = refusal(around, error)
    return { name: 'shareRefused', key, code: codeOf(no), message: no.message }
  }
}

export async function voidSale(around: Performing, { transactionId }: Checkout): Done {
  const { client } = around
  try {
    await client.transactions.change(Number(transactionId), { is_void: true })
  } catch (error) {
    const no = refusal(around, error)
    // A sale that somebody has removed has no effect left.
    if (no.status !== 404) return { name: 'voidRefused', code: codeOf(no), message: no.message }
  }
  return { name: 'voidRecorded' }
}
