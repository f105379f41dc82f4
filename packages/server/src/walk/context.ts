// What every step of the walk has at hand.
import type { Static } from 'typebox'

import type { Balances } from '@tillside/contract/balances'
import type { SuccessfulRedemption } from '@tillside/contract/redemptions'
import type { Transaction } from '@tillside/contract/transactions'

import type { Api } from './api.ts'
import { count, money, points } from './facts.ts'
import type { Teller } from './teller.ts'
import { type Customer, type Till, timezone } from './till.ts'

export interface Walk {
  readonly api: Api
  readonly teller: Teller
  readonly till: Till
  readonly customer: Customer
  readonly now: Date
}

export type Redeemed = Static<typeof SuccessfulRedemption>
export type Sale = Static<typeof Transaction>

/** A moment as the store's clock shows it. */
export const local = (now: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(now)

interface ExpectedBalances {
  readonly rewards: number
  readonly points: number
  readonly benefits: number
}

export function showBalances(
  { api, customer, till }: Walk,
  expected: ExpectedBalances,
): Promise<Static<typeof Balances>> {
  // Points in money are rounded down to the smallest unit of the currency: the cent, or the yen.
  const unit = 10 ** till.decimals
  const dollars = Math.floor(Number((expected.points * till.exchangeRate * unit).toFixed(4))) / unit
  return api.get<Static<typeof Balances>>(`profiles/${customer.id}/balances`, (data) => [
    money('reward_balance', data.reward_balance, expected.rewards),
    points('point_balance', data.point_balance, expected.points),
    money('point_balance_dollars', data.point_balance_dollars, dollars),
    money(
      'combined_balance_dollars',
      data.combined_balance_dollars,
      Number((expected.rewards + dollars).toFixed(till.decimals)),
    ),
    count('benefit_balance', data.benefit_balance, expected.benefits),
  ])
}
