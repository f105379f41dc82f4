-- The customers of a POS, as its tills know them. What loyalty needs are the columns from loyalty_profile_id on.
create table customer (
  customer_number    varchar(20) primary key,
  first_name         varchar(255) not null default '',
  last_name          varchar(255) not null default '',
  email              varchar(255),
  mobile_phone       varchar(32),
  birth_date         date,
  company            varchar(255),
  wants_email        tinyint,
  -- The member's id: tills look up by it directly.
  loyalty_profile_id varchar(36),
  -- After a merge: the customer that stayed.
  merged_into        varchar(20),
  -- Shown while the loyalty server is away; never spent from.
  reward_balance     decimal(12, 2),
  point_balance      decimal(15, 3),
  loyalty_updated_at varchar(19),
  changed_at         datetime(3) not null default current_timestamp(3) on update current_timestamp(3),
  index customer_by_profile (loyalty_profile_id),
  index customer_by_email (email),
  index customer_by_change (changed_at)
) character set utf8mb4;
