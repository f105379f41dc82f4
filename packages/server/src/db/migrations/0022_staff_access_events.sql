-- Who changed by what staff are let in, and to what. Added and never changed; never what a PIN or a badge is.
create table staff_access_event (
  id          bigint generated always as identity primary key,
  staff_id    bigint not null references staff,
  -- Of a removal all that there was is taken.
  event       text not null check (event in ('changed', 'removed')),
  role_before text,
  role        text,
  pin         text not null check (pin in ('kept', 'set', 'taken')),
  badge       text not null check (badge in ('kept', 'set', 'taken')),
  -- The token's name as it was, since tokens go; its id and user are null for the command line of the server.
  by          text not null,
  token_id    text,
  user_id     bigint references app_user,
  created_at  timestamptz not null
);
create index staff_access_event_by_staff on staff_access_event (staff_id, id);
