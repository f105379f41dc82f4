// What members have bought, summed up.
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'

export interface AggregationRow {
  profile_id: string
  spend_minor: number
  spend_recent_minor: number
  /** Sales with something bought. */
  shop_count: number
  shop_count_recent: number
  /** Days on the stores' calendars. */
  shop_days: number
}

/** Void and removed sales do not count; what came back is taken off. */
export const sumSales = (db: Db, profileIds: readonly string[], recentFrom: Instant): Promise<AggregationRow[]> => db<
  AggregationRow[]
>`
  select profile_id,
    coalesce(sum(total_minor), 0)::bigint as spend_minor,
    coalesce(sum(total_minor) filter (where transacted_at >= ${recentFrom}), 0)::bigint as spend_recent_minor,
    count(*) filter (where total_minor > 0) as shop_count,
    count(*) filter (where total_minor > 0 and transacted_at >= ${recentFrom}) as shop_count_recent,
    count(distinct left(transacted_local, 10)) filter (where total_minor > 0) as shop_days
  from transaction
  where profile_id = any(${profileIds as string[]}::uuid[]) and deleted_at is null and not is_void
  group by profile_id`

/** Which sales these lines belong to. */
export const findSalesOfItems = (
  db: Db,
  itemIds: readonly number[],
): Promise<{ id: number; transaction_id: number }[]> =>
  db<{ id: number; transaction_id: number }[]>`
    select id, transaction_id from transaction_item where id = any(${itemIds as number[]}::bigint[])`
