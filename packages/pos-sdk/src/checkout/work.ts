// What a checkout still has to say to the server. It follows from the state alone, so after a crash it is what it was
// before: the intent is in the journal, and the request is made from it again, under the same key.
import { hourMs, minuteMs, type Instant, instant } from '@tillside/rules/time'

import type { Dialect } from '../client/call.ts'
import { type Attempt, type Checkout, comingBack, currentAttempt, type Refund } from './state.ts'

export type Work =
  /** Take the value, or learn that it was taken. */
  | { readonly kind: 'redeem'; readonly attempt: Attempt }
  /** Look whether a request that nobody waits for any more arrived after all. */
  | { readonly kind: 'find'; readonly attempt: Attempt }
  /** Put the very rows back, while it is soon enough. */
  | { readonly kind: 'reverse'; readonly attempt: Attempt }
  /** Give the whole of it back as something new, when it is too late for that. */
  | { readonly kind: 'return'; readonly attempt: Attempt }
  /** Have the server settle what was spent from an allowance. */
  | { readonly kind: 'report'; readonly attempt: Attempt }
  | { readonly kind: 'record' }
  | { readonly kind: 'returnShare'; readonly refund: Refund }
  /** Read the sale again: the one that its goods came from may be recorded by now. */
  | { readonly kind: 'lookAtReturns' }
  | { readonly kind: 'void' }
  /** Look for value that was taken twice. */
  | { readonly kind: 'sweep'; readonly attempt: Attempt }

interface DueWork {
  readonly work: Work
  /** Not before so long after that moment of the till's clock; null for now. */
  readonly wait: Wait | null
}

export interface Wait {
  readonly since: Instant
  readonly ms: number
}

/** After this long a request that was lost on the way can no longer arrive; well inside the ten minutes of a reversal. */
export const lateMsMax = 2 * minuteMs

const now = (work: Work): DueWork => ({ work, wait: null })

const afterLate = (work: Work, since: Instant | null): DueWork => ({
  work,
  wait: since === null ? null : { since, ms: lateMsMax },
})

function undoing(attempt: Attempt, dialect: Dialect): DueWork {
  if (attempt.status === 'taken') {
    if (attempt.undoBy === 'reversal') return now({ kind: 'reverse', attempt })
    // Twice is once too often, where there is no key: what was sent before has to arrive first.
    return dialect === 'omneo'
      ? afterLate({ kind: 'return', attempt }, attempt.suspectSince)
      : now({ kind: 'return', attempt })
  }
  return now({ kind: dialect === 'omneo' ? 'find' : 'redeem', attempt })
}

/** Nothing of it left the till after this moment: an outage may have kept it back for long. */
const lastSentAtMost = ({ askedAt, suspectSince, heardAt }: Attempt): Instant =>
  instant(Math.max(askedAt, suspectSince ?? 0, heardAt ?? 0))

/** After ever longer: five minutes, ten, and so on up to six hours. */
const lookingAgain = ({ lookedAt, looks }: NonNullable<Checkout['unmatched']>): DueWork => ({
  work: { kind: 'lookAtReturns' },
  wait: { since: lookedAt, ms: Math.min(6 * hourMs, 5 * minuteMs * 2 ** looks) },
})

function ofTheSale(checkout: Checkout, dialect: Dialect): DueWork | null {
  const current = currentAttempt(checkout)
  switch (checkout.state) {
    case 'redeeming':
      return current && now({ kind: 'redeem', attempt: current })
    case 'settled':
      return current?.allowance && current.allowance.reportedAt === null
        ? now({ kind: 'report', attempt: current })
        : now({ kind: 'record' })
    case 'refunding': {
      const refund = checkout.refunds.find(({ status }) => status === 'due')
      if (!refund) return null
      return dialect === 'omneo'
        ? afterLate({ kind: 'returnShare', refund }, refund.suspectSince)
        : now({ kind: 'returnShare', refund })
    }
    case 'recorded':
      return checkout.unmatched && lookingAgain(checkout.unmatched)
    case 'voiding':
      return now({ kind: 'void' })
    default:
      return null
  }
}

/**
 * Everything that is to be said, in the order in which it is best said: value that goes back comes first, but what cannot
 * go back now does not keep a closed sale from being recorded.
 */
export function worksOf(checkout: Checkout, dialect: Dialect): DueWork[] {
  const back = comingBack(checkout).map((attempt) => undoing(attempt, dialect))
  const sale = ofTheSale(checkout, dialect)
  if (sale) return [...back, sale]
  if (back.length > 0 || dialect === 'tillside') return back
  return checkout.attempts
    .filter(({ isSwept, allowance }) => !isSwept && allowance === null)
    .map((attempt) => afterLate({ kind: 'sweep', attempt }, lastSentAtMost(attempt)))
}

/** What is to be said next; null when the checkout waits for nobody but the cashier. */
export const nextWork = (checkout: Checkout, dialect: Dialect): DueWork | null => worksOf(checkout, dialect)[0] ?? null

/** Work that waits for each other: of the sale, or of one attempt. What fails in one does not hold up the others. */
export const laneOf = (receiptRef: string, work: Work): string =>
  'attempt' in work && work.kind !== 'report' ? `${receiptRef}\n${work.attempt.key}` : receiptRef

const restStates: ReadonlySet<Checkout['state']> = new Set(['recorded', 'voided', 'cancelled'])

/** Over, with nothing left to say: it may be forgotten. */
export const isAtRest = (checkout: Checkout, dialect: Dialect): boolean =>
  restStates.has(checkout.state) && nextWork(checkout, dialect) === null
