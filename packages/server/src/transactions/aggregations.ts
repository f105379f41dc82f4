// What members have bought, as receivers of webhooks read it.
import { dayMs, instant, type Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'
import { wireAmount } from '../http/render.ts'
import { type AggregationRow, findSalesOfItems, sumSales } from './store-aggregations.ts'

interface Aggregations {
  readonly spend_12m: number
  readonly spend_all: number
  /** The average sale of the last year. */
  readonly spend_atv_12m: number
  readonly shop_count: number
  readonly shop_days: number
}

const yearMs = 365 * dayMs

const nothing: Omit<AggregationRow, 'profile_id'> = {
  spend_minor: 0,
  spend_recent_minor: 0,
  shop_count: 0,
  shop_count_recent: 0,
  shop_days: 0,
}

function toAggregations(row: Omit<AggregationRow, 'profile_id'>, currency: string): Aggregations {
  const average = row.shop_count_recent === 0 ? 0 : Math.round(row.spend_recent_minor / row.shop_count_recent)
  return {
    spend_12m: wireAmount(row.spend_recent_minor, currency),
    spend_all: wireAmount(row.spend_minor, currency),
    spend_atv_12m: wireAmount(average, currency),
    shop_count: row.shop_count,
    shop_days: row.shop_days,
  }
}

/** For each of them, also for those who have bought nothing. */
export async function readAggregations(
  db: Db,
  profileIds: readonly string[],
  currency: string,
  now: Instant,
): Promise<Map<string, Aggregations>> {
  const rows = profileIds.length === 0 ? [] : await sumSales(db, profileIds, instant(now - yearMs))
  const byId = new Map(rows.map((row) => [row.profile_id, row]))
  return new Map(profileIds.map((id) => [id, toAggregations(byId.get(id) ?? nothing, currency)]))
}

/** The sale of each line, by the line's id. */
export async function readSalesOfItems(db: Db, itemIds: readonly number[]): Promise<Map<number, number>> {
  const rows = itemIds.length === 0 ? [] : await findSalesOfItems(db, itemIds)
  return new Map(rows.map((row) => [row.id, row.transaction_id]))
}
