-- Value that is set aside for a sale to come, and put back when none comes in time.

alter table redemption
  add column hold_expires_at timestamptz,
  -- How the hold ended; null while it holds. A hold that a sale has settled stays settled, also when the sale lets go of it.
  add column hold_outcome text check (hold_outcome in ('settled', 'released', 'lapsed'));

create index redemption_held on redemption (hold_expires_at, id) where hold_expires_at is not null and hold_outcome is null;
