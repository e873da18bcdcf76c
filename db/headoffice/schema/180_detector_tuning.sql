-- What the detector is set to: versions of its parameters, each with who, when, why and what the change would have done on
-- past scans. Of the top region they are head office's base and bounds, below it what a region tunes. Without a row the
-- built-in parameters hold; the newest version of a region is the one that counts.
create table ho.detector_tuning (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  no integer not null check (no > 0),
  -- Values by name: at the top what differs from the built-in ones, below it what differs from head office's base.
  change jsonb not null check (jsonb_typeof(change) = 'object'),
  -- [least, greatest] by name; only head office has them.
  bounds jsonb not null default '{}' check (jsonb_typeof(bounds) = 'object'),
  reason text not null check (length(reason) between 1 and 500),
  -- The replay that was seen before it was saved (db/domain/diversion/schema/tuning.ts).
  replay jsonb not null,
  set_by ho.id not null references ho.person,
  set_at timestamptz not null,
  unique (region_id, no)
);
create trigger detector_tuning_append_only before update or delete or truncate on ho.detector_tuning
  for each statement execute function ho.refuse_change();

-- A region and those above it, itself first, each with its newest version. Whoever asks must have the region.
create function ho.tuning_above(region uuid) returns table (
  region_id uuid, version_id uuid, no integer, change jsonb, bounds jsonb
) language sql stable security definer set search_path = pg_catalog as $$
  with recursive above as (
    select r.id, r.parent_id, 0 as step from ho.region r
    where r.id = region and r.id::text = any (string_to_array(current_setting('app.regions', true), ','))
    union all
    select r.id, r.parent_id, a.step + 1 from ho.region r join above a on r.id = a.parent_id
  )
  select a.id, v.id, v.no, v.change, v.bounds
  from above a left join lateral (
    select t.id, t.no, t.change, t.bounds from ho.detector_tuning t where t.region_id = a.id order by t.no desc limit 1
  ) v on true
  order by a.step
$$;

alter table ho.detector_tuning enable row level security;
alter table ho.detector_tuning force row level security;
revoke all on ho.detector_tuning from public;
do $$
begin
  execute format('create policy owner_all on ho.detector_tuning to %I using (true) with check (true)', current_user);
end $$;
create policy own_regions_read on ho.detector_tuning for select to ho_command
  using (region_id::text = any (string_to_array(current_setting('app.regions', true), ',')));
create policy own_regions_add on ho.detector_tuning for insert to ho_command
  with check (region_id::text = any (string_to_array(current_setting('app.regions', true), ','))
    and set_by::text = current_setting('app.person', true));
grant select, insert on ho.detector_tuning to ho_command;
revoke execute on function ho.tuning_above(uuid) from public;
grant execute on function ho.tuning_above(uuid) to ho_command;
