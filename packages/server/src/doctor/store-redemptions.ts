// Redemptions, reversals and returns, against their entries and against each other.
import type { Check } from './check.ts'

export const redemptionChecks: readonly Check[] = [
  {
    name: 'redemption_total',
    promise: 'The total of each redemption, reversal and return is that of its entries',
    unit: 'money',
    find: (db) => db`
      select r.type || ' ' || r.id as subject, r.profile_id, r.total_minor as kept, coalesce(e.moved, 0)::bigint as computed, null as words
      from redemption r
      left join (
        select redemption_id, cause, sum(abs(value_minor)) as moved from ledger_entry
        where redemption_id is not null and cause in ('redeem', 'reversal', 'return')
          and case when cause = 'redeem' then amount <= 0 else amount >= 0 end
        group by redemption_id, cause) e
        on e.redemption_id = r.id and e.cause = r.type
      where r.total_minor <> coalesce(e.moved, 0)`,
  },
  {
    name: 'reversal_restores',
    promise: 'A reversed redemption and its reversal leave every row as it was',
    unit: 'none',
    find: (db) => db`
      select 'redemption ' || r.id as subject, r.profile_id, null::bigint as kept, null::bigint as computed,
             e.kind || ' ' || e.row_id || ' is off by ' || sum(e.amount) as words
      from redemption r
      left join redemption back on back.linked_redemption_id = r.id and back.type = 'reversal'
      join ledger_entry e on e.redemption_id = r.id and e.cause = 'redeem' or e.redemption_id = back.id and e.cause = 'reversal'
      where r.type = 'redeem' and r.reversed_at is not null
      group by r.id, r.profile_id, e.kind, e.row_id having sum(e.amount) <> 0`,
  },
  {
    name: 'return_exceeds',
    promise: 'No more of a redemption comes back than it took',
    unit: 'none',
    find: (db) => db`
      select 'redemption ' || r.id as subject, r.profile_id, null::bigint as kept, null::bigint as computed,
             'took ' || -taken.amount || ' of ' || taken.kind || ' ' || taken.row_id || ', and ' || sum(back.amount) || ' came back' as words
      from ledger_entry back
      join redemption given on given.id = back.redemption_id and given.type = 'return'
      join redemption r on r.id = given.linked_redemption_id
      join ledger_entry taken on taken.id = back.undoes_entry_id
      where back.cause = 'return'
      group by r.id, r.profile_id, taken.id, taken.amount, taken.kind, taken.row_id
      having sum(back.amount) > -taken.amount
      union all
      select 'redemption ' || r.id, r.profile_id, null, null, 'is worth ' || r.total_minor || ', and ' || sum(b.total_minor) || ' came back'
      from redemption r join redemption b on b.linked_redemption_id = r.id and b.type = 'return'
      group by r.id, r.profile_id, r.total_minor having sum(b.total_minor) > r.total_minor`,
  },
  {
    name: 'redemption_state',
    promise: 'Each redemption is in exactly one state: open, held, applied, reversed or returned',
    unit: 'none',
    find: (db) => db`
      with wrong as (
        select r.id, r.profile_id, 'is reversed, and has no reversal or several' as words
        from redemption r
        left join redemption back on back.linked_redemption_id = r.id and back.type = 'reversal'
        where r.type = 'redeem'
        group by r.id, r.profile_id, r.reversed_at having count(back.id) <> case when r.reversed_at is null then 0 else 1 end
        union all
        select r.id, r.profile_id, 'is reversed, and part of it was returned'
        from redemption r join redemption b on b.linked_redemption_id = r.id and b.type = 'return'
        where r.reversed_at is not null group by r.id, r.profile_id
        union all
        select r.id, r.profile_id, 'is linked to sale ' || r.transaction_id || ', which applies another or none'
        from redemption r left join transaction t on t.id = r.transaction_id
        where r.transaction_id is not null and t.redemption_id is distinct from r.id
        union all
        select r.id, r.profile_id, 'is applied by sale ' || t.id || ', and linked to another or none'
        from transaction t join redemption r on r.id = t.redemption_id
        where r.transaction_id is distinct from t.id
        union all
        select r.id, r.profile_id, 'is held, though a sale applies it or it was reversed'
        from redemption r where r.hold_expires_at is not null and r.hold_outcome is null
          and (r.transaction_id is not null or r.reversed_at is not null)
        union all
        select r.id, r.profile_id, 'has the outcome of a hold, and no hold' from redemption r
        where r.hold_expires_at is null and r.hold_outcome is not null
        union all
        select r.id, r.profile_id, 'settles redemption ' || o.id || ' again, which is no lapsed hold of the same member and total'
        from redemption r join redemption o on o.id = r.linked_redemption_id
        where r.type = 'redeem' and (o.hold_outcome is distinct from 'lapsed' or o.reversed_at is null
          or (o.profile_id, o.total_minor) <> (r.profile_id, r.total_minor))
        union all
        select o.id, o.profile_id, 'lapsed, and was settled again ' || count(*) || ' times'
        from redemption r join redemption o on o.id = r.linked_redemption_id
        where r.type = 'redeem' and r.reversed_at is null group by o.id, o.profile_id having count(*) > 1
        union all
        select r.id, r.profile_id, 'undoes a redemption that is not there, or no redemption'
        from redemption r left join redemption o on o.id = r.linked_redemption_id
        where r.type <> 'redeem' and o.type is distinct from 'redeem')
      select 'redemption ' || id as subject, profile_id, null::bigint as kept, null::bigint as computed, words from wrong`,
  },
]
