// Work about value: taking it, looking for it, giving it back.
import { majorFromMinor, minorRoundedFromMajor } from '@tillside/money/money'
import { formatInstant } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import { ForbiddenError, survivorIn } from '../client/errors.ts'
import { codeOf, type Done, type Performing, refusal } from './performing.ts'
import { findReturned, findTaken, isTaken, toTaken } from './references.ts'
import type { Attempt, Checkout } from './state.ts'
import { redeemBody, referenceOf } from './wire.ts'
import { lateMsMax } from './work.ts'

/** Plain Omneo knows of no hold. */
function known(attempt: Attempt, dialect: Dialect): Attempt {
  const { holdSeconds, ...wish } = attempt.wish
  return dialect === 'omneo' && holdSeconds !== undefined ? { ...attempt, wish } : attempt
}

/** The till may not redeem: that is a no as well, to a request that was never sent before. */
const isForbidden = ({ client }: Performing, error: unknown): error is ForbiddenError =>
  error instanceof ForbiddenError && !error.mayHaveHappened && (client.dialect === 'omneo' || error.code !== null)

/** Whoever was merged while they stood at the till uses what the other record of them has now. */
async function take({ client }: Performing, { profileId, key }: Attempt, body: ReturnType<typeof redeemBody>) {
  try {
    return await client.redemptions.redeem(profileId, body, { key })
  } catch (error) {
    const survivor = survivorIn(error)
    if (survivor === null) throw error
    // The no is kept under the key, so this request has one of its own.
    return client.redemptions.redeem(survivor, body, { key: `${key}-merged` })
  }
}

export async function redeem(around: Performing, checkout: Checkout, attempt: Attempt): Done {
  const { client } = around
  const { key, profileId } = attempt
  const { receiptRef, basket } = checkout
  if (client.dialect === 'omneo' && attempt.suspectSince !== null) {
    const [found] = await findTaken(client, { profileId, receiptRef, key }, basket.currency)
    if (found) return { name: 'redemptionTaken', key, ...found }
  }
  try {
    const body = redeemBody({ attempt: known(attempt, client.dialect), receiptRef }, basket.currency)
    const answer = await take(around, attempt, body)
    return { name: 'redemptionTaken', key, ...toTaken(answer, basket.currency, client.serverNow()) }
  } catch (error) {
    const no = attempt.suspectSince === null && isForbidden(around, error) ? error : refusal(error)
    // The key stands for another request than this one: that says nothing of what became of the first.
    const name = no.code === 'idempotency_key_reused' ? 'redemptionUnclear' : 'redemptionRefused'
    return { name, key, code: codeOf(no), message: no.message }
  }
}

/** Null: it is not there, and may still come. */
export async function find(around: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { client } = around
  const { key, profileId, suspectSince } = attempt
  if (suspectSince === null) return { name: 'answerLost', key }
  const isPast = around.clock.now() > suspectSince + lateMsMax
  try {
    const [found] = await findTaken(client, { profileId, receiptRef, key }, basket.currency)
    if (found) return { name: 'redemptionTaken', key, ...found }
  } catch (error) {
    // Where the server will not have it looked for, staff have to.
    const no = refusal(error)
    return { name: 'redemptionUnclear', key, code: codeOf(no), message: no.message }
  }
  return isPast ? { name: 'redemptionNever', key } : null
}

export async function reverse(around: Performing, { receiptRef }: Checkout, attempt: Attempt): Done {
  const { client } = around
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

export async function returnWhole(around: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { client } = around
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

export async function report(around: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { client } = around
  const { key, allowance, totalMinor, askedAt } = attempt
  if (!allowance) throw new Error('what was not spent from an allowance cannot be reported')
  const { id, signature, spentAt = askedAt } = allowance
  const spend = {
    reference: key,
    amount: majorFromMinor(totalMinor, basket.currency),
    spent_at: formatInstant(spentAt),
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

export async function sweep(around: Performing, { receiptRef, basket }: Checkout, attempt: Attempt): Done {
  const { client } = around
  const { key, profileId } = attempt
  return { name: 'straysLooked', key, strays: await findTaken(client, { profileId, receiptRef, key }, basket.currency) }
}
