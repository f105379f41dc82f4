-- Who may call, and what the tenant has chosen.

create table setting (
  id         bigint generated always as identity primary key,
  handle     text not null unique,
  value      text not null,
  type       text not null default 'string',
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table app_user (
  id         bigint generated always as identity primary key,
  name       text not null,
  email      text not null unique,
  -- Requests a minute; null is unlimited.
  throttle   integer check (throttle > 0),
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Only the SHA-256 of a token is kept: tokens are long and random, so a slow hash would add nothing.
create table api_token (
  id         text primary key,
  user_id    bigint not null references app_user,
  name       text not null,
  scopes     text[] not null,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index api_token_by_user on api_token (user_id);

-- The first answer to a keyed request, written in the transaction of its effect.
create table idempotency_key (
  user_id    bigint not null,
  route      text not null,
  key        text not null,
  -- A hash for each field of the request, so that a clash can name what differs.
  fields     jsonb not null,
  status     smallint not null,
  answer     text not null,
  created_at timestamptz not null,
  primary key (user_id, route, key)
);
