-- breaking
-- News of what was committed, and versions of members. Older programs would change members without saying so.

alter table profile
  -- Counts the changes of a member, of any kind, and says at which of them the profile itself changed last.
  add column version bigint not null default 0,
  add column profile_version bigint not null default 0;
-- The digests of members are asked for by these buckets.
create index profile_by_digest_bucket on profile (substr(md5(id::text), 1, 3)) where deleted_at is null;

-- What was committed and is not numbered yet: a queue, mostly empty. A row for each transaction and member, or thing without one.
create table outbox (
  id         bigint generated always as identity primary key,
  profile_id uuid,
  version    bigint,
  types      text[] not null,
  events     jsonb not null,
  -- The name of the token that caused it; null for the server itself.
  namespace  text,
  at         timestamptz not null
);

-- The same, numbered after the commit, without gaps.
create table change (
  number     bigint primary key,
  profile_id uuid,
  version    bigint,
  types      text[] not null,
  events     jsonb not null,
  namespace  text,
  at         timestamptz not null
);

-- The number that was given last; one row.
create table change_number (
  is_only boolean primary key default true check (is_only),
  last    bigint not null
);
insert into change_number (last) values (0);
