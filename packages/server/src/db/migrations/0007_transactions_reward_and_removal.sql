-- What of its redemption a sale applies: all, but for what had been returned before the sale named it.

alter table transaction add column redemption_minor bigint not null default 0;
update transaction t set redemption_minor = r.total_minor from redemption r where r.id = t.redemption_id;

-- A receipt that is sent again after its sale was removed is known by this.
create index transaction_by_removed_external_id on transaction (external_id) where deleted_at is not null;
