-- Losses of redeeming offline count on the day on which they were settled, and staff can close what no device will report.

alter table allowance
  -- Staff gave up waiting for its report: what was not spent of it by then counts as lost on that local day of the tenant.
  add column closed_at timestamptz,
  add column closed_day date,
  add column closed_reason text,
  add column closed_user_id bigint;
create index allowance_closed_by_day on allowance (closed_day) where closed_day is not null;

-- The tenant's local day, under whose ceilings what it lost counts.
alter table allowance_spend add column settled_day date;
update allowance_spend set settled_day = (created_at at time zone coalesce((select value from setting where handle = 'timezone'), 'UTC'))::date;
alter table allowance_spend alter column settled_day set not null;
create index allowance_spend_lost_by_day on allowance_spend (settled_day) where shortfall_minor > 0;
