-- The members, and the ways to recognise them.

create extension if not exists pg_trgm;

create table profile (
  id                           uuid primary key,
  -- Ids are random: a list without a sort is by this, in the order in which members came.
  position                     bigint generated always as identity,
  title                        text,
  first_name                   text not null,
  last_name                    text not null,
  email                        text,
  mobile_phone                 text,
  mobile_phone_country         integer,
  mobile_phone_national        text,
  mobile_phone_national_prefix text,
  secondary_phone              text,
  gender                       text,
  birth_day                    smallint,
  birth_month                  smallint,
  birth_year                   smallint,
  company                      text,
  occupation                   text,
  avatar_url                   text,
  currency                     char(3),
  joined_at                    timestamptz not null,
  joined_location_id           bigint references location,
  preferred_location_id        bigint references location,
  joined_staff_id              bigint references staff,
  preferred_staff_id           bigint references staff,
  profile_type                 text not null default 'active',
  is_completed                 boolean not null default false,
  is_public                    boolean not null default false,
  tags                         text[] not null default '{}',
  statuses                     text[] not null default '{}',
  addresses                    jsonb not null default '[]',
  comms                        jsonb not null default '{}',
  appearance                   jsonb not null default '{}',
  dates                        jsonb not null default '[]',
  custom_attributes            jsonb not null default '[]',
  custom_fields                jsonb not null default '{}',
  region                       jsonb,
  -- What a person types into the search field is looked for in here. It starts with a blank, so that one or
  -- two letters can be looked for at the start of a word, where the index knows them.
  search_text                  text generated always as
    (' ' || lower(first_name || ' ' || last_name || ' ' || coalesce(email, '')) || ' ' || coalesce(mobile_phone, '') || ' ' ||
     coalesce(mobile_phone_national_prefix, '') || ' ' || coalesce(secondary_phone, '')) stored,
  deleted_at                   timestamptz,
  -- Deleting a member deletes the identities, so that every look-up is rid of them and others may have them at
  -- once. They are kept here as they were, for the administrator who brings the member back.
  deleted_identities           jsonb,
  created_at                   timestamptz not null,
  updated_at                   timestamptz not null
) with (fillfactor = 90);
create unique index profile_by_email on profile (lower(email)) where deleted_at is null;
create unique index profile_by_mobile_phone on profile (mobile_phone) where deleted_at is null;
create index profile_by_secondary_phone on profile (secondary_phone) where secondary_phone is not null;
create index profile_by_search_text on profile using gin (search_text gin_trgm_ops);
create index profile_by_updated_at on profile (updated_at);
create unique index profile_by_position on profile (position);
create index profile_by_tags on profile using gin (tags);
create index profile_by_statuses on profile using gin (statuses);
-- The addresses, dates and custom attributes inside a profile have ids of their own.
create sequence profile_part_id;

create table identity (
  id          bigint generated always as identity primary key,
  profile_id  uuid not null references profile,
  handle      text not null,
  identifier  text not null,
  is_primary  boolean not null default false,
  is_active   boolean not null default true,
  merged_from uuid,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  unique (handle, identifier)
);
create index identity_by_identifier on identity (identifier);
create index identity_by_profile on identity (profile_id, id);
create unique index identity_primary_by_profile on identity (profile_id) where is_primary;
