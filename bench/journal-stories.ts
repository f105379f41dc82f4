// The checkouts that the journal's bench is made of, as events: one that was closed and recorded, and one that the till
// died in the middle of.
import type { CheckoutEvent } from '@tillside/pos-sdk/checkout/events'
import { encode } from '@tillside/pos-sdk/checkout/journal'
import { opened, transition } from '@tillside/pos-sdk/checkout/machine'
import { type Instant, instant } from '@tillside/rules/time'

/** The receipt of the guide: 250.00 over four lines. */
export const soldLines = [6500, 11_500, 2500, 4500].map((priceMinor, index) => ({
  id: String(index + 1),
  name: `Goods ${index + 1}`,
  quantity: 1,
  priceMinor,
}))

const at = instant(Date.UTC(2025, 6, 4, 1, 17, 42))
const first = {
  name: 'opened',
  basket: { currency: 'AUD', lines: soldLines },
  customer: { profileId: '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721' },
} as const

/** The till died with the reward taken and nothing paid. */
export const openEvents: readonly CheckoutEvent[] = [
  first,
  { name: 'redeemAsked', key: 'k', wish: { amountMinor: 1300, strategies: ['rewards'] }, allowance: null },
  { name: 'redemptionTaken', key: 'k', redemptionId: 71, totalMinor: 1300, takenAt: at },
]

export const closedEvents: readonly CheckoutEvent[] = [
  ...openEvents,
  { name: 'paymentBegun' },
  { name: 'tenderTaken', tender: { type: 'card', amountMinor: 23_700 } },
  { name: 'settled', soldAt: at, timezone: 'Australia/Sydney', locationId: null, staffId: '2207' },
  { name: 'saleRecorded', transactionId: 9, returnable: [], exceptions: [] },
]

/** The journal's lines for so many checkouts that went this way. */
export function recordsOf(events: readonly CheckoutEvent[], count: number, now: Instant): string[] {
  return Array.from({ length: count }, (_, number) => number).flatMap((number) =>
    events.map((event, index) =>
      encode({ receiptRef: `${events.length}-${number}`, sequence: index + 1, at: now, event }),
    ),
  )
}

export const lineOfLength = (bytes: number): string => `${'x'.repeat(Math.max(0, bytes - 1))}\n`

const checkoutsMeasured = 20_000

/** One change of state with all that it makes, the spreading of the reward over the lines included. */
export function machineUsPerTransition(): number {
  const walk = (count: number): void => {
    for (let number = 0; number < count; number += 1) {
      let checkout = opened(String(number), first, at)
      for (const event of closedEvents.slice(1)) {
        const next = transition(checkout, event, at)
        if (!next.ok) throw new Error(next.refusal.code)
        checkout = next.value
      }
    }
  }
  walk(checkoutsMeasured / 10)
  const begun = performance.now()
  walk(checkoutsMeasured)
  return ((performance.now() - begun) * 1000) / (checkoutsMeasured * (closedEvents.length - 1))
}
