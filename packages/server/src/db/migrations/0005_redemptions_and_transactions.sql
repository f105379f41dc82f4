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
  -- The redemption that this reversal or return undoes.
  linked_redemption_id    bigint references redemption,
  -- Kept here too, so that a sale sees it without another read.
  reversed_at             timestamptz,
  reason                  text,
  user_id                 bigint,
  redeem_at               timestamptz not null,
  created_at              timestamptz not null,
  updated_at              timestamptz not null
) with (fillfactor = 85);
create index redemption_by_profile on redemption (profile_id, id);
create index redemption_by_linked on redemption (linked_redemption_id) where linked_redemption_id is not null;
create index redemption_by_transaction_external_id on redemption (transaction_external_id) where transaction_external_id is not null;
create index redemption_by_transaction_receipt_ref on redemption (transaction_receipt_ref) where transaction_receipt_ref is not null;

create table transaction (
  id                  bigint generated always as identity primary key,
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
  updated_at          timestamptz not null
) with (fillfactor = 85);
create unique index transaction_by_external_id on transaction (external_id) where deleted_at is null;
create index transaction_by_profile on transaction (profile_id, id) where profile_id is not null;
create index transaction_by_receipt_ref on transaction (receipt_ref) where receipt_ref is not null;
create index transaction_by_linked_receipt_ref on transaction (linked_receipt_ref) where linked_receipt_ref is not null;
create index transaction_by_transacted_at on transaction (transacted_at);

create table transaction_item (
  id                    bigint generated always as identity,
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
  -- What this line gives back: the line of an earlier sale, when it could be found.
  return_for            text,
  returned_item_id      bigint,
  -- What the line was charged: after discounts and its share of the reward.
  charged_minor         bigint not null,
  -- Its share of the redemption, and of one unit: the first share_units_more units carry one minor unit more.
  share_minor           bigint not null default 0,
  share_unit_minor      bigint not null default 0,
  share_units_more      integer not null default 0,
  points_earned         bigint not null default 0,
  -- On an original line: how much of it later returns took back. On a returning line: what it took.
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
create index transaction_item_by_returned on transaction_item (returned_item_id) where returned_item_id is not null;

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
