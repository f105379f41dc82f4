// A member's balances, in the units in which rules decide and in the form in which they travel.
import type { Static } from 'typebox'

import type { Balances } from '@tillside/contract/balances'
import type { Points } from '@tillside/money/points'
import { type ExchangeRate, pointsValueMinor } from '@tillside/rules/points'
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { wireAmount, wirePoints } from '../http/render.ts'
import { type BalanceRow, sumOpenRows } from './store.ts'

/** Minor units, thousandths of a point, and a count. */
export interface Balance {
  readonly rewardMinor: number
  readonly points: number
  readonly benefitCount: number
}

const toBalance = (row: BalanceRow): Balance => ({
  rewardMinor: row.reward_minor,
  points: row.points,
  benefitCount: row.benefit_count,
})

export async function readBalance(db: Db, profileId: string, now: Instant): Promise<Balance> {
  const [row] = await sumOpenRows(db, [profileId], now)
  if (!row) throw new Error('the balances of one member are one row')
  return toBalance(row)
}

/** Balances of several members, by profile id. */
export async function readBalancesByProfile(
  db: Db,
  profileIds: readonly string[],
  now: Instant,
): Promise<Map<string, Balance>> {
  const rows = profileIds.length === 0 ? [] : await sumOpenRows(db, profileIds, now)
  return new Map(rows.map((row) => [row.profile_id, toBalance(row)]))
}

/** A debt is shown in points, and is worth nothing in money: it cannot be spent, nor is it taken from rewards. */
export function wireBalances(balance: Balance, exchange: ExchangeRate, currency: string): Static<typeof Balances> {
  const pointMinor = pointsValueMinor(Math.max(0, balance.points) as Points, exchange, currency)
  const figures = {
    reward_balance: wireAmount(balance.rewardMinor, currency),
    point_balance_dollars: wireAmount(pointMinor, currency),
    combined_balance_dollars: wireAmount(balance.rewardMinor + pointMinor, currency),
  }
  return {
    ...figures,
    credit_balance: 0,
    point_balance: wirePoints(balance.points),
    benefit_balance: balance.benefitCount,
    localised: figures,
    currency: null,
  }
}
