-- Redeeming offline.

-- Value that is set aside for an allowance: only its report or its lapse moves it.
alter table redemption add column is_reserve boolean not null default false;

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
  updated_at            timestamptz not null
) with (fillfactor = 85);
create index allowance_by_profile on allowance (profile_id, device);
create index allowance_unreported_by_device on allowance (device) where mode = 'risk' and reported_at is null;
create index allowance_at_risk_by_day on allowance (granted_day, device) where mode = 'risk';

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
  primary key (allowance_id, reference)
);
