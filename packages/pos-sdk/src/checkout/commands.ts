// What the cashier does before the sale is closed.
import { accept, type Outcome, refuse } from '@tillside/rules/outcome'
import type { Instant } from '@tillside/rules/time'

import { letGo, newAttempt } from './attempts.ts'
import { checkBasket, redeemableMax } from './basket.ts'
import type { CheckoutRefusalCode } from './codes.ts'
import type { EventOf } from './events.ts'
import { isText, tendersMax } from './limits.ts'
import { dueOf, leftOf } from './receipt.ts'
import { type Checkout, comingBack } from './state.ts'

type Next = Outcome<Checkout, CheckoutRefusalCode>

/** Another customer takes the place of the first, whose reward goes back. */
export function attach(checkout: Checkout, { customer }: EventOf<'customerAttached'>): Next {
  if (!isText(customer.profileId)) return refuse('customer_invalid', { field: 'profileId' })
  if (customer.profileId === checkout.customer?.profileId) return accept({ ...checkout, customer })
  return accept({ ...letGo(checkout), customer, state: 'open' })
}

export const detach = (checkout: Checkout): Next => accept({ ...letGo(checkout), customer: null, state: 'open' })

export function changeBasket(checkout: Checkout, { basket }: EventOf<'basketChanged'>): Next {
  const checked = checkBasket(basket, checkout.basket.currency)
  return checked.ok ? accept({ ...checkout, basket }) : checked
}

function faultOfWish({ basket, customer }: Checkout, { wish }: EventOf<'redeemAsked'>): CheckoutRefusalCode | null {
  const { amountMinor, benefits = [] } = wish
  if (!customer) return 'customer_missing'
  if (amountMinor === null) return benefits.length > 0 ? null : 'nothing_asked'
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'amount_invalid'
  return amountMinor > redeemableMax(basket) ? 'amount_above_basket' : null
}

/**
 * The intent to take value. What is spent from an allowance is taken at once: the till holds it already. The server is not
 * asked while an earlier reward is on its way back, since the balance would be short of just that.
 */
export function askRedeem(checkout: Checkout, event: EventOf<'redeemAsked'>, at: Instant): Next {
  const fault = faultOfWish(checkout, event)
  if (fault) return refuse(fault, { field: 'amountMinor', details: { most: redeemableMax(checkout.basket) } })
  const { key, wish, allowance, locationId, profileId } = event
  if (profileId !== undefined && profileId !== checkout.customer?.profileId) return refuse('customer_changed')
  if (allowance === null && comingBack(checkout).length > 0) return refuse('reward_still_coming_back')
  const asked = newAttempt({ key, profileId: checkout.customer?.profileId ?? '', wish, askedAt: at, locationId })
  if (allowance === null) return accept({ ...checkout, state: 'redeeming', attempts: [...checkout.attempts, asked] })
  const spent = {
    ...asked,
    status: 'taken',
    totalMinor: wish.amountMinor ?? 0,
    takenAt: allowance.spentAt ?? at,
    allowance: { ...allowance, reportedAt: null, shortfallMinor: 0 },
  } as const
  return accept({ ...checkout, state: 'redeemed', attempts: [...checkout.attempts, spent] })
}

export const release = (checkout: Checkout): Next => accept({ ...letGo(checkout), state: 'open' })

export const beginPayment = (checkout: Checkout): Next =>
  checkout.basket.lines.length === 0
    ? refuse('basket_empty', { field: 'lines' })
    : accept({ ...checkout, state: 'paying' })

export function takeTender(checkout: Checkout, { tender }: EventOf<'tenderTaken'>): Next {
  const due = dueOf(checkout)
  const { amountMinor, type, reference = type } = tender
  const isMoney = Number.isSafeInteger(amountMinor) && amountMinor !== 0
  if (!isMoney || !isText(type) || !isText(reference)) return refuse('tender_invalid', { field: 'amountMinor' })
  if (checkout.tenders.length === tendersMax) return refuse('tenders_too_many', { details: { max: tendersMax } })
  const left = leftOf(checkout)
  const isBeyond = due >= 0 ? amountMinor > left || amountMinor < 0 : amountMinor < left || amountMinor > 0
  if (isBeyond) return refuse('tenders_beyond_due', { field: 'amountMinor', details: { left } })
  return accept({ ...checkout, tenders: [...checkout.tenders, tender] })
}

/** What was taken in goes back to the customer by the till's hand, and the reward by ours. */
const unpaid = (checkout: Checkout): Checkout => ({
  ...letGo(checkout),
  tenders: [],
  tendersToGiveBack: [...checkout.tendersToGiveBack, ...checkout.tenders],
})

export const failPayment = (checkout: Checkout): Next => accept({ ...unpaid(checkout), state: 'open' })

/** A parked sale holds no value: it would be forgotten with it. Resumed, the customer chooses anew. */
export const park = (checkout: Checkout): Next => accept({ ...letGo(checkout), state: 'parked' })

export const resume = (checkout: Checkout): Next => accept({ ...checkout, state: 'open' })

export const cancel = (checkout: Checkout): Next => accept({ ...unpaid(checkout), state: 'cancelled' })
