// Sales, against the redemption that they applied, the goods that came back, and the points that they earned.
import type { Check } from './check.ts'

export const saleChecks: readonly Check[] = [
  {
    name: 'sale_shares',
    promise:
      'The shares of a sale’s lines add up to what it applies of its redemption, or an exception says what is above them',
    unit: 'money',
    find: (db) => db`
      select 'sale ' || t.id as subject, t.profile_id, coalesce(i.shares, 0)::bigint as kept, t.redemption_minor as computed, null as words
      from transaction t
      join redemption r on r.id = t.redemption_id and r.reversed_at is null
      left join (select transaction_id, sum(share_minor) as shares from transaction_item where deleted_at is null group by transaction_id) i
        on i.transaction_id = t.id
      where t.deleted_at is null and not t.is_void and coalesce(i.shares, 0) <> t.redemption_minor
        and not (coalesce(i.shares, 0) < t.redemption_minor and exists (
          select from exception e where e.transaction_id = t.id and e.code = 'redemption_above_lines'))`,
  },
  {
    name: 'unit_shares',
    promise: 'The shares of a line’s units add up to the line’s',
    unit: 'money',
    find: (db) => db`
      select 'line ' || i.id || ' of sale ' || i.transaction_id as subject, t.profile_id, i.share_minor as kept,
             i.share_unit_minor * greatest(i.quantity, 0) + i.share_units_more as computed, null as words
      from transaction_item i join transaction t on t.id = i.transaction_id
      where i.share_minor <> i.share_unit_minor * greatest(i.quantity, 0) + i.share_units_more`,
  },
  {
    name: 'returned_sums',
    promise: 'How much of a line came back is the sum of its returns',
    unit: 'none',
    find: (db) => db`
      select 'line ' || i.id || ' of sale ' || i.transaction_id as subject, t.profile_id, null::bigint as kept, null::bigint as computed,
             concat_ws(', ',
               case when i.returned_quantity <> coalesce(b.quantity, 0) then 'units ' || i.returned_quantity || ' instead of ' || coalesce(b.quantity, 0) end,
               case when i.returned_share_minor <> coalesce(b.share, 0) then 'share ' || i.returned_share_minor || ' instead of ' || coalesce(b.share, 0) end,
               case when i.returned_points <> coalesce(b.points, 0) then 'points ' || i.returned_points || ' instead of ' || coalesce(b.points, 0) end) as words
      from transaction_item i join transaction t on t.id = i.transaction_id
      left join (
        select original_item_id, sum(quantity) as quantity, sum(share_minor) as share, sum(points) as points
        from item_return group by original_item_id) b on b.original_item_id = i.id
      where (i.returned_quantity, i.returned_share_minor, i.returned_points)
        <> (coalesce(b.quantity, 0), coalesce(b.share, 0), coalesce(b.points, 0))`,
  },
  {
    name: 'sale_points',
    promise: 'The points that each sale earned and took back are those of its entries',
    unit: 'points',
    // A line keeps what returns took back of it, even when the line itself goes: those points have left the member once.
    // When a sale was voided after a return, and then the return goes too, the two are off by as much in either direction,
    // and the member has what is right: such sales are no finding.
    find: (db) => db`
      with per_sale as (
        select t.id, t.profile_id, t.points_earned + coalesce(i.earned, 0) - coalesce(b.points, 0) as kept, coalesce(e.moved, 0) as computed
        from transaction t
        left join (
          select transaction_id,
                 sum(greatest(case when deleted_at is null then points_earned else 0 end, returned_points))::bigint as earned
          from transaction_item group by transaction_id) i on i.transaction_id = t.id
        left join (select transaction_id, sum(points)::bigint as points from item_return group by transaction_id) b
          on b.transaction_id = t.id
        left join (
          select transaction_id, sum(amount)::bigint as moved from ledger_entry
          where transaction_id is not null and cause in ('earn', 'earn_return') group by transaction_id) e on e.transaction_id = t.id
        where t.points_earned + coalesce(i.earned, 0) - coalesce(b.points, 0) <> coalesce(e.moved, 0)),
      concerned as (
        select id as sale, profile_id from per_sale where profile_id is not null
        union select s.id, e.profile_id from per_sale s join ledger_entry e on e.transaction_id = s.id),
      member_off as (
        select profile_id from (select distinct profile_id from concerned) m
        where (select coalesce(sum(t.points_earned), 0) from transaction t where t.profile_id = m.profile_id)
          + (select coalesce(sum(greatest(case when i.deleted_at is null then i.points_earned else 0 end, i.returned_points)), 0)
             from transaction t join transaction_item i on i.transaction_id = t.id where t.profile_id = m.profile_id)
          - (select coalesce(sum(b.points), 0) from item_return b join transaction o on o.id = b.original_transaction_id
             where o.profile_id = m.profile_id)
          <> (select coalesce(sum(e.amount), 0) from ledger_entry e
              where e.profile_id = m.profile_id and e.transaction_id is not null and e.cause in ('earn', 'earn_return')))
      select 'sale ' || s.id as subject, s.profile_id, s.kept, s.computed, null as words from per_sale s
      where exists (select from concerned c join member_off using (profile_id) where c.sale = s.id)`,
  },
  {
    name: 'answer_without_effect',
    promise: 'What was answered under an idempotency key is there',
    unit: 'none',
    // An answer begins with its id; reading all of it as JSON, a million times, would take most of the doctor's time.
    find: (db) => db`
      with answered as (
        select user_id, route, route like '%/transactions%' as is_sale,
               substr(answer, 15, strpos(substr(answer, 15, 20), ',') - 1)::bigint as id
        from idempotency_key
        where status < 300 and starts_with(answer, '{"data":{"id":') and strpos(substr(answer, 15, 20), ',') > 1
          and (route like '%/redeem' or route like '%/reversal' or route like '%/return'
               or route in ('POST /api/v3/transactions', 'POST /api/v3/transactions/update-create')))
      select case when a.is_sale then 'sale ' else 'redemption ' end || a.id as subject, null::uuid as profile_id, null::bigint as kept,
             null::bigint as computed, 'was answered to user ' || a.user_id || ' on ' || a.route || ', and is not there' as words
      from answered a
      left join transaction t on a.is_sale and t.id = a.id
      left join redemption r on not a.is_sale and r.id = a.id
      where coalesce(t.id, r.id) is null`,
  },
]
