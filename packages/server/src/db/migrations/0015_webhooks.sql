-- Webhooks: who is told of what, and what became of each telling.

-- A URL, however many webhooks it has: what is told to it is in order across them, and signed with one secret.
create table webhook_endpoint (
  id              bigint generated always as identity primary key,
  url             text not null constraint webhook_endpoint_by_url unique,
  secret          text not null,
  -- Signs along until then.
  previous_secret text,
  previous_until  timestamptz,
  -- Times in a row that the URL as a whole was given a rest.
  pauses          integer not null default 0,
  paused_until    timestamptz,
  -- The one process that sends to it.
  leased_by       uuid,
  leased_until    timestamptz,
  created_at      timestamptz not null,
  updated_at      timestamptz not null
);

create table webhook (
  id              bigint generated always as identity primary key,
  trigger         text not null,
  endpoint_id     bigint not null references webhook_endpoint,
  namespace       text not null,
  is_active       boolean not null,
  queue           text check (queue in ('high', 'default', 'low')),
  retry_hourly    boolean not null,
  retry_daily     boolean,
  condition       jsonb,
  condition_error text,
  disabled_reason text check (disabled_reason in ('gone')),
  user_id         bigint references app_user,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  constraint webhook_by_trigger_and_url unique (trigger, endpoint_id)
);
create index webhook_by_endpoint on webhook (endpoint_id);

-- What is told of one event, rendered once.
create table webhook_message (
  id            uuid primary key,
  -- Null for what was told again because somebody asked for it: nothing had changed.
  change_number bigint,
  event         text not null,
  profile_id    uuid,
  version       bigint,
  body          text not null,
  created_at    timestamptz not null
)
-- Bodies of a few kilobytes stay in the row as they are: to press them together takes longer than to write them.
with (toast_tuple_target = 8160);

create table webhook_delivery (
  id              bigint generated always as identity primary key,
  webhook_id      bigint not null references webhook on delete cascade,
  endpoint_id     bigint not null,
  message_id      uuid not null references webhook_message,
  -- What it is about: what is about the same is told in order, by id.
  subject         text not null,
  state           text not null check (state in ('pending', 'succeeded', 'parked')),
  attempts        integer not null,
  -- Tries are counted, and given up, from here: when it was made, or sent again by hand.
  since           timestamptz not null,
  next_at         timestamptz not null,
  last_attempt_at timestamptz,
  last_status     integer,
  last_error      text,
  created_at      timestamptz not null,
  updated_at      timestamptz not null
);
create index webhook_delivery_due on webhook_delivery (endpoint_id, next_at) where state = 'pending';
create index webhook_delivery_pending on webhook_delivery (endpoint_id, id) where state = 'pending';
create index webhook_delivery_pending_subject on webhook_delivery (endpoint_id, subject, id) where state = 'pending';
create index webhook_delivery_by_webhook on webhook_delivery (webhook_id, id);
create index webhook_delivery_parked on webhook_delivery (webhook_id, id) where state = 'parked';
create index webhook_delivery_by_message on webhook_delivery (message_id);

-- The last change of which messages were made; one row.
create table webhook_cursor (
  is_only boolean primary key default true check (is_only),
  number  bigint not null
);
insert into webhook_cursor (number) values (0);

-- Members who are to be told of again as they are: one, or all who changed since.
create table webhook_resync (
  id             bigint generated always as identity primary key,
  profile_id     uuid constraint webhook_resync_by_profile unique,
  since          timestamptz,
  -- How far it has come, in the order in which members came.
  after_position bigint not null default 0,
  created_at     timestamptz not null,
  check ((profile_id is null) <> (since is null))
);
