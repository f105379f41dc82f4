// What members can spend now: the sums of their open rows, since time alone changes them.
import type { Instant } from '@tillside/rules/time'

import type { Db } from '../db/open.ts'

export interface BalanceRow {
  profile_id: string
  reward_minor: number
  points: number
  benefit_count: number
}

export function sumOpenRows(db: Db, profileIds: readonly string[], now: Instant): Promise<BalanceRow[]> {
  return db<BalanceRow[]>`
    select p.id as profile_id, r.reward_minor, pt.points, b.benefit_count
    from unnest(${profileIds as string[]}::uuid[]) as p(id)
    cross join lateral (
      select coalesce(sum(value_remaining), 0)::bigint as reward_minor from reward
      where profile_id = p.id and deleted_at is null and issued_at <= ${now} and (ends_at is null or ends_at > ${now})) r
    cross join lateral (
      select coalesce(sum(value_remaining), 0)::bigint as points from point
      where profile_id = p.id and deleted_at is null and greatest(issued_at, accrued_at) <= ${now}
        and (ends_at is null or ends_at > ${now})) pt
    cross join lateral (
      select count(*) as benefit_count from benefit join benefit_definition d on d.id = benefit.definition_id
      where profile_id = p.id and benefit.deleted_at is null and issued_at <= ${now} and (ends_at is null or ends_at > ${now})
        and redemptions_remaining > 0
        and (d.max_global_redemptions is null or d.max_global_redemptions > (
          select coalesce(sum(o.redemptions_initial - o.redemptions_remaining), 0) from benefit o
          where o.definition_id = d.id))) b`
}
