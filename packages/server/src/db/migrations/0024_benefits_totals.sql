-- What all members together have of a benefit is kept, and not added up over everybody whenever somebody looks at one: with a
-- million holders that took half a second, and held up whoever used one.

-- Nobody's benefit may change between the sum and the triggers.
lock table benefit in share row exclusive mode;

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

insert into benefit_total (definition_id, created, used)
  select definition_id, count(*) filter (where deleted_at is null), sum(redemptions_initial - redemptions_remaining)
  from benefit group by definition_id;
