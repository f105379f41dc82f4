// What is left of rewards, points and benefits, against the entries that explain it.
import type { Check } from './check.ts'

/** Sums the entries of one kind once, and lays them beside the rows. Ids are enough: whose they are is a check of its own. */
const remaining =
  (kind: 'reward' | 'point' | 'benefit', column: string): Check['find'] =>
  (db) =>
    db`
  select ${`${kind} `}::text || r.id as subject, r.profile_id, r.${db(column)}::bigint as kept, coalesce(e.booked, 0) as computed, null as words
  from ${db(kind)} r
  left join (select row_id, sum(amount)::bigint as booked from ledger_entry where kind = ${kind} group by row_id) e on e.row_id = r.id
  where r.${db(column)} <> coalesce(e.booked, 0)`

/** What is kept, and what no job has added to it yet, against everybody's benefits. */
const totals =
  (column: 'created' | 'used', counted: string): Check['find'] =>
  (db) =>
    db`
  with kept as (
    select definition_id, sum(${db(column)})::bigint as figure
    from (select definition_id, ${db(column)} from benefit_total
          union all select definition_id, ${db(column)} from benefit_total_change) t
    group by definition_id),
  held as (select definition_id, (${db.unsafe(counted)})::bigint as figure from benefit group by definition_id)
  select 'kind of benefit ' || definition_id as subject, null::uuid as profile_id, coalesce(k.figure, 0) as kept,
         coalesce(h.figure, 0) as computed, null as words
  from kept k full join held h using (definition_id) where coalesce(k.figure, 0) <> coalesce(h.figure, 0)`

export const rowChecks: readonly Check[] = [
  {
    name: 'reward_remaining',
    promise: 'What is left of each reward is the sum of its entries',
    unit: 'money',
    find: remaining('reward', 'value_remaining'),
  },
  {
    name: 'point_remaining',
    promise: 'What is left of each row of points is the sum of its entries',
    unit: 'points',
    find: remaining('point', 'value_remaining'),
  },
  {
    name: 'benefit_remaining',
    promise: 'The uses left of each benefit are the sum of its entries',
    unit: 'uses',
    find: remaining('benefit', 'redemptions_remaining'),
  },
  {
    name: 'benefit_total_created',
    promise: 'The benefits that all members have of each kind are as many as are kept',
    unit: 'none',
    find: totals('created', 'count(*) filter (where deleted_at is null)'),
  },
  {
    name: 'benefit_total_used',
    promise: 'The uses that all members have taken of each kind of benefit are as many as are kept',
    unit: 'uses',
    find: totals('used', 'sum(redemptions_initial - redemptions_remaining)'),
  },
  {
    name: 'below_zero',
    promise: 'No reward or benefit is below zero, and no points but a debt',
    unit: 'none',
    find: (db) => db`
      select 'reward ' || id as subject, profile_id, null::bigint as kept, null::bigint as computed,
             'below zero: ' || value_remaining as words from reward where value_remaining < 0
      union all
      select 'benefit ' || id, profile_id, null, null, 'below zero: ' || redemptions_remaining from benefit where redemptions_remaining < 0
      union all
      select 'point ' || id, profile_id, null, null, 'below zero: ' || value_remaining from point
      where value_remaining < 0 and value_initial >= 0`,
  },
  {
    name: 'merged_holds',
    promise: 'A member who was merged into another holds nothing any more',
    unit: 'none',
    find: (db) => db`
      with gone as materialized (select id from profile where merged_into is not null)
      select held.kind || ' ' || held.id as subject, held.profile_id, null::bigint as kept, null::bigint as computed,
             'is still with a member who was merged into another' as words
      from gone join (
        select 'reward' as kind, id::text, profile_id from reward
        union all select 'point', id::text, profile_id from point
        union all select 'benefit', id::text, profile_id from benefit
        union all select 'entry', id::text, profile_id from ledger_entry
        union all select 'redemption', id::text, profile_id from redemption
        union all select 'sale', id::text, profile_id from transaction
        union all select 'allowance', id::text, profile_id from allowance
        union all select 'identity', id::text, profile_id from identity) held on held.profile_id = gone.id`,
  },
  {
    name: 'entry_of_nothing',
    promise: 'Every entry is about something that its member has',
    unit: 'none',
    find: (db) => db`
      select 'entry ' || e.id as subject, e.profile_id, null::bigint as kept, null::bigint as computed,
             'it names ' || e.kind || ' ' || e.row_id || ', which this member does not have' as words
      from ledger_entry e
      left join reward r on e.kind = 'reward' and r.profile_id = e.profile_id and r.id = e.row_id
      left join point p on e.kind = 'point' and p.profile_id = e.profile_id and p.id = e.row_id
      left join benefit b on e.kind = 'benefit' and b.profile_id = e.profile_id and b.id = e.row_id
      where coalesce(r.id, p.id, b.id) is null`,
  },
]
