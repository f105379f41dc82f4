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
  deleted_at     timestamptz,
  created_at     timestamptz not null,
  updated_at     timestamptz not null
);
create unique index staff_by_email on staff (lower(email)) where deleted_at is null;

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
