// Allowances, against what was spent of them and what is set aside for them.
import type { Check } from './check.ts'

export const allowanceChecks: readonly Check[] = [
  {
    name: 'allowance_sums',
    promise: 'What was spent, settled and lost of each allowance is the sum of its spends',
    unit: 'none',
    find: (db) => db`
      select 'allowance ' || a.id as subject, a.profile_id, null::bigint as kept, null::bigint as computed,
             'keeps ' || a.spent_count || ' spends of ' || a.spent_minor || ', ' || a.settled_minor || ' settled, ' || a.shortfall_minor
             || ' lost, instead of ' || s.count || ' of ' || s.spent || ', ' || s.settled || ', ' || s.shortfall as words
      from allowance a
      cross join lateral (
        select count(*) as count, coalesce(sum(amount_minor), 0) as spent, coalesce(sum(settled_minor), 0) as settled,
               coalesce(sum(shortfall_minor), 0) as shortfall
        from allowance_spend where allowance_id = a.id) s
      where (a.spent_count, a.spent_minor, a.settled_minor, a.shortfall_minor) <> (s.count, s.spent, s.settled, s.shortfall)`,
  },
  {
    name: 'allowance_spends',
    promise: 'Each spend that was reported is the total of its redemption and what was lost',
    unit: 'money',
    find: (db) => db`
      select 'spend ' || s.reference || ' of allowance ' || a.id as subject, a.profile_id, s.amount_minor as kept,
             (coalesce(r.total_minor, 0) + s.shortfall_minor)::bigint as computed, null as words
      from allowance_spend s join allowance a on a.id = s.allowance_id
      left join redemption r on r.id = s.redemption_id and r.type = 'redeem' and not r.is_reserve and r.profile_id = a.profile_id
      where s.amount_minor <> coalesce(r.total_minor, 0) + s.shortfall_minor or s.settled_minor <> coalesce(r.total_minor, 0)
        or s.shortfall_minor < 0`,
  },
  {
    name: 'allowance_reserve',
    promise: 'What is set aside for each allowance is what has not been spent of it',
    unit: 'money',
    find: (db) => db`
      with due as (
        select a.id, a.profile_id, greatest(a.amount_total_minor - a.spent_minor, 0) as computed, r.total_minor as held
        from allowance a
        left join redemption r on r.id = a.reserve_redemption_id and r.is_reserve and r.hold_outcome is null and r.profile_id = a.profile_id
        left join redemption lapsed on lapsed.id = a.reserve_redemption_id and lapsed.hold_outcome = 'lapsed'
        where a.mode = 'reserve' and a.reported_at is null and lapsed.id is null)
      select 'allowance ' || id as subject, profile_id, coalesce(held, 0)::bigint as kept, computed::bigint as computed, null as words
      from due where coalesce(held, 0) <> computed
      union all
      select 'redemption ' || r.id, r.profile_id, null, null, 'is set aside for an allowance, and none that is open names it'
      from redemption r
      where r.is_reserve and r.hold_outcome is null and not exists (
        select from allowance a where a.reserve_redemption_id = r.id and a.reported_at is null)`,
  },
]
