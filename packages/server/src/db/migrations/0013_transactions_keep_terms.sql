-- breaking
-- What a sale earns at, the redemption that it let go of, and whose points an entry moved. Older programs would book points
-- without saying whose they are.

alter table transaction
  -- Points for each 1.00 as they were when the sale was recorded: what it earns does not depend on when it is changed.
  add column earn_rate text,
  -- The redemption that it let go of last: named again, it is what it was.
  add column kept_redemption_id bigint references redemption;
update transaction set earn_rate = coalesce((select value from setting where handle = 'points.earn_rate'), '1');
alter table transaction alter column earn_rate set not null;

-- The sale that an entry is about earned the points; this is the return that took them back.
alter table ledger_entry add column by_transaction_id bigint;
update ledger_entry e set transaction_id = b.original, by_transaction_id = e.transaction_id
from (select transaction_id, min(original_transaction_id) as original from item_return group by 1 having count(distinct original_transaction_id) = 1) b
where e.cause = 'earn_return' and e.transaction_id = b.transaction_id
  and not exists (select from transaction_item i where i.transaction_id = b.transaction_id and i.quantity > 0);

-- A sale that was voided or removed holds no redemption.
update redemption r set transaction_id = null from transaction t
where t.id = r.transaction_id and (t.is_void or t.deleted_at is not null);
update transaction set kept_redemption_id = redemption_id, redemption_id = null
where redemption_id is not null and (is_void or deleted_at is not null);

-- A line that is gone holds of the redemption what came back of it, and nothing else.
update transaction_item set share_minor = returned_share_minor,
  share_unit_minor = returned_share_minor / greatest(quantity, 1), share_units_more = returned_share_minor % greatest(quantity, 1)
where deleted_at is not null and share_minor <> returned_share_minor;
