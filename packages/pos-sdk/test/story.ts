// A checkout as events tell it, for tests of the machine: no server, no disk, no clock.
import { instant } from '@tillside/rules/time'

import type { BasketLine } from '../src/checkout/basket.ts'
import type { CheckoutEvent, EventOf } from '../src/checkout/events.ts'
import { opened, transition } from '../src/checkout/machine.ts'
import type { Checkout } from '../src/checkout/state.ts'

export const at = instant(Date.UTC(2025, 6, 4, 1, 17, 42))
export const ada = { profileId: '6d1f0a52-0f2e-4c56-9f0a-5f1c3d9b7721' }
export const bob = { profileId: '7e2f0a52-0f2e-4c56-9f0a-5f1c3d9b7722' }

export const line = (id: string, priceMinor: number, more: Partial<BasketLine> = {}): BasketLine => ({
  id,
  name: `Goods ${id}`,
  quantity: 1,
  priceMinor,
  ...more,
})

/** The basket of the guide: 250.00. */
export const guideLines = [line('1', 6500), line('2', 11_500), line('3', 2500), line('4', 4500)]

export const begin = (
  lines: readonly BasketLine[] = guideLines,
  customer: { profileId: string } | null = ada,
): Checkout => opened('14-3-000981', { name: 'opened', basket: { currency: 'AUD', lines }, customer }, at)

export const ask = (amountMinor: number | null, key = 'k1'): EventOf<'redeemAsked'> => ({
  name: 'redeemAsked',
  key,
  wish: { amountMinor },
  allowance: null,
})

export const taken = (totalMinor: number, key = 'k1', redemptionId = 71): EventOf<'redemptionTaken'> => ({
  name: 'redemptionTaken',
  key,
  redemptionId,
  totalMinor,
  takenAt: at,
})

export const pay = (amountMinor: number): EventOf<'tenderTaken'> => ({
  name: 'tenderTaken',
  tender: { type: 'card', amountMinor },
})

export const settled: EventOf<'settled'> = {
  name: 'settled',
  soldAt: at,
  timezone: 'Australia/Sydney',
  locationId: null,
  staffId: '2207',
}

export const recorded: EventOf<'saleRecorded'> = {
  name: 'saleRecorded',
  transactionId: 9,
  returnable: [],
  exceptions: [],
}

/** Every event must be possible; the checkout afterwards. */
export function tell(checkout: Checkout, ...events: readonly CheckoutEvent[]): Checkout {
  return events.reduce((before, event) => {
    const next = transition(before, event, at)
    if (!next.ok) throw new Error(`${event.name} in ${before.state}: ${next.refusal.code}`)
    return next.value
  }, checkout)
}

/** The code with which the last event is refused. */
export function refusalOf(checkout: Checkout, event: CheckoutEvent): string {
  const next = transition(checkout, event, at)
  if (next.ok) throw new Error(`${event.name} in ${checkout.state} was accepted`)
  return next.refusal.code
}

/** A checkout of 250.00 that was paid with 50.00 of rewards and 200.00 by card. */
export const soldWithReward = (): Checkout =>
  tell(begin(), ask(5000), taken(5000), { name: 'paymentBegun' }, pay(20_000), settled)
