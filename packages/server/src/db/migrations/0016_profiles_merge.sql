-- breaking
-- A member who was merged into another, and where what is theirs came from. Older programs would go on behind the lock of
-- the one who is gone. And batches of profiles that wait to be written.

-- Into whom a member was merged, who may have been merged since. One who was merged is deleted, and holds nothing.
alter table profile add column merged_into uuid references profile;
alter table profile add constraint profile_merged_is_deleted
  check (merged_into is null or (deleted_at is not null and merged_into <> id));
create index profile_merged_by_email on profile (lower(email)) where merged_into is not null;

-- For whom an entry was written, when that member was merged into this one since.
alter table ledger_entry add column merged_from uuid;
-- For whom it was granted and signed, when that member was merged into this one since.
alter table allowance add column merged_from uuid;

-- Profiles that came together, to be written one after the other.
create table profile_batch (
  id             bigint generated always as identity primary key,
  match_criteria text not null,
  -- On whose behalf, and what the token could do that brought it.
  user_id        bigint not null,
  token_id       text not null,
  token_name     text not null,
  scopes         text[] not null,
  item_count     integer not null,
  -- The item that is next, and how often it failed for a reason that was not its own.
  next_position  integer not null default 0,
  attempts       integer not null default 0,
  finished_at    timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
) with (fillfactor = 85);
create index profile_batch_open on profile_batch (id) where finished_at is null;

create table profile_batch_item (
  batch_id   bigint not null references profile_batch on delete cascade,
  position   integer not null,
  -- As it was sent; null once it is done, since what it said of a person is the profile's from then on.
  body       jsonb,
  outcome    text check (outcome in ('created', 'updated', 'deleted', 'refused')),
  profile_id uuid,
  refusal    jsonb,
  primary key (batch_id, position)
);
