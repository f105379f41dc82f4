// One piece of work: the request, and the event that its answer is. What throws left nothing certain, or will be better
// later; what the server refuses is an answer like any other.
import { majorFromMinor, minorRoundedFromMajor } from '@tillside/money/money'
import { formatInstant } from '@tillside/rules/time'

import type { Client } from '../client/client.ts'
import { RefusedError } from '../client/errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { CheckoutEvent } from './events.ts'
import type { Receipt } from './receipt.ts'
import { findReturned, findTaken, isTaken, toTaken } from './references.ts'
import type { Attempt, Checkout, Refund } from './state.ts'
import { lateMsMax, type Work } from './work.ts'
import { redeemBody, referenceOf, saleBody } from './wire.ts'

type Done = Promise<CheckoutEvent | null>

interface Performing {
  readonly client: Client
  readonly clock: Clock
  /** The store's id, for redemptions; null when the till does not know it. */
  readonly locationId: number | null
}

/** A no of which it is certain that nothing happened; anything else is thrown on. */
function refusal(error: unknown): RefusedError {
  if (error instanceof RefusedError && !error.mayHaveHappened) return error
  throw error
}

const codeOf = ({ code, status }: RefusedError): string => code ?? `status_${status}`

async function redeem({ client, locationId }: Performing, checkout: Checkout, attempt: Attempt): Done {
  const { key, profileId } = attempt
  const { receiptRef, basket } = checkout
  if (client.dialect === 'omneo' && attempt.suspectSince !== null) {
    const [found] = await findTaken(client, { profileId, receiptRef, key }, basket.currency)
    if (found) return { name: 'redemptionTaken', key, ...found }
  }
  try {
    const body = redeemBody({ attempt, receiptRef, locationId }, basket.currency)
    const answer = await client.redemptions.redeem(profileId, body, { key })
    return { name: 'redemptionTaken', key, ...toTaken(answer, basket.currency, client.serverNow()) }
  } catch (error) {
    const no = refusal(error)
    return { name: 'redemptionRefused', key, code: codeOf(no), message: no.message }
  }
}

/** Null: it is not there, and may still come. */
async function find({ client, clock }: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { key, profileId, suspectSince } = attempt
  if (suspectSince === null) return { name: 'answerLost', key }
  const isPast = clock.now() > suspectSince + lateMsMax
  const [found] = await findTaken(client, { profileId, receiptRef, key }, basket.currency)
  if (found) return { name: 'redemptionTaken', key, ...found }
  return isPast ? { name: 'redemptionNever', key } : null
}

async function reverse({ client }: Performing, { receiptRef }: Checkout, attempt: Attempt): Done {
  const { key, profileId, redemptionId } = attempt
  try {
    await client.redemptions.reverse(Number(redemptionId), { key: `${key}-reversal` })
    return { name: 'redemptionUndone', key }
  } catch (error) {
    const no = refusal(error)
    if (no.code === 'already_reversed') return { name: 'redemptionUndone', key }
    if (no.status === 404) return { name: 'undoRefused', key, code: codeOf(no), message: no.message }
    if (no.code === 'reversal_window_passed' || no.code === 'already_returned') return { name: 'reversalPassed', key }
    // A no without a code: perhaps it has come back already, perhaps it is too late.
    const isLeft = await isTaken(client, { profileId, receiptRef, key, redemptionId: Number(redemptionId) })
    return { name: isLeft ? 'reversalPassed' : 'redemptionUndone', key }
  }
}

async function returnWhole({ client }: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { profileId, redemptionId, suspectSince } = attempt
  const key = `${attempt.key}-return`
  const isBack =
    client.dialect === 'omneo' &&
    suspectSince !== null &&
    (await findReturned(client, { profileId, receiptRef, key }, basket.currency)) !== null
  if (isBack) return { name: 'redemptionUndone', key: attempt.key }
  try {
    const body = { meta: referenceOf(key), transaction_receipt_ref: receiptRef }
    await client.redemptions.return(Number(redemptionId), body, { key })
    return { name: 'redemptionUndone', key: attempt.key }
  } catch (error) {
    const no = refusal(error)
    const isBackAlready = no.code === 'nothing_to_return' || no.code === 'already_reversed'
    return isBackAlready
      ? { name: 'redemptionUndone', key: attempt.key }
      : { name: 'undoRefused', key: attempt.key, code: codeOf(no), message: no.message }
  }
}

/** What came back with the goods, by the redemption that they were bought with: on a server that does not say it. */
function sharesOf({ lines }: Receipt): { redemptionId: number; amountMinor: number }[] {
  const shares = new Map<number, number>()
  for (const { returnFor } of lines) {
    if (!returnFor || returnFor.redemptionId === null || returnFor.shareMinor === 0) continue
    shares.set(returnFor.redemptionId, (shares.get(returnFor.redemptionId) ?? 0) + returnFor.shareMinor)
  }
  return [...shares].map(([redemptionId, amountMinor]) => ({ redemptionId, amountMinor }))
}

async function record({ client }: Performing, checkout: Checkout): Done {
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
    const no = refusal(error)
    return { name: 'saleRejected', code: codeOf(no), message: no.message }
  }
}

async function report({ client }: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { key, allowance, totalMinor, askedAt } = attempt
  if (!allowance) throw new Error('what was not spent from an allowance cannot be reported')
  const { id, signature } = allowance
  const spend = {
    reference: key,
    amount: majorFromMinor(totalMinor, basket.currency),
    spent_at: formatInstant(askedAt),
    transaction_receipt_ref: receiptRef,
  }
  try {
    const body = { signature, spends: [spend], is_final: false }
    const { spends } = await client.allowances.report(id, body, { key: `${key}-report` })
    const settled = spends.find(({ reference }) => reference === key)
    return {
      name: 'spendReported',
      key,
      redemptionId: settled?.redemption_id ?? null,
      totalMinor: minorRoundedFromMajor(settled?.total ?? 0, basket.currency) ?? 0,
      shortfallMinor: minorRoundedFromMajor(settled?.shortfall ?? 0, basket.currency) ?? 0,
    }
  } catch (error) {
    const code = codeOf(refusal(error))
    return { name: 'spendReported', key, redemptionId: null, totalMinor: 0, shortfallMinor: totalMinor, code }
  }
}

async function returnShare({ client }: Performing, { receiptRef, basket }: Checkout, refund: Refund): Done {
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

async function voidSale({ client }: Performing, { transactionId }: Checkout): Done {
  try {
    await client.transactions.change(Number(transactionId), { is_void: true })
  } catch (error) {
    // A sale that somebody has removed has no effect left.
    if (refusal(error).status !== 404) throw error
  }
  return { name: 'voidRecorded' }
}

async function sweep({ client }: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { key, profileId } = attempt
  return { name: 'straysLooked', key, strays: await findTaken(client, { profileId, receiptRef, key }, basket.currency) }
}

/** Does it, and says what came of it; null when there was nothing yet to be found. */
export function perform(around: Performing, checkout: Checkout, work: Work): Done {
  switch (work.kind) {
    case 'redeem':
      return redeem(around, checkout, work.attempt)
    case 'find':
      return find(around, checkout, work.attempt)
    case 'reverse':
      return reverse(around, checkout, work.attempt)
    case 'return':
      return returnWhole(around, checkout, work.attempt)
    case 'record':
      return record(around, checkout)
    case 'returnShare':
      return returnShare(around, checkout, work.refund)
    case 'void':
      return voidSale(around, checkout)
    case 'sweep':
      return sweep(around, checkout, work.attempt)
    case 'report':
      return report(around, checkout, work.attempt)
  }
}
