-- Imports of scans by laptops: what came of which file, so that it can be explained and undone. The rows themselves came
-- as commands (`scans.part`) and stay there; nothing of them is a scan until the import as a whole is carried out.
create table ho.scan_import (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  person_id ho.id not null references ho.person,
  file_name text not null check (length(file_name) between 1 and 200),
  format text not null check (format in ('csv', 'xlsx', 'epcis')),
  file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
  imported_at timestamptz not null,
  file_rows integer not null check (file_rows >= 0),
  taken integer not null default 0 check (taken >= 0),
  -- [{outcome, reason, rows, first}], the laptop's and head office's own.
  findings jsonb not null default '[]',
  undone_at timestamptz,
  undone_by ho.id references ho.person,
  row_version integer not null default 1,
  check ((undone_at is null) = (undone_by is null))
);
create index command_scan_part on ho.command ((payload ->> 'importId')) where kind = 'scans.part';

alter table ho.scan
  add column import_id ho.id references ho.scan_import,
  add column import_row integer,
  add check ((import_id is null) = (import_row is null));
create index scan_of_import on ho.scan (import_id) where import_id is not null;
-- By its instant too: one code may have been scanned a million times.
drop index ho.scan_code;
create index scan_code on ho.scan (code, scanned_at);

-- The identifier of a row's scan: the import's time, and a digest of import and row. The same row is the same scan.
create function ho.imported_scan_id(import uuid, n integer) returns uuid
language sql immutable set search_path = pg_catalog as $$
  select (left(replace(import::text, '-', ''), 12) || '7' || left(d, 3) || '8' || substr(d, 4, 15))::uuid
  from encode(sha256(convert_to(import::text || '/' || n, 'UTF8')), 'hex') as d
$$;

-- Makes scans of all parts of an import that the device of the command has sent, and tells what came of the rows. Dealer,
-- shipment, SKU and region are what head office has; a code that was never shipped belongs to the region of the import.
-- Goods of dealers outside that region are not taken in.
create function ho.take_in_scans(import uuid, home uuid) returns table (outcome text, reason text, n bigint, first integer[])
language plpgsql security definer set search_path = pg_catalog as $$
begin
  return query
  with given as materialized (
    select (r ->> 0)::integer as n, r ->> 1 as code, r ->> 2 as actor, to_timestamp((r ->> 3)::bigint) as at,
      (to_timestamp((r ->> 3)::bigint) at time zone 'Asia/Shanghai')::date as on_day,
      (r ->> 4)::double precision as longitude, (r ->> 5)::double precision as latitude, r ->> 6 as crs,
      (r ->> 7)::integer as accuracy_m, r ->> 8 as terminal, r ->> 9 as sku, r ->> 10 as device
    from ho.command c cross join lateral jsonb_array_elements(c.payload -> 'rows') as r
    where c.kind = 'scans.part' and c.payload ->> 'importId' = import::text and c.status = 'accepted'
      and c.device_id::text = current_setting('app.device', true)
  ), found as materialized (
    select g.*, h.id as shipment_id, h.dealer_id, h.shipped_on, coalesce(c.sku_id, k.id) as sku_id, t.id as terminal_id,
      case when h.id is null then home else d.region_id end as region_id,
      row_number() over (partition by g.code, g.actor, g.at, g.longitude, g.latitude, coalesce(c.sku_id, k.id) is null order by g.n) as nth
    from given g
    left join ho.trace_code c on c.code = g.code
    left join ho.trace_code p on p.id = c.parent_id
    left join ho.trace_code pp on pp.id = p.parent_id
    left join ho.shipment h on h.id = coalesce(c.shipment_id, p.shipment_id, pp.shipment_id)
    left join ho.dealer_region d on d.dealer_id = h.dealer_id and d.valid_from <= g.on_day
      and (d.valid_to is null or g.on_day < d.valid_to)
    left join ho.sku k on c.id is null and k.code = g.sku
    left join ho.terminal t on t.code = g.terminal
  ), judged as materialized (
    select f.*, case
      when f.at > now() + interval '1 day' then 'in_future'
      when f.sku_id is null then 'code_unknown'
      when f.region_id is null or f.region_id not in (select ho.region_subtree(home)) then 'dealer_not_in_scope'
      when f.nth > 1 then 'repeated'
      when exists (
        select 1 from ho.scan s where s.code = f.code and s.scanned_at = f.at and s.actor = f.actor
          and s.longitude is not distinct from f.longitude and s.latitude is not distinct from f.latitude) then 'known'
    end as refusal
    from found f
  ), taken as (
    insert into ho.scan (id, region_id, dealer_id, shipment_id, code, sku_id, actor, terminal_id, scanned_at, scanned_on,
      longitude, latitude, source_crs, accuracy_class, accuracy_m, device_hash, import_id, import_row)
    select ho.imported_scan_id(import, j.n), j.region_id, j.dealer_id, j.shipment_id, j.code, j.sku_id, j.actor,
      j.terminal_id, j.at, j.on_day, j.longitude, j.latitude, j.crs,
      case when j.longitude is null then 'E' when j.accuracy_m <= 50 then 'A' when j.accuracy_m <= 500 then 'B'
           when j.accuracy_m <= 5000 then 'C' else 'D' end,
      j.accuracy_m, j.device, import, j.n
    from judged j where j.refusal is null
    returning 1
  ), told as (
    select 'refused' as outcome, j.refusal as reason, j.n from judged j where j.refusal is not null
    union all
    select 'set_aside', 'never_shipped', j.n from judged j where j.refusal is null and j.shipment_id is null
    union all
    select 'set_aside', 'scan_before_shipment', j.n from judged j where j.refusal is null and j.on_day < j.shipped_on
    union all
    select 'noted', 'terminal_unknown', j.n from judged j
    where j.refusal is null and j.terminal is not null and j.terminal_id is null
  )
  select 'taken', null::text, (select count(*) from taken), null::integer[]
  union all
  select t.outcome, t.reason, count(*), (array_agg(t.n order by t.n))[1:5] from told t group by t.outcome, t.reason;
end $$;

-- Takes the scans of an import out again. Null, and nothing is done, while a case rests on one of them; otherwise how many.
create function ho.take_out_scans(import uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare gone bigint;
begin
  if exists (
    select 1 from ho.diversion_case_event e
    cross join lateral jsonb_array_elements(e.body::jsonb -> 'custody') as c
    join ho.scan s on s.id = (c ->> 'scanId')::uuid
    where e.kind in ('open', 'merge') and s.import_id = import
  ) then return null; end if;
  delete from ho.scan s where s.import_id = import;
  get diagnostics gone = row_count;
  return gone;
end $$;

alter table ho.scan_import enable row level security;
alter table ho.scan_import force row level security;
revoke all on ho.scan_import from public;
do $$
begin
  execute format('create policy owner_all on ho.scan_import to %I using (true) with check (true)', current_user);
end $$;
create policy own_regions on ho.scan_import to ho_command
  using (region_id::text = any (string_to_array(current_setting('app.regions', true), ',')))
  with check (region_id::text = any (string_to_array(current_setting('app.regions', true), ',')));
grant select, insert on ho.scan_import to ho_command;
grant update (taken, findings, undone_at, undone_by, row_version) on ho.scan_import to ho_command;
revoke execute on function ho.imported_scan_id(uuid, integer), ho.take_in_scans(uuid, uuid), ho.take_out_scans(uuid)
  from public;
grant execute on function ho.take_in_scans(uuid, uuid), ho.take_out_scans(uuid) to ho_command;
