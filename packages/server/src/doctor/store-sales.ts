// Sales, against the redemption that they applied and the goods that came back.
import type { Check } from './check.ts'

export const saleChecks: readonly Check[] = [
  {
    name: 'sale_shares',
    promise:
      'The shares of a sale’s lines add up to what it applies of its redemption, or an exception says what is above them',
    unit: 'money',
    // A line that is gone or void has a share in what came back of it. The exception says the amount in a currency of no, two
    // or three decimals. A sale that let go of its redemption remembers shares of goods that came back.
    find: (db) => db`
      with share as (
        select t.id, t.profile_id, t.redemption_id, t.kept_redemption_id, t.redemption_minor, coalesce(i.shares, 0)::bigint as shares,
               coalesce(i.carried, 0)::bigint as carried
        from transaction t
        left join (
          select transaction_id, sum(share_minor) as shares,
                 sum(case when deleted_at is null and not is_void then share_minor else returned_share_minor end) as carried
          from transaction_item group by transaction_id) i on i.transaction_id = t.id
        where t.redemption_id is not null or i.shares > 0)
      select 'sale ' || s.id as subject, s.profile_id, s.carried as kept, s.redemption_minor as computed, null as words
      from share s
      where s.redemption_id is not null and s.carried <> s.redemption_minor and not exists (
        select from exception e where e.transaction_id = s.id and e.code = 'redemption_above_lines' and e.redemption_id = s.redemption_id
          and s.redemption_minor - s.carried
            in ((e.details->>'amount')::numeric, (e.details->>'amount')::numeric * 100, (e.details->>'amount')::numeric * 1000))
      union all
      select 'sale ' || s.id, s.profile_id, s.redemption_minor, r.total_minor, null
      from share s join redemption r on r.id = s.redemption_id where s.redemption_minor > r.total_minor
      union all
      select 'sale ' || s.id, s.profile_id, s.shares, 0, 'has shares of no redemption'
      from share s where s.redemption_id is null and s.shares > 0 and s.kept_redemption_id is null`,
  },
  {
    name: 'void_sale',
    promise: 'A sale that is void or was removed holds no redemption, and gives nothing back',
    unit: 'none',
    find: (db) => db`
      select 'sale ' || t.id as subject, t.profile_id, null::bigint as kept, null::bigint as computed,
             'is gone, and holds redemption ' || t.redemption_id as words
      from transaction t where t.redemption_id is not null and (t.is_void or t.deleted_at is not null)
      union all
      select distinct 'sale ' || t.id, t.profile_id, null::bigint, null::bigint, 'is gone, and its line ' || b.item_id || ' gives something back'
      from item_return b join transaction t on t.id = b.transaction_id
      left join transaction_item i on i.transaction_id = b.transaction_id and i.id = b.item_id
      where t.is_void or t.deleted_at is not null or i.id is null or i.deleted_at is not null or i.is_void or i.quantity >= 0`,
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
    name: 'returned_units',
    promise: 'No more units come back than were sold, and no more than the returning line says, unless staff were told',
    unit: 'none',
    // Of a sale that is void staff are told when it comes back.
    find: (db) => db`
      select 'line ' || i.id || ' of sale ' || i.transaction_id as subject, t.profile_id, null::bigint as kept, null::bigint as computed,
             i.returned_quantity || ' units came back of ' || i.quantity as words
      from transaction_item i join transaction t on t.id = i.transaction_id
      where i.deleted_at is null and not i.is_void and not t.is_void and i.returned_quantity > greatest(i.quantity, 0) and not exists (
        select from exception e where e.transaction_id = i.transaction_id and e.code = 'return_exceeds_sale'
          and (e.details->>'item_id')::bigint = i.id)
      union all
      select 'line ' || i.id || ' of sale ' || i.transaction_id, t.profile_id, null, null,
             'gives back ' || -i.quantity || ' units, and ' || sum(b.quantity) || ' were taken back'
      from item_return b join transaction_item i on i.transaction_id = b.transaction_id and i.id = b.item_id
      join transaction t on t.id = i.transaction_id
      group by i.id, i.transaction_id, i.quantity, t.profile_id having sum(b.quantity) > -i.quantity`,
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
