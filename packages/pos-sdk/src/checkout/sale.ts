// From the moment in which the sale is closed: it is a fact, and what is left is to tell the server, and to give back what
// came with goods that were returned.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import { dayMs, type Instant } from '@tillside/rules/time'

import { letGo } from './attempts.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { EventOf } from './events.ts'
import { isText } from './limits.ts'
import { shareOut } from './losses.ts'
import { dueOf, receiptOf } from './receipt.ts'
import { type Checkout, type Refund, takenReward } from './state.ts'

type Next = Outcome<Checkout, CheckoutRefusalCode>

/** So long the sale that goods came from may wait on another till; after that staff have to look. */
const unmatchedMsMax = 7 * dayMs
/** It was looked for so often by then; less, where only the clock has jumped. */
const unmatchedLooksMin = 20

/** Paid to the cent, the sale is closed. */
export function settle(checkout: Checkout, event: EventOf<'settled'>): Next {
  if (event.staffId !== null && !isText(event.staffId)) return refuse('staff_id_invalid', { field: 'staffId' })
  const due = dueOf(checkout)
  const paid = checkout.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0)
  if (paid !== due) return refuse('tenders_short', { details: { due, paid } })
  return accept({
    ...checkout,
    state: 'settled',
    closedAs: event.closedAs ?? null,
    receipt: receiptOf(checkout, event),
  })
}

/** With all shares back the sale is at rest, or goes on to be voided where that was asked meanwhile. */
function afterRefunds(checkout: Checkout): Checkout {
  if (checkout.refunds.some((refund) => refund.status === 'due')) return { ...checkout, state: 'refunding' }
  return { ...checkout, state: checkout.isVoidAsked ? 'voiding' : 'recorded' }
}

type Returnable = EventOf<'saleRecorded'>['returnable']

/** A share for each redemption that goods brought back; one that is known already is not given twice. */
const refundsOf = ({ receiptRef, refunds }: Checkout, returnable: Returnable): Refund[] =>
  returnable
    .filter(({ redemptionId }) => !refunds.some((refund) => refund.redemptionId === redemptionId))
    .map(({ redemptionId, amountMinor }) => ({
      key: `${receiptRef}-share-${redemptionId}`,
      redemptionId,
      amountMinor,
      status: 'due',
      totalMinor: 0,
      refusal: null,
      suspectSince: null,
    }))

const isUnmatched = ({ receipt }: Checkout, exceptions: readonly string[]): boolean =>
  exceptions.includes('return_unmatched') &&
  (receipt?.lines ?? []).some(({ returnFor }) => (returnFor?.shareMinor ?? 0) > 0)

/** A hold that had lapsed was taken anew: what the sale applies has another number, and is otherwise the same. */
function withRedemption(checkout: Checkout, redemptionId: number | null): Checkout {
  const reward = takenReward(checkout)
  if (redemptionId === null || !reward || !checkout.receipt) return checkout
  const attempts = checkout.attempts.map((attempt) => (attempt === reward ? { ...attempt, redemptionId } : attempt))
  return { ...checkout, attempts, receipt: { ...checkout.receipt, redemptionId } }
}

/** Of a sale that is to be voided no share is given out: the customer gets the goods back, and nothing else. */
export function record(checkout: Checkout, event: EventOf<'saleRecorded'>, at: Instant): Next {
  const { transactionId, returnable, exceptions, redemptionId = null, points = null } = event
  const { isVoidAsked } = checkout
  const refunds = isVoidAsked ? [] : refundsOf(checkout, returnable)
  const unmatched = !isVoidAsked && isUnmatched(checkout, exceptions) ? { since: at, lookedAt: at, looks: 0 } : null
  const told = withRedemption(checkout, redemptionId)
  return accept(afterRefunds({ ...told, transactionId, exceptions, points, refunds, unmatched, rejection: null }))
}

/** The sale that the goods came from may be recorded by now, and their shares be known. */
export function lookAtReturns(checkout: Checkout, event: EventOf<'returnsLooked'>, at: Instant): Next {
  const { returnable, exceptions, points = checkout.points } = event
  if (!checkout.unmatched) return refuse('answer_unexpected')
  const refunds = [...checkout.refunds, ...refundsOf(checkout, returnable)]
  const { since, looks } = checkout.unmatched
  const isGivenUp = at - since > unmatchedMsMax && looks >= unmatchedLooksMin
  const isOver = !isUnmatched(checkout, exceptions) || isGivenUp
  const unmatched = isOver ? null : { since, lookedAt: at, looks: looks + 1 }
  return accept(afterRefunds({ ...checkout, exceptions, points, refunds, unmatched }))
}

/** It was never recorded, so there is nothing for the server to undo but the reward, which goes back. */
const neverHappened = (checkout: Checkout): Checkout => ({ ...letGo(checkout), state: 'voided' })

/** The server will not have it as it is: the receipt stands all the same, and a person has to look. */
export function reject(checkout: Checkout, { code, message, fields = {} }: EventOf<'saleRejected'>): Next {
  const rejected = { ...checkout, rejection: { code, message, fields } }
  return accept(checkout.isVoidAsked ? neverHappened(rejected) : { ...rejected, state: 'rejected' })
}

/** Under a new key: the server keeps its refusal under the old one. */
export const askAgain = (checkout: Checkout): Next =>
  accept({ ...checkout, state: 'settled', recordAskedAgain: checkout.recordAskedAgain + 1 })

function changeRefund(checkout: Checkout, key: string, after: Partial<Refund>): Next {
  const due = checkout.refunds.find((refund) => refund.key === key && refund.status === 'due')
  if (!due) return refuse('answer_unexpected', { details: { key } })
  const refunds = checkout.refunds.map((refund) => (refund === due ? { ...refund, ...after } : refund))
  return accept(afterRefunds({ ...checkout, refunds }))
}

export const returnShare = (checkout: Checkout, { key, totalMinor }: EventOf<'shareReturned'>): Next =>
  changeRefund(checkout, key, { status: 'returned', totalMinor, suspectSince: null })

export const refuseShare = (checkout: Checkout, { key, code, message }: EventOf<'shareRefused'>): Next =>
  changeRefund(checkout, key, { status: 'refused', refusal: { code, message } })

/** The sale never happened. Where the server has it, it has to know of that first, so that it can undo all that it did. */
export function askVoid(checkout: Checkout, _event: EventOf<'voidAsked'>, at: Instant): Next {
  if (checkout.isVoidAsked) return refuse('already_void')
  const asked = { ...checkout, isVoidAsked: true, voidAskedAt: at, voidRefusal: null, unmatched: null }
  if (checkout.state === 'rejected') return accept(neverHappened(asked))
  return accept(checkout.state === 'recorded' ? { ...asked, state: 'voiding' } : asked)
}

/** What the till knows itself of a void of which the server says nothing. */
const exceptionsAlone = ({ exceptions, refunds }: Checkout): readonly string[] =>
  refunds.some(({ status }) => status === 'returned') ? [...exceptions, shareOut] : exceptions

/** With the sale the server has undone its reward, whenever that is. */
export const recordVoid = (
  checkout: Checkout,
  { exceptions = exceptionsAlone(checkout) }: EventOf<'voidRecorded'>,
): Next => {
  const attempts = checkout.attempts.map((attempt) =>
    attempt.isWanted && attempt.status === 'taken'
      ? ({ ...attempt, isWanted: false, status: 'undone' } as const)
      : attempt,
  )
  return accept({ ...checkout, attempts, exceptions, state: 'voided' })
}

/** The sale stands as it was recorded, until a person has looked and asks again. */
export const refuseVoid = (checkout: Checkout, { code, message }: EventOf<'voidRefused'>): Next =>
  accept({ ...checkout, state: 'recorded', isVoidAsked: false, voidAskedAt: null, voidRefusal: { code, message } })
