-- The whole database as the migrations make it, to be read and reviewed. schema.test.ts proves both equal; the
-- only table that is not here is `migration`, which keeps the list of what was applied.

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

-- Where, by whom and what is sold.

create table location (
  id                    bigint generated always as identity primary key,
  type                  text,
  name                  text not null,
  handle                text,
  description           text,
  phone                 text,
  email                 text,
  timezone              text,
  external_id           text,
  external_code         text,
  is_published          boolean not null default true,
  is_permanently_closed boolean not null default false,
  address               jsonb,
  normal_hours          jsonb not null default '[]',
  special_hours         jsonb not null default '[]',
  tags                  text[] not null default '{}',
  icon                  text,
  image_url             text,
  country_iso_3         text,
  departments           jsonb not null default '[]',
  custom_fields         jsonb not null default '{}',
  deleted_at            timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null
);
create unique index location_by_external_id on location (external_id) where deleted_at is null;
create unique index location_by_external_code on location (external_code) where deleted_at is null;

create table staff (
  id             bigint generated always as identity primary key,
  first_name     text not null,
  last_name      text not null,
  email          text not null,
  -- Made from a sale that named a number which nobody had told us about.
  is_placeholder boolean not null default false,
  -- By what the person is let in on devices. The failures are those since the last right PIN, counted before one is
  -- looked at, so that guesses at once are all counted.
  role             text check (role in ('cashier', 'supervisor', 'manager')),
  pin_hash         bytea,
  pin_salt         bytea,
  pin_failures     integer not null default 0,
  pin_locked_until timestamptz,
  badge_hash       bytea,
  deleted_at     timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);
create unique index staff_by_email on staff (lower(email)) where deleted_at is null;
create unique index staff_by_badge on staff (badge_hash) where deleted_at is null;

create table staff_identity (
  id         bigint generated always as identity primary key,
  staff_id   bigint not null references staff on delete cascade,
  handle     text not null,
  identifier text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (handle, identifier)
);
create index staff_identity_by_staff on staff_identity (staff_id);
create index staff_identity_by_identifier on staff_identity (identifier);

create table product (
  id            bigint generated always as identity primary key,
  title         text not null,
  handle        text not null,
  external_id   text,
  status        text not null default 'active',
  brand         text,
  description   text,
  web_url       text,
  currency      char(3),
  position      integer,
  images        jsonb not null default '[]',
  systems       text[] not null default '{}',
  channels      text[] not null default '{}',
  tags          text[] not null default '{}',
  options       jsonb,
  department    text,
  type          text,
  meta          jsonb,
  custom_fields jsonb not null default '[]',
  deleted_at    timestamptz,
  created_at    timestamptz not null,
  updated_at    timestamptz not null
);
create unique index product_by_handle on product (handle) where deleted_at is null;
create unique index product_by_external_id on product (external_id) where deleted_at is null;

create table product_variant (
  id                     bigint generated always as identity primary key,
  product_id             bigint not null references product,
  sku                    text not null,
  external_id            text,
  barcode                text,
  web_url                text,
  handle                 text,
  title                  text not null,
  description            text,
  position               integer,
  currency               char(3) not null,
  price_minor            bigint not null,
  price_discounted_minor bigint,
  price_comparison_minor bigint,
  price_cost_minor       bigint,
  available_quantity     integer,
  images                 jsonb not null default '[]',
  meta                   jsonb,
  tags                   text[] not null default '{}',
  options                jsonb not null default '[]',
  deleted_at             timestamptz,
  created_at             timestamptz not null,
  updated_at             timestamptz not null
);
create unique index product_variant_by_sku on product_variant (sku) where deleted_at is null;
create index product_variant_by_product on product_variant (product_id);
create index product_variant_by_barcode on product_variant (barcode) where barcode is not null;
create index product_variant_by_external_id on product_variant (external_id) where external_id is not null;

-- The members, and the ways to recognise them.

create extension if not exists pg_trgm;

-- The same as members/fold.ts does with what is typed into the search field.
create function folded(text) returns text language sql immutable strict parallel safe
  return replace(replace(replace(replace(
    translate(
      lower(regexp_replace(
        normalize(regexp_replace($1, '[''’‘ʼʻ`´]', '', 'g'), NFKD), '[\u0300-\u036F]', '', 'g')),
      'øØłŁđĐðÐı-‐–—', 'oollddddi    '),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

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
    (' ' || folded(first_name || ' ' || last_name || ' ' || coalesce(email, '')) || ' ' || coalesce(mobile_phone, '') || ' ' ||
     coalesce(mobile_phone_national_prefix, '') || ' ' || coalesce(secondary_phone, '')) stored,
  deleted_at                   timestamptz,
  -- Deleting a member deletes the identities, so that every look-up is rid of them and others may have them at
  -- once. They are kept here as they were, for the administrator who brings the member back.
  deleted_identities           jsonb,
  created_at                   timestamptz not null,
  updated_at                   timestamptz not null,
  -- Counts the changes of a member, of any kind, and says at which of them the profile itself changed last.
  version                      bigint not null default 0,
  profile_version              bigint not null default 0,
  -- Into whom this member was merged, who may have been merged since. One who was merged is deleted, and holds nothing.
  merged_into                  uuid references profile,
  constraint profile_merged_is_deleted check (merged_into is null or (deleted_at is not null and merged_into <> id))
) with (fillfactor = 90);
create unique index profile_by_email on profile (lower(email)) where deleted_at is null;
create unique index profile_by_mobile_phone on profile (mobile_phone) where deleted_at is null;
create index profile_by_secondary_phone on profile (secondary_phone) where secondary_phone is not null;
create index profile_by_search_text on profile using gin (search_text gin_trgm_ops);
create index profile_by_updated_at on profile (updated_at);
create unique index profile_by_position on profile (position);
create index profile_merged_by_email on profile (lower(email)) where merged_into is not null;
create index profile_by_tags on profile using gin (tags);
create index profile_by_statuses on profile using gin (statuses);
-- The digests of members are asked for by these buckets.
create index profile_by_digest_bucket on profile (substr(md5(id::text), 1, 3)) where deleted_at is null;
-- The addresses, dates and custom attributes inside a profile have ids of their own.
create sequence profile_part_id;

-- The same as cardKey in rules/identities.ts: of the two numbers of such a card, the shorter one.
create function card_key(text) returns text language sql immutable strict parallel safe
  return case when $1 ~ '^0[0-9]{12}$' and (
      3 * (substr($1, 2, 1)::int + substr($1, 4, 1)::int + substr($1, 6, 1)::int + substr($1, 8, 1)::int
        + substr($1, 10, 1)::int + substr($1, 12, 1)::int)
      + substr($1, 3, 1)::int + substr($1, 5, 1)::int + substr($1, 7, 1)::int + substr($1, 9, 1)::int
      + substr($1, 11, 1)::int + substr($1, 13, 1)::int) % 10 = 0
    then substr($1, 2) else $1 end;

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
create unique index identity_by_card on identity (handle, card_key(identifier));

-- Rewards, points and benefits: their definitions, and what each member holds.
-- What is left is kept on the row and can be recomputed from ledger_entry at any time.
-- ends_at is the first moment in which a row no longer works; the wire shows the second before.

create table reward_definition (
  id         bigint generated always as identity primary key,
  handle     text not null,
  name       text not null,
  currency   char(3) not null,
  value_minor     bigint not null check (value_minor >= 0),
  max_value_minor bigint,
  type            text not null,
  period          integer,
  period_type     text not null default 'days',
  absolute_expiry timestamptz,
  is_assignable   boolean not null default true,
  is_reassignable boolean not null default false,
  is_extendable   boolean not null default false,
  is_published    boolean not null default true,
  extend_days     integer,
  tags            text[] not null default '{}',
  -- Texts, notices and targets: stored and answered, they decide nothing.
  details         jsonb not null default '{}',
  deleted_at      timestamptz,
  created_at      timestamptz not null,
  updated_at      timestamptz not null
);
create unique index reward_definition_by_handle on reward_definition (lower(handle)) where deleted_at is null;

create table reward (
  id              bigint generated always as identity,
  profile_id      uuid not null references profile,
  definition_id   bigint not null references reward_definition,
  currency        char(3) not null,
  value_initial   bigint not null check (value_initial >= 0),
  value_remaining bigint not null check (value_remaining >= 0),
  issued_at       timestamptz not null,
  ends_at         timestamptz,
  timezone        text not null,
  external_id     text,
  extended_at     timestamptz,
  meta            jsonb,
  source_type     text,
  source_id       bigint,
  deleted_at      timestamptz,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  -- A member's rows sit together, since every command reads them together.
  primary key (profile_id, id)
) with (fillfactor = 85);
create unique index reward_by_id on reward (id);
create index reward_by_external_id on reward (external_id) where external_id is not null;

create table point_definition (
  id                    bigint generated by default as identity primary key,
  handle                text not null,
  name                  text not null,
  is_reassignable       boolean not null default false,
  tags                  text[] not null default '{}',
  issue_period          integer,
  issue_period_type     text,
  issue_absolute_expiry timestamptz,
  currency              char(3) not null,
  -- Texts and the region: stored and answered, they decide nothing.
  details               jsonb not null default '{}',
  deleted_at            timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null
);
create unique index point_definition_by_handle on point_definition (lower(handle)) where deleted_at is null;

-- Values are thousandths of a point. A row below zero is a debt: what a return took back and was already spent.
create table point (
  id              bigint generated always as identity,
  profile_id      uuid not null references profile,
  definition_id   bigint not null references point_definition,
  value_initial   bigint not null,
  value_remaining bigint not null,
  issued_at       timestamptz not null,
  accrued_at      timestamptz not null,
  ends_at         timestamptz,
  timezone        text not null,
  description     text,
  meta            jsonb,
  source_type     text,
  source_id       bigint,
  deleted_at      timestamptz,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (profile_id, id)
) with (fillfactor = 85);
create unique index point_by_id on point (id);

create table benefit_definition (
  id              bigint generated always as identity primary key,
  handle          text not null,
  name            text not null,
  type            text,
  currency        char(3) not null,
  value_minor     bigint,
  period          integer,
  period_type     text not null default 'days',
  absolute_expiry timestamptz,
  end_at          timestamptz,
  max_redemptions        integer not null default 1 check (max_redemptions > 0),
  max_global_redemptions integer check (max_global_redemptions >= 0),
  redeem_code_pos        text,
  redeem_code_online     text,
  is_extendable   boolean not null default false,
  is_assignable   boolean not null default true,
  is_reassignable boolean not null default false,
  is_published    boolean not null default false,
  is_archived     boolean not null default false,
  allow_user_redeem boolean not null default false,
  is_claimable    boolean not null default false,
  is_reclaimable  boolean not null default false,
  claim_period_start_at timestamptz,
  claim_period_end_at   timestamptz,
  external_id     text,
  tags            text[] not null default '{}',
  meta            jsonb,
  -- Texts, notices, conditions and targets: stored and answered, they decide nothing.
  details         jsonb not null default '{}',
  deleted_at      timestamptz,
  created_at      timestamptz not null,
  updated_at      timestamptz not null
);
create unique index benefit_definition_by_handle on benefit_definition (lower(handle)) where deleted_at is null;

create table benefit (
  id                    bigint generated always as identity,
  profile_id            uuid not null references profile,
  definition_id         bigint not null references benefit_definition,
  currency              char(3) not null,
  external_id           text,
  -- Initial less remaining is what was used and has not come back: it counts against max_global_redemptions.
  -- A return moves its uses to a new row, and a removal what is left to nowhere, so both lower the initial ones.
  redemptions_initial   integer not null check (redemptions_initial >= redemptions_remaining),
  redemptions_remaining integer not null check (redemptions_remaining >= 0),
  issued_at             timestamptz not null,
  ends_at               timestamptz,
  timezone              text not null,
  claimed_at            timestamptz,
  extended_at           timestamptz,
  value_minor           bigint,
  redeem_code_pos       text,
  redeem_code_online    text,
  meta                  jsonb,
  source_type           text,
  source_id             bigint,
  deleted_at            timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  primary key (profile_id, id)
) with (fillfactor = 85);
create unique index benefit_by_id on benefit (id);
create index benefit_by_definition on benefit (definition_id);
create index benefit_by_external_id on benefit (external_id) where external_id is not null;

-- What all members together have of each benefit.
create table benefit_total (
  definition_id bigint primary key references benefit_definition,
  -- Benefits that are there.
  created       bigint not null,
  -- Uses that were taken and have not come back, also of benefits that were taken away since.
  used          bigint not null
) with (fillfactor = 50);

-- What came or went since, written by the transaction of the effect and added by a job: no row that every member's use writes.
create table benefit_total_change (
  id            bigint generated always as identity primary key,
  definition_id bigint not null,
  created       integer not null,
  used          integer not null
);
create index benefit_total_change_by_definition on benefit_total_change (definition_id) include (created, used);

create function keep_benefit_total() returns trigger language plpgsql as $$
declare
  created integer := 0;
  used integer := 0;
begin
  if tg_op <> 'DELETE' then
    created := (new.deleted_at is null)::integer;
    used := new.redemptions_initial - new.redemptions_remaining;
  end if;
  if tg_op <> 'INSERT' then
    created := created - (old.deleted_at is null)::integer;
    used := used - (old.redemptions_initial - old.redemptions_remaining);
  end if;
  if created <> 0 or used <> 0 then
    insert into benefit_total_change (definition_id, created, used)
      values (case when tg_op = 'DELETE' then old.definition_id else new.definition_id end, created, used);
  end if;
  return null;
end $$;

create trigger benefit_total_come after insert or delete on benefit for each row execute function keep_benefit_total();
create trigger benefit_total_change after update of redemptions_initial, redemptions_remaining, deleted_at on benefit for each row
  when ((old.redemptions_initial, old.redemptions_remaining, old.deleted_at)
    is distinct from (new.redemptions_initial, new.redemptions_remaining, new.deleted_at))
  execute function keep_benefit_total();

-- As of now, also what no job has added yet.
create function benefit_used(definition bigint) returns bigint language sql stable return
  coalesce((select used from benefit_total where definition_id = definition), 0)
  + coalesce((select sum(used) from benefit_total_change where definition_id = definition), 0)::bigint;

-- What was spent, what was sold, and the entries by which value moved.

create table redemption (
  id                      bigint generated always as identity primary key,
  profile_id              uuid not null references profile,
  type                    text not null check (type in ('redeem', 'return', 'reversal')),
  total_minor             bigint not null,
  currency                char(3) not null,
  location_id             bigint references location,
  meta                    jsonb,
  transaction_external_id text,
  transaction_receipt_ref text,
  -- The sale that this redemption was applied to.
  transaction_id          bigint,
  -- The redemption that this reversal or return undoes; of a redemption, the lapsed hold that it settled again.
  linked_redemption_id    bigint references redemption,
  -- Kept here too, so that a sale sees it without another read.
  reversed_at             timestamptz,
  reason                  text,
  user_id                 bigint,
  redeem_at               timestamptz not null,
  created_at              timestamptz not null,
  updated_at              timestamptz not null,
  -- Value that is set aside for a sale to come, and put back when none comes in time.
  hold_expires_at         timestamptz,
  -- How the hold ended; null while it holds. A hold that a sale has settled stays settled, also when the sale lets go of it.
  hold_outcome            text check (hold_outcome in ('settled', 'released', 'lapsed')),
  -- Value that is set aside for an allowance: only its report or its lapse moves it.
  is_reserve              boolean not null default false
) with (fillfactor = 85);
create index redemption_by_profile on redemption (profile_id, id);
create index redemption_by_linked on redemption (linked_redemption_id) where linked_redemption_id is not null;
create index redemption_held on redemption (hold_expires_at, id) where hold_expires_at is not null and hold_outcome is null;
create index redemption_by_transaction_external_id on redemption (transaction_external_id) where transaction_external_id is not null;
create index redemption_by_transaction_receipt_ref on redemption (transaction_receipt_ref) where transaction_receipt_ref is not null;

create table transaction (
  -- By default: the number is drawn before the row is written, so that its lines can be sent with it.
  id                  bigint generated by default as identity primary key,
  profile_id          uuid references profile,
  external_id         text,
  receipt_ref         text,
  linked_receipt_ref  text,
  location_id         bigint references location,
  staff_id            bigint references staff,
  -- The redemption that this sale applied; the one that it named may have been reversed or belong to another.
  redemption_id       bigint references redemption,
  named_redemption_id bigint,
  currency            char(3) not null,
  total_minor         bigint not null,
  total_original_minor bigint,
  rounding_minor      bigint,
  margin_minor        bigint,
  transacted_at       timestamptz not null,
  -- As the till sent it, in its own zone; answered as sent.
  transacted_local    text not null,
  timezone            text not null,
  systems             text[] not null default '{}',
  tags                text[] not null default '{}',
  payments            jsonb not null default '[]',
  fees                jsonb,
  meta                jsonb,
  custom_fields       jsonb not null default '[]',
  currency_values     jsonb not null default '[]',
  is_void             boolean not null default false,
  receipt_is_email    boolean,
  receipt_email       text,
  tender              text,
  type                text,
  status              text,
  order_number        text,
  order_id            bigint,
  external_order_id   text,
  need_action         text,
  organisation_id     bigint,
  claimed_at          timestamptz,
  -- Thousandths of a point that a sale without lines earned; a sale with lines keeps them on its lines.
  points_earned       bigint not null default 0,
  -- A hash for each field of the sale as it was first sent: a re-send is known by it, and a clash named.
  fields              jsonb not null,
  deleted_at          timestamptz,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  -- What of its redemption this sale applies, or applied of the one that it let go of: all, but for what had been returned before.
  redemption_minor    bigint not null default 0,
  -- Points for each 1.00 as they were when the sale was recorded: what it earns does not depend on when it is changed.
  earn_rate           text not null,
  -- The redemption that it let go of last: named again, it is what it was.
  kept_redemption_id  bigint references redemption
) with (fillfactor = 85);
create unique index transaction_by_external_id on transaction (external_id) where deleted_at is null;
create index transaction_by_removed_external_id on transaction (external_id) where deleted_at is not null;
create index transaction_by_profile on transaction (profile_id, id) where profile_id is not null;
create index transaction_by_receipt_ref on transaction (receipt_ref) where receipt_ref is not null;
create index transaction_by_linked_receipt_ref on transaction (linked_receipt_ref) where linked_receipt_ref is not null;
create index transaction_by_transacted_at on transaction (transacted_at);

create table transaction_item (
  id                    bigint generated by default as identity,
  transaction_id        bigint not null references transaction,
  position              integer not null,
  external_id           text,
  name                  text not null,
  quantity              integer not null,
  price_current_minor   bigint not null,
  price_sell_minor      bigint not null,
  price_original_minor  bigint,
  price_margin_minor    bigint,
  price_tax_minor       bigint,
  product_variant_id    bigint references product_variant,
  sku                   text,
  variant_external_id   text,
  discounts             jsonb,
  department            text,
  tags                  text[] not null default '{}',
  is_void               boolean not null default false,
  meta                  jsonb,
  -- What this line gives back, as the till named it; item_return says what it was matched to.
  return_for            text,
  -- What the line was charged: after discounts and its share of the reward.
  charged_minor         bigint not null,
  -- Its share of the redemption, and of one unit: the first share_units_more units carry one minor unit more.
  share_minor           bigint not null default 0,
  share_unit_minor      bigint not null default 0,
  share_units_more      integer not null default 0,
  points_earned         bigint not null default 0,
  -- How much of this line later sales took back: kept sums of item_return.
  returned_quantity     integer not null default 0,
  returned_share_minor  bigint not null default 0,
  returned_points       bigint not null default 0,
  deleted_at            timestamptz,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  primary key (transaction_id, id)
) with (fillfactor = 90);
create unique index transaction_item_by_id on transaction_item (id);
create index transaction_item_by_external_id on transaction_item (external_id) where external_id is not null;

-- Which sold line a line that came back was matched to; one can cover several, when a SKU was sold on two lines.
create table item_return (
  transaction_id          bigint not null references transaction,
  item_id                 bigint not null,
  original_transaction_id bigint not null references transaction,
  original_item_id        bigint not null,
  quantity                integer not null check (quantity > 0),
  share_minor             bigint not null,
  points                  bigint not null,
  created_at              timestamptz not null,
  primary key (transaction_id, item_id, original_item_id)
);
create index item_return_by_original on item_return (original_item_id);

-- Value moves by entries that are added and never changed; each names its cause.
create table ledger_entry (
  id              bigint generated always as identity,
  profile_id      uuid not null references profile,
  kind            text not null check (kind in ('reward', 'point', 'benefit')),
  row_id          bigint not null,
  -- Minor units, thousandths of a point, or uses of a benefit; what leaves the member is below zero.
  amount          bigint not null,
  -- The same movement in minor units of money; null for a benefit.
  value_minor     bigint,
  cause           text not null check (cause in
    ('issue', 'earn', 'redeem', 'reversal', 'return', 'earn_return', 'debt_paid', 'adjustment', 'extension', 'removal', 'opening')),
  redemption_id   bigint,
  transaction_id  bigint,
  -- The entry that this one undoes, in whole or in part.
  undoes_entry_id bigint,
  user_id         bigint,
  reason          text,
  created_at      timestamptz not null,
  -- The sale that an entry is about earned the points; this is the return that took them back.
  by_transaction_id bigint,
  -- For whom it was written, when that member was merged into this one since.
  merged_from     uuid,
  primary key (profile_id, id)
);
create unique index ledger_entry_by_id on ledger_entry (id);
create index ledger_entry_by_redemption on ledger_entry (redemption_id) where redemption_id is not null;
create index ledger_entry_by_transaction on ledger_entry (transaction_id) where transaction_id is not null;

-- Where loyalty disagrees with a receipt that was already closed: for staff to clear, never an error for the till.
create table exception (
  id             bigint generated always as identity primary key,
  code           text not null,
  transaction_id bigint references transaction,
  profile_id     uuid references profile,
  redemption_id  bigint references redemption,
  details        jsonb not null default '{}',
  status         text not null default 'open' check (status in ('open', 'resolved')),
  resolution     text,
  resolved_by    bigint references app_user,
  resolved_at    timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);
create index exception_open on exception (id) where status = 'open';
create index exception_by_transaction on exception (transaction_id) where transaction_id is not null;

-- Labels: the systems that sales come from, and tags. What carries a label keeps it as a text of its own.

create table system_label (
  id     bigint generated always as identity primary key,
  handle text not null unique
);

create table tag (
  id     bigint generated always as identity primary key,
  handle text not null unique
);

-- Redeeming offline.

-- What the server signs with. Made at the first start, never shown.
create table tenant_secret (
  name       text primary key,
  value      bytea not null,
  created_at timestamptz not null
);

-- Leave for a device to redeem for a member while it cannot reach the server.
create table allowance (
  id                    uuid primary key,
  profile_id            uuid not null references profile,
  device                text not null,
  mode                  text not null check (mode in ('reserve', 'risk')),
  currency              char(3) not null,
  count                 integer not null check (count > 0),
  amount_per_sale_minor bigint not null check (amount_per_sale_minor > 0),
  amount_total_minor    bigint not null check (amount_total_minor > 0),
  valid_from            timestamptz not null,
  valid_until           timestamptz not null,
  report_by             timestamptz not null,
  -- The tenant's local day, under whose ceiling it was granted.
  granted_day           date not null,
  -- The redemption that sets aside what has not been reported yet. A report that spends a part makes another.
  reserve_redemption_id bigint references redemption,
  -- Kept sums of allowance_spend.
  spent_count           integer not null default 0,
  spent_minor           bigint not null default 0,
  settled_minor         bigint not null default 0,
  shortfall_minor       bigint not null default 0,
  -- The device has said that nothing more will come.
  reported_at           timestamptz,
  user_id               bigint not null,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  -- For whom it was granted and signed, when that member was merged into this one since.
  merged_from           uuid,
  -- Staff gave up waiting for its report: what was not spent of it by then counts as lost on that local day of the tenant.
  closed_at             timestamptz,
  closed_day            date,
  closed_reason         text,
  closed_user_id        bigint
) with (fillfactor = 85);
create index allowance_by_profile on allowance (profile_id, device);
create index allowance_unreported_by_device on allowance (device) where mode = 'risk' and reported_at is null;
create index allowance_at_risk_by_day on allowance (granted_day, device) where mode = 'risk';
create index allowance_closed_by_day on allowance (closed_day) where closed_day is not null;

-- What a device spent of it, as it was reported, and what could be taken for it. Added and never changed.
create table allowance_spend (
  allowance_id            uuid not null references allowance,
  reference               text not null,
  amount_minor            bigint not null check (amount_minor > 0),
  spent_at                timestamptz not null,
  transaction_receipt_ref text,
  transaction_external_id text,
  redemption_id           bigint unique references redemption,
  settled_minor           bigint not null,
  shortfall_minor         bigint not null,
  outside                 text,
  created_at              timestamptz not null,
  -- The tenant's local day, under whose ceilings what it lost counts.
  settled_day             date not null,
  primary key (allowance_id, reference)
);
create index allowance_spend_lost_by_day on allowance_spend (settled_day) where shortfall_minor > 0;

-- News of what was committed.

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

-- Webhooks: who is told of what, and what became of each telling.

-- A URL, however many webhooks it has: what is told to it is in order across them, and signed with one secret.
create table webhook_endpoint (
  id              bigint generated always as identity primary key,
  url             text not null constraint webhook_endpoint_by_url unique,
  secret          text not null,
  -- Times in a row that the URL as a whole was given a rest.
  pauses          integer not null default 0,
  paused_until    timestamptz,
  -- The one process that sends to it.
  leased_by       uuid,
  leased_until    timestamptz,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  -- The newest first: {secret, until} of those that sign along until then.
  previous_secrets jsonb not null default '[]'
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
  -- Null when it could not be made.
  body          text,
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

-- Tills and staff portals in browsers.

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
  updated_at           timestamptz not null,
  -- Until when wrong tries on this device weigh, of PINs and badges alike: each adds five minutes.
  wrong_tries_until    timestamptz,
  -- The one thing that the approval has opened; null until then.
  approval_used_for    text
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

-- Finding members while somebody types.

-- The words of a text. The same as members/typed.ts does with what is typed.
create function words_of(text) returns text[] language sql immutable strict parallel safe
  return array_remove(
    regexp_split_to_array(folded($1), '[\u0001-\u002f\u003a-\u0060\u007b-\u007f\u2000-\u206f\u3000-\u3002\u30fb]+'), '');

-- With letters that are often written as two: Müller is mueller.
create function spelt_out(text) returns text language sql immutable strict parallel safe
  return replace(replace(replace(replace(replace(
    normalize(lower($1), NFC), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ø', 'oe'), 'å', 'aa');

-- Each word of a name, and a name of several words as one: Anne-Marie is anne, marie and annemarie.
create function name_words(first_name text, last_name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  words text[] := '{}';
  parts text[];
  name text;
  other text;
begin
  foreach name in array array[first_name, last_name] loop
    parts := words_of(name);
    words := words || parts;
    if cardinality(parts) > 1 then words := words || array_to_string(parts, ''); end if;
    other := spelt_out(name);
    if other <> lower(name) then
      parts := words_of(other);
      words := words || parts || array_to_string(parts, '');
    end if;
  end loop;
  return array(select distinct left(word, 100) from unnest(words) word where word <> '');
end $$;

-- Everything by whose beginning a member is found. Names of Chinese and Japanese writing have no blanks, so each of their
-- endings counts as a word, and so does the whole name, the family first or last. A phone number is there from its
-- beginning, and with a minus from its end.
create function lookup_words(first_name text, last_name text, email text, mobile_phone text, secondary_phone text)
returns text[] language plpgsql immutable parallel safe as $$
declare
  words text[] := name_words(first_name, last_name);
  phone text;
  first_word text;
  last_word text;
begin
  if first_name || last_name ~ '[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff]' then
    first_word := array_to_string(words_of(first_name), '');
    last_word := array_to_string(words_of(last_name), '');
    words := words || array(
      select substr(word, start) from unnest(words) word
      cross join lateral generate_series(2, least(char_length(word), 20)) start
      where word ~ '[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]');
    words := words || (last_word || first_word) || (first_word || last_word);
  end if;
  if email is not null then
    words := words || lower(email) || (words_of(split_part(email, '@', 1)))[2:];
  end if;
  foreach phone in array array[mobile_phone, secondary_phone] loop
    if phone is not null then words := words || phone || ('-' || reverse(substr(phone, 2))); end if;
  end loop;
  return array(select distinct left(word, 100) from unnest(words) word where word <> '');
end $$;

-- What is left of a word, or of its beginning, where one letter is missing. Two words that are one slip apart, a letter wrong,
-- missing, doubled or swapped with its neighbour, have one of these in common. A whole word ends with a sign, since short
-- beginnings would be near to everything. The same as rules/src/slips.ts.
create function slips(text) returns text[] language sql immutable strict parallel safe
  return array(
    select $1 || '$'
    union
    select left($1, hole - 1) || substr($1, hole + 1) || '$' from generate_series(1, char_length($1)) hole
    where char_length($1) > 2
    union
    select left($1, length) from generate_series(4, least(char_length($1), 10)) length
    union
    select left($1, hole - 1) || substr(left($1, length), hole + 1)
    from generate_series(5, least(char_length($1), 10)) length cross join lateral generate_series(1, length) hole);

-- By which words members are found. Only rows of one's own: no enrolment waits for another. Those who were deleted have none.
create table profile_word (
  -- Beginnings are ranges, so the order is that of the bytes.
  word       text collate "C" not null,
  profile_id uuid not null,
  primary key (word, profile_id)
);
create index profile_word_by_profile on profile_word (profile_id);

-- Every word of a name that somebody has, once: what was typed may be a slip of one of these. A job keeps it, so that a word
-- that many have is no row that many write.
create table name_word (
  word text collate "C" primary key
);
create index name_word_by_part on name_word using gin (word gin_trgm_ops) with (fastupdate = off);
create index name_word_by_slip on name_word using gin (slips(word)) with (fastupdate = off);

-- Words that came or went, for the job to look at.
create table name_word_change (
  id    bigint generated always as identity primary key,
  words text[] not null
);

create function keep_profile_words() returns trigger language plpgsql as $$
declare
  kept text[] := '{}';
  known text[] := '{}';
  named text[] := '{}';
begin
  if tg_op <> 'DELETE' and new.deleted_at is null then
    kept := lookup_words(new.first_name, new.last_name, new.email, new.mobile_phone, new.secondary_phone);
    named := name_words(new.first_name, new.last_name);
  end if;
  if tg_op <> 'INSERT' then
    delete from profile_word where profile_id = old.id and word <> all(kept);
    known := array(select word from profile_word where profile_id = old.id);
    named := named || name_words(old.first_name, old.last_name);
  end if;
  if tg_op <> 'DELETE' then
    insert into profile_word (word, profile_id)
      select word, new.id from unnest(kept) word where word <> all(known);
  end if;
  insert into name_word_change (words) values (named);
  return null;
end $$;

create trigger profile_words_come after insert or delete on profile for each row execute function keep_profile_words();
create trigger profile_words_change after update of first_name, last_name, email, mobile_phone, secondary_phone, deleted_at
  on profile for each row
  when ((old.first_name, old.last_name, old.email, old.mobile_phone, old.secondary_phone, old.deleted_at)
    is distinct from (new.first_name, new.last_name, new.email, new.mobile_phone, new.secondary_phone, new.deleted_at))
  execute function keep_profile_words();
