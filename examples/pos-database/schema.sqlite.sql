-- The customers of a POS, as its tills know them. What loyalty needs are the columns from loyalty_profile_id on.
-- The POS goes on reading while the service writes.
pragma journal_mode = wal;

create table customer (
  customer_number    text primary key,
  first_name         text not null default '',
  last_name          text not null default '',
  email              text,
  mobile_phone       text,
  birth_date         text,
  company            text,
  wants_email        integer,
  -- The member's id: tills look up by it directly.
  loyalty_profile_id text,
  -- After a merge: the customer that stayed.
  merged_into        text,
  -- Shown while the loyalty server is away; never spent from.
  reward_balance     numeric,
  point_balance      numeric,
  loyalty_updated_at text,
  changed_at         text not null default (strftime('%Y-%m-%d %H:%M:%f', 'now'))
);
create index customer_by_profile on customer (loyalty_profile_id);
create index customer_by_email on customer (lower(email));
create index customer_by_change on customer (changed_at);

create trigger customer_touched after update on customer when new.changed_at = old.changed_at begin
  update customer set changed_at = strftime('%Y-%m-%d %H:%M:%f', 'now') where customer_number = new.customer_number;
end;
