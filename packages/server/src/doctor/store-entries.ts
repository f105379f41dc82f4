// Entries, each against what it says moved the value: no value comes from nowhere, and none goes there.
import type { Check } from './check.ts'

export const entryChecks: readonly Check[] = [
  {
    name: 'entry_cause',
    promise: 'Every entry names the sale or the redemption that moved it, of the same member, and what it undoes',
    unit: 'none',
    find: (db) => db`
      with wrong as (
        select e.id, e.profile_id, 'is of a sale, and names none that is there' as words
        from ledger_entry e left join transaction t on t.id = e.transaction_id
        where e.cause in ('earn', 'earn_return', 'debt_paid') and t.id is null
        union all
        select e.id, e.profile_id, 'is ' || e.cause || ', and names no redemption of that kind of this member'
        from ledger_entry e left join redemption r on r.id = e.redemption_id
        where e.cause in ('redeem', 'reversal', 'return')
          and (r.type is distinct from case e.cause when 'redeem' then 'redeem' else e.cause end or r.profile_id is distinct from e.profile_id)
        union all
        select e.id, e.profile_id, 'undoes no entry that its redemption could undo'
        from ledger_entry e join redemption r on r.id = e.redemption_id
        left join ledger_entry o on o.id = e.undoes_entry_id
        where e.cause in ('reversal', 'return') and (o.cause is distinct from 'redeem' or o.redemption_id is distinct from r.linked_redemption_id
          or o.kind <> e.kind or o.profile_id <> e.profile_id or e.cause = 'reversal' and o.row_id <> e.row_id)
        union all
        select max(e.id), e.profile_id, 'issues ' || e.kind || ' ' || e.row_id || ' a second time'
        from ledger_entry e where e.cause = 'issue' group by e.profile_id, e.kind, e.row_id having count(*) > 1)
      select 'entry ' || id as subject, profile_id, null::bigint as kept, null::bigint as computed, words from wrong`,
  },
  {
    name: 'entry_value',
    promise: 'Every entry is worth what it moved',
    unit: 'none',
    // Points round down, and a cent can be worth less than a thousandth of a point: of those only the direction is known.
    find: (db) => db`
      select 'entry ' || e.id as subject, e.profile_id, null::bigint as kept, null::bigint as computed,
             'moves ' || e.amount || ' of ' || e.kind || ' ' || e.row_id || ', worth ' || coalesce(e.value_minor::text, 'nothing') as words
      from ledger_entry e
      where case e.kind
        when 'reward' then e.value_minor is distinct from e.amount
        when 'point' then e.amount::numeric * coalesce(e.value_minor, 0) < 0
        else e.value_minor is not null end`,
  },
  {
    name: 'debt_paid',
    promise: 'What was paid for a debt of points left other points of the same member',
    unit: 'points',
    find: (db) => db`
      select 'sale ' || e.transaction_id as subject, e.profile_id, sum(e.amount)::bigint as kept, 0::bigint as computed, null as words
      from ledger_entry e where e.cause = 'debt_paid' group by e.transaction_id, e.profile_id having sum(e.amount) <> 0`,
  },
  {
    name: 'removed_value',
    promise: 'What was taken away holds nothing',
    unit: 'none',
    find: (db) => db`
      select kind || ' ' || id as subject, profile_id, null::bigint as kept, null::bigint as computed, 'was taken away, and holds ' || remaining as words
      from (
        select 'reward' as kind, id, profile_id, value_remaining as remaining from reward where deleted_at is not null
        union all select 'point', id, profile_id, value_remaining from point where deleted_at is not null
        union all select 'benefit', id, profile_id, redemptions_remaining from benefit where deleted_at is not null) h
      where remaining <> 0`,
  },
]
