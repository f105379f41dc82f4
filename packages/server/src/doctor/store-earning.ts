// The points that sales earned, against the entries that name them.
import type { Check } from './check.ts'

export const earningChecks: readonly Check[] = [
  {
    name: 'sale_points',
    promise: 'What each member was given for a sale is what its kept lines earn, and nobody else was given any',
    unit: 'points',
    // A sale without lines earns on its total, less what came back of lines that it once had.
    find: (db) => db`
      with due as (
        select t.id, t.profile_id,
               case when t.is_void or t.deleted_at is not null then 0
                    when coalesce(i.lines, 0) > 0 then i.kept
                    else greatest(0, t.points_earned - coalesce(i.returned, 0)) end::bigint as thousandths
        from transaction t
        left join (
          select transaction_id, count(*) filter (where deleted_at is null) as lines, sum(returned_points) as returned,
                 sum(greatest(0, points_earned - returned_points)) filter (where deleted_at is null) as kept
          from transaction_item group by transaction_id) i on i.transaction_id = t.id
        where t.profile_id is not null),
      given as (
        select transaction_id, profile_id, sum(amount)::bigint as thousandths from ledger_entry
        where cause in ('earn', 'earn_return') and transaction_id is not null group by transaction_id, profile_id)
      select 'sale ' || coalesce(d.id, g.transaction_id) as subject, coalesce(d.profile_id, g.profile_id) as profile_id,
             coalesce(g.thousandths, 0) as kept, coalesce(d.thousandths, 0) as computed, null as words
      from due d full join given g on g.transaction_id = d.id and g.profile_id = d.profile_id
      where coalesce(g.thousandths, 0) <> coalesce(d.thousandths, 0)`,
  },
  {
    name: 'line_points',
    promise: 'Each line earned what it was charged for, at the rate of its sale',
    unit: 'points',
    // A currency has no, two or three decimals. Beyond what can be counted nothing is earned.
    find: (db) => db`
      select 'line ' || i.id || ' of sale ' || t.id as subject, t.profile_id, i.points_earned as kept,
             round(greatest(0, i.charged_minor) * t.earn_rate::numeric * 10)::bigint as computed, null as words
      from transaction_item i join transaction t on t.id = i.transaction_id
      where i.deleted_at is null and i.points_earned > 0 and i.points_earned < 100000000000 and i.points_earned not in (
        round(i.charged_minor * t.earn_rate::numeric * 1000), round(i.charged_minor * t.earn_rate::numeric * 10),
        round(i.charged_minor * t.earn_rate::numeric))`,
  },
  {
    name: 'line_charged',
    promise: 'Each line was charged its price, less its share of the reward',
    unit: 'money',
    // Where the total says that prices are net or gross of the reward, that is what every line was charged. Other totals were
    // shared out over the lines, and lines below zero are discounts on the others.
    find: (db) => db`
      with line as (
        select i.*, case when i.is_void then 0 when i.quantity < 0 then -abs(i.price_sell_minor * i.quantity)
                         else i.price_sell_minor * i.quantity end as sold
        from transaction_item i where i.deleted_at is null),
      sale as (
        select t.id, t.profile_id, t.total_minor - sum(l.sold) as left_over, sum(l.share_minor) as shares
        from transaction t join line l on l.transaction_id = t.id
        where t.redemption_id is not null and t.deleted_at is null
        group by t.id having bool_and(l.price_sell_minor >= 0) and (
          sum(l.sold) = t.total_minor or sum(l.sold) - sum(l.share_minor) = t.total_minor and bool_and(l.quantity < 0 or l.sold >= l.share_minor)))
      select 'line ' || l.id || ' of sale ' || s.id as subject, s.profile_id, l.charged_minor as kept,
             l.sold - case when s.left_over = 0 then 0 else l.share_minor end as computed, null as words
      from sale s join line l on l.transaction_id = s.id
      where l.charged_minor <> l.sold - case when s.left_over = 0 then 0 else l.share_minor end`,
  },
]
