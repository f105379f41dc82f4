// From the moment in which the sale is closed: it is a fact, and what is left is to tell the server, and to give back what
// came with goods that were returned.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'

import type { CheckoutRefusalCode } from './codes.ts'
import type { EventOf } from './events.ts'
import { dueOf, receiptOf } from './receipt.ts'
import type { Checkout, Refund } from './state.ts'

type Next = Outcome<Checkout, CheckoutRefusalCode>

/** Paid to the cent, the sale is closed. */
export function settle(checkout: Checkout, event: EventOf<'settled'>): Next {
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

export function record(checkout: Checkout, event: EventOf<'saleRecorded'>): Next {
  const { transactionId, returnable, exceptions } = event
  const refunds = returnable.map(({ redemptionId, amountMinor }): Refund => ({
    key: `${checkout.receiptRef}-share-${redemptionId}`,
    redemptionId,
    amountMinor,
    status: 'due',
    totalMinor: 0,
    refusal: null,
    suspectSince: null,
  }))
  return accept(afterRefunds({ ...checkout, transactionId, exceptions, refunds, rejection: null }))
}

/** The server will not have it as it is: the receipt stands all the same, and a person has to look. */
export const reject = (checkout: Checkout, { code, message }: EventOf<'saleRejected'>): Next =>
  accept({ ...checkout, state: 'rejected', rejection: { code, message } })

export const askAgain = (checkout: Checkout): Next => accept({ ...checkout, state: 'settled' })

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

/** The sale never happened. The server has to know of it first, so that it can undo all that it did. */
export function askVoid(checkout: Checkout): Next {
  if (checkout.isVoidAsked) return refuse('already_void')
  const asked = { ...checkout, isVoidAsked: true }
  return accept(checkout.state === 'recorded' ? { ...asked, state: 'voiding' } : asked)
}

/** The sale stands, and a person has to look. */
export const refuseVoid = (checkout: Checkout, { code, message }: EventOf<'voidRefused'>): Next =>
  accept({ ...checkout, state: 'recorded', isVoidAsked: false, rejection: { code, message } })

/** With the sale the server has undone its reward, whenever that is. */
export const recordVoid = (checkout: Checkout): Next => {
  const attempts = checkout.attempts.map((attempt) =>
    attempt.isWanted && attempt.status === 'taken'
      ? ({ ...attempt, isWanted: false, status: 'undone' } as const)
      : attempt,
  )
  return accept({ ...checkout, attempts, state: 'voided' })
}
