-- The customers of a POS, as its tills know them. What loyalty needs are the columns from loyalty_profile_id on.
create table customer (
  customer_number    varchar(20) primary key,
  first_name         varchar(255) not null default '',
  last_name          varchar(255) not null default '',
  email              varchar(255),
  mobile_phone       varchar(32),
  birth_date         date,
  company            varchar(255),
  wants_email        smallint,
  -- The member's id: tills look up by it directly.
  loyalty_profile_id varchar(36),
  -- After a merge: the customer that stayed.
  merged_into        varchar(20),
  -- Shown while the loyalty server is away; never spent from.
  reward_balance     numeric(12, 2),
  point_balance      numeric(15, 3),
  loyalty_updated_at varchar(19),
  changed_at         timestamp(3) not null default now()
);
create index customer_by_profile on customer (loyalty_profile_id);
create index customer_by_email on customer (lower(email));
create index customer_by_change on customer (changed_at);

create function customer_touch() returns trigger language plpgsql as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;
create trigger customer_touched before update on customer for each row execute function customer_touch();
