// What becomes of a try to take value, whatever the checkout is doing meanwhile. An attempt ends in exactly one way: it is
// the reward of a sale, it came back, it never happened, or staff have to look at it.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import type { CheckoutRefusalCode } from './codes.ts'
import type { EventOf } from './events.ts'
import { type Attempt, type Checkout, currentAttempt } from './state.ts'

type Next = Outcome<Checkout, CheckoutRefusalCode>

const unexpected = (key: string): Next => refuse('answer_unexpected', { details: { key } })

function change(checkout: Checkout, key: string, become: (attempt: Attempt) => Attempt | null): Next {
  const before = checkout.attempts.find((attempt) => attempt.key === key)
  const after = before && become(before)
  if (!after) return unexpected(key)
  return accept({ ...checkout, attempts: checkout.attempts.map((attempt) => (attempt === before ? after : attempt)) })
}

const strayOf = (
  { profileId, wish, askedAt }: Attempt,
  key: string,
  found: { redemptionId: number; totalMinor: number; takenAt: Instant },
): Attempt => ({
  ...newAttempt({ key: `${key}-stray-${found.redemptionId}`, profileId, wish, askedAt }),
  status: 'taken',
  isWanted: false,
  redemptionId: found.redemptionId,
  totalMinor: found.totalMinor,
  takenAt: found.takenAt,
  // It was found by its first one's reference, and has none of its own.
  isSwept: true,
})

export const newAttempt = ({
  key,
  profileId,
  wish,
  askedAt,
  locationId = null,
}: Pick<Attempt, 'key' | 'profileId' | 'wish' | 'askedAt'> & { locationId?: number | null | undefined }): Attempt => ({
  key,
  profileId,
  wish,
  locationId,
  status: 'asked',
  isWanted: true,
  redemptionId: null,
  totalMinor: 0,
  askedAt,
  takenAt: null,
  undoBy: 'reversal',
  suspectSince: null,
  heardAt: null,
  isSwept: false,
  allowance: null,
  refusal: null,
})

/** The wanted attempt goes back: the customer changed their mind, or the payment failed. A spend of an allowance that the server never heard of is simply not made. */
export function letGo(checkout: Checkout): Checkout {
  const current = currentAttempt(checkout)
  if (!current) return checkout
  const isOurs = current.allowance !== null && current.allowance.reportedAt === null
  const after: Attempt = isOurs ? { ...current, isWanted: false, status: 'undone' } : { ...current, isWanted: false }
  return { ...checkout, attempts: checkout.attempts.map((attempt) => (attempt === current ? after : attempt)) }
}

/** Value that was taken twice under one key, on a server that knows none: the second goes back. */
function withStray(checkout: Checkout, event: EventOf<'redemptionTaken'>): Next {
  const first = checkout.attempts.find((attempt) => attempt.key === event.key)
  const isKnown = checkout.attempts.some(({ redemptionId }) => redemptionId === event.redemptionId)
  if (!first || isKnown) return unexpected(event.key)
  return accept({ ...checkout, attempts: [...checkout.attempts, strayOf(first, event.key, event)] })
}

export function taken(checkout: Checkout, event: EventOf<'redemptionTaken'>, at: Instant): Next {
  const attempt = checkout.attempts.find(({ key }) => key === event.key)
  if (attempt && !['asked', 'never'].includes(attempt.status)) return withStray(checkout, event)
  const { redemptionId, totalMinor, takenAt } = event
  const next = change(checkout, event.key, (before) => ({
    ...before,
    status: 'taken',
    redemptionId,
    totalMinor,
    takenAt,
    heardAt: at,
  }))
  const isAwaited = checkout.state === 'redeeming' && attempt?.isWanted === true
  return next.ok && isAwaited ? accept({ ...next.value, state: 'redeemed' }) : next
}

function notTaken(
  checkout: Checkout,
  { key, code, message }: EventOf<'redemptionRefused' | 'redemptionUnclear'>,
  status: 'refused' | 'listed',
  at: Instant,
): Next {
  const attempt = checkout.attempts.find((one) => one.key === key)
  const next = change(checkout, key, (before) =>
    before.status === 'asked' ? { ...before, status, heardAt: at, refusal: { code, message } } : null,
  )
  const isAwaited = checkout.state === 'redeeming' && attempt?.isWanted === true
  return next.ok && isAwaited ? accept({ ...next.value, state: 'open' }) : next
}

export const refused = (checkout: Checkout, event: EventOf<'redemptionRefused'>, at: Instant): Next =>
  notTaken(checkout, event, 'refused', at)

/** Nobody can say whether it was taken: the customer goes on without it, and staff look. */
export const unclear = (checkout: Checkout, event: EventOf<'redemptionUnclear'>, at: Instant): Next =>
  notTaken(checkout, event, 'listed', at)

/** It is looked for once more, later: the till's clock may have jumped, and what was thought lost may still arrive. */
export const never = (checkout: Checkout, { key }: EventOf<'redemptionNever'>, at: Instant): Next =>
  change(checkout, key, (before) =>
    before.status === 'asked' ? { ...before, status: 'never', suspectSince: at } : null,
  )

export const answerLost = (checkout: Checkout, { key }: EventOf<'answerLost'>, at: Instant): Next => {
  if (checkout.attempts.some((attempt) => attempt.key === key)) {
    return change(checkout, key, (before) => ({ ...before, suspectSince: at }))
  }
  const refunds = checkout.refunds.map((refund) => (refund.key === key ? { ...refund, suspectSince: at } : refund))
  return refunds.some((refund) => refund.key === key) ? accept({ ...checkout, refunds }) : unexpected(key)
}

export const undone = (checkout: Checkout, { key }: EventOf<'redemptionUndone'>): Next =>
  change(checkout, key, (before) =>
    before.status === 'taken' && !before.isWanted ? { ...before, status: 'undone' } : null,
  )

export const reversalPassed = (checkout: Checkout, { key }: EventOf<'reversalPassed'>): Next =>
  change(checkout, key, (before) =>
    before.status === 'taken' && !before.isWanted ? { ...before, undoBy: 'return' } : null,
  )

export const undoRefused = (checkout: Checkout, { key, code, message }: EventOf<'undoRefused'>): Next =>
  change(checkout, key, (before) =>
    before.status === 'taken' && !before.isWanted ? { ...before, status: 'listed', refusal: { code, message } } : null,
  )

/** After the last moment in which a lost request could still arrive: what was found beside the one that counts goes back. */
export function straysLooked(checkout: Checkout, { key, strays }: EventOf<'straysLooked'>): Next {
  const next = change(checkout, key, (before) => ({ ...before, suspectSince: null, isSwept: true }))
  const first = checkout.attempts.find((attempt) => attempt.key === key)
  if (!next.ok || !first) return next
  const isNew = ({ redemptionId }: { redemptionId: number }): boolean =>
    !checkout.attempts.some((attempt) => attempt.redemptionId === redemptionId)
  const found = strays.filter(isNew).map((stray) => strayOf(first, key, stray))
  return accept({ ...next.value, attempts: [...next.value.attempts, ...found] })
}

/** The server has settled what was spent without it; where it could take nothing at all, staff have to look. */
export const reported = (checkout: Checkout, event: EventOf<'spendReported'>, at: Instant): Next =>
  change(checkout, event.key, (before) =>
    before.allowance && before.allowance.reportedAt === null
      ? {
          ...before,
          ...(event.redemptionId === null
            ? ({ status: 'listed', refusal: { code: event.code ?? 'allowance_shortfall', message: '' } } as const)
            : { redemptionId: event.redemptionId }),
          allowance: { ...before.allowance, reportedAt: at, shortfallMinor: event.shortfallMinor },
        }
      : null,
  )
