-- Tills and staff portals in browsers: paired once by a link, signed in on by staff with a PIN or a badge.

alter table staff
  add column role text check (role in ('cashier', 'supervisor', 'manager')),
  add column pin_hash bytea,
  add column pin_salt bytea,
  -- Since the last right one. Counted before a PIN is looked at, so that guesses at once are all counted.
  add column pin_failures integer not null default 0,
  add column pin_locked_until timestamptz,
  add column badge_hash bytea;
create unique index staff_by_badge on staff (badge_hash) where deleted_at is null;

-- The end of the lock after so many wrong tries: a minute after five, then twice as long each time, up to an hour.
create function sign_in_lock_end(failures integer, at timestamptz) returns timestamptz language sql stable return
  case when failures >= 5 then at + least(interval '1 hour', interval '1 minute' * 2 ^ least(failures - 5, 6)) end;

create table device (
  id                   uuid primary key,
  -- Receipts of a till begin with it: never given twice.
  number               bigint generated always as identity unique,
  -- Keys belong to a user: this one is the device's alone, for ever.
  user_id              bigint not null unique references app_user,
  app                  text not null check (app in ('till', 'clienteling')),
  name                 text not null,
  location_id          bigint references location,
  -- Of the code in the link; null once it was used.
  pairing_hash         bytea unique,
  pairing_ends_at      timestamptz,
  -- Of what the browser's cookie holds; null while no browser is paired.
  cookie_hash          bytea unique,
  staff_id             bigint references staff,
  signed_in_at         timestamptz,
  session_ends_at      timestamptz,
  approval_permission  text,
  approval_staff_id    bigint references staff,
  approval_ends_at     timestamptz,
  -- A wrong badge is nobody's, so it is counted here.
  badge_failures       integer not null default 0,
  badge_locked_until   timestamptz,
  paired_at            timestamptz,
  last_seen_at         timestamptz,
  revoked_at           timestamptz,
  created_at           timestamptz not null,
  updated_at           timestamptz not null
);
create unique index device_by_app_and_name on device (app, lower(name));
create index device_by_staff on device (staff_id);
create index device_by_approval_staff on device (approval_staff_id);

-- Added and never changed.
create table device_event (
  id           bigint generated always as identity primary key,
  device_id    uuid not null references device,
  event        text not null check (event in ('paired', 'revoked', 'signed_in', 'signed_out', 'sign_in_failed', 'approved')),
  staff_id     bigint references staff,
  for_staff_id bigint references staff,
  permission   text,
  by           text,
  created_at   timestamptz not null
);
create index device_event_by_device on device_event (device_id, id);
