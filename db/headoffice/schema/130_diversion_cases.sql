-- Cases of diversion: what was alleged, what was found, who said and decided what, and how the one follows from the other.

-- Two kinds, never mixed: goods outside the territory, and prices, where a penalty needs the lawyers' word.
create table ho.diversion_case (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  kind text not null check (kind in ('territory', 'price')),
  -- What makes two alerts the same case: kind, dealer, product line, city.
  dedupe_key text not null,
  product_line_id ho.id references ho.product_line,
  city ho.adcode not null,
  city_name text not null,
  state text not null default 'open' check (state in ('open', 'explaining', 'decided', 'appealed', 'observed', 'closed')),
  decision text check (decision in ('confirmed', 'dismissed')),
  reason_code text,
  opened_by ho.id not null references ho.person,
  opened_at timestamptz not null,
  assignee_id ho.id references ho.person,
  -- Everybody who accused: opened it, or merged an alert into it.
  accusers text[] not null,
  deciders text[] not null default '{}',
  decided_at timestamptz,
  -- Last local day on which an appeal is heard.
  appeal_deadline date,
  signed_off_by ho.id references ho.person,
  observed_until date,
  first_scan_on date,
  last_scan_on date,
  codes integer not null check (codes >= 0),
  scans integer not null check (scans >= 0),
  -- The detector's answer as it stood when the case was opened or last merged; null where people saw it themselves.
  alert jsonb,
  -- The newest entry of its history.
  last_no integer not null default 0,
  last_hash text not null default '',
  row_version integer not null default 1,
  check ((decision is null) = (reason_code is null)),
  check ((decision is null) = (decided_at is null)),
  check (decision is not null or state in ('open', 'explaining')),
  check ((first_scan_on is null) = (last_scan_on is null)),
  -- Nobody decides his own accusation.
  check (not (accusers && deciders)),
  check (opened_by::text = any (accusers)),
  check (kind <> 'price' or decision is distinct from 'confirmed' or signed_off_by is not null)
);
create index diversion_case_key on ho.diversion_case (dedupe_key);
create index diversion_case_dealer on ho.diversion_case (dealer_id);

-- Append-only and hash-chained: each entry's hash covers its content and the entry before.
create table ho.diversion_case_event (
  id ho.id primary key,
  case_id ho.id not null references ho.diversion_case,
  region_id ho.id not null references ho.region,
  no integer not null check (no > 0),
  kind text not null check (kind in
    ('open', 'merge', 'assign', 'note', 'add_evidence', 'explain', 'sign_off', 'decide', 'appeal', 'observe', 'close')),
  person_id ho.id not null references ho.person,
  -- ISO instant, UTC, as it is hashed.
  at text not null check (at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$'),
  -- One line of JSON, byte for byte as it is hashed.
  body text not null check (body::jsonb is not null and position(chr(10) in body) = 0),
  prev_hash text not null,
  hash text not null unique,
  unique (case_id, no)
);
create trigger diversion_case_event_append_only before update or delete or truncate on ho.diversion_case_event
  for each statement execute function ho.refuse_change();

-- The hash of an entry, as db/domain/diversion/cases/event.ts tells it.
create function ho.case_event_hash(prev_hash text, case_id uuid, no integer, kind text, person_id uuid, at text, body text)
returns text language sql immutable as $$
  select encode(sha256(convert_to(
    concat_ws(chr(10), prev_hash, case_id::text, no::text, kind, person_id::text, at, body), 'UTF8')), 'hex')
$$;

-- An entry that does not follow from the one before cannot be written, whoever writes it.
create function ho.check_case_event() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare before record;
begin
  select c.last_no, c.last_hash into before from ho.diversion_case c where c.id = new.case_id for update;
  if new.no <> before.last_no + 1 or new.prev_hash <> before.last_hash or new.hash <>
    ho.case_event_hash(new.prev_hash, new.case_id, new.no, new.kind, new.person_id, new.at, new.body) then
    raise exception 'entry % of case % does not follow', new.no, new.case_id using errcode = 'check_violation';
  end if;
  update ho.diversion_case set last_no = new.no, last_hash = new.hash where id = new.case_id;
  return new;
end $$;
create trigger diversion_case_event_follows before insert on ho.diversion_case_event
  for each row execute function ho.check_case_event();

-- Files. The bytes stay at head office; laptops get what is needed to tell that a file is the one.
create table ho.diversion_evidence (
  id ho.id primary key,
  case_id ho.id not null references ho.diversion_case,
  region_id ho.id not null references ho.region,
  file_name text not null check (length(file_name) between 1 and 200),
  media_type text not null check (media_type in
    ('image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'text/plain', 'text/csv')),
  size integer not null check (size between 1 and 1000000),
  sha256 text not null,
  bytes bytea not null,
  added_by ho.id not null references ho.person,
  added_at timestamptz not null,
  check (size = octet_length(bytes)),
  check (sha256 = encode(sha256(bytes), 'hex'))
);
create index diversion_evidence_case on ho.diversion_evidence (case_id);
create trigger diversion_evidence_append_only before update or delete or truncate on ho.diversion_evidence
  for each statement execute function ho.refuse_change();

-- Where the goods of some scans came from, shipment to scan, in the regions of whoever asks. Consumers' readings come
-- as a cell of a twentieth of a degree and a day, and without device: where a person was is nobody's business here.
create function ho.custody_of(scan_ids uuid[], regions text[]) returns table (
  scan_id uuid, code text, level text, case_code text, sku text, batch text, produced_on date, dealer_id uuid,
  product_line_id uuid, shipment text, shipped_on date, warehouse text, actor text, scanned_on date, scanned_at timestamptz,
  terminal text, longitude double precision, latitude double precision, accuracy_m integer
) language sql stable security definer set search_path = pg_catalog as $$
  select s.id, s.code, c.level, p.code, k.name, c.batch, c.produced_on, s.dealer_id, g.product_line_id, h.code, h.shipped_on,
    h.warehouse, s.actor, s.scanned_on, case when s.actor <> 'consumer' then s.scanned_at end,
    case when s.actor <> 'consumer' then t.name end,
    case when s.actor = 'consumer' then (floor(s.longitude * 20) + 0.5) / 20 else s.longitude end,
    case when s.actor = 'consumer' then (floor(s.latitude * 20) + 0.5) / 20 else s.latitude end,
    s.accuracy_m
  from ho.scan s
  left join ho.trace_code c on c.code = s.code
  left join ho.trace_code p on p.id = c.parent_id
  left join ho.sku k on k.id = s.sku_id
  left join ho.category g on g.id = k.category_id
  left join ho.shipment h on h.id = s.shipment_id
  left join ho.terminal t on t.id = s.terminal_id
  where s.id = any (scan_ids) and s.region_id::text = any (regions)
  order by s.scanned_at, s.id
$$;

-- How many people (devices) scanned in each cell that consumers' readings of a case lie in; a reading without a device
-- is of nobody that can be counted.
create function ho.people_in_cells(scan_ids uuid[], regions text[]) returns table (
  longitude double precision, latitude double precision, scans bigint, people bigint
) language sql stable security definer set search_path = pg_catalog as $$
  select (floor(s.longitude * 20) + 0.5) / 20, (floor(s.latitude * 20) + 0.5) / 20, count(*), count(distinct s.device_hash)
  from ho.scan s
  where s.id = any (scan_ids) and s.region_id::text = any (regions) and s.actor = 'consumer' and s.longitude is not null
  group by 1, 2 order by 1, 2
$$;

-- Whether the person of the command holds one of the roles over a region, or over one above it, today.
create function ho.holds_role(region uuid, roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  with recursive above as (
    select r.id, r.parent_id from ho.region r where r.id = region
    union all
    select r.id, r.parent_id from ho.region r join above a on r.id = a.parent_id
  )
  select exists (
    select 1 from ho.role_grant g join above a on a.id = g.region_id
    where g.person_id::text = current_setting('app.person', true) and g.role = any (roles)
      and g.valid_from <= (now() at time zone 'Asia/Shanghai')::date
      and (g.valid_to is null or (now() at time zone 'Asia/Shanghai')::date < g.valid_to)
  )
$$;

do $$
declare t text;
begin
  foreach t in array array['diversion_case', 'diversion_case_event', 'diversion_evidence'] loop
    execute format('alter table ho.%I enable row level security', t);
    execute format('alter table ho.%I force row level security', t);
    execute format('create policy owner_all on ho.%I to %I using (true) with check (true)', t, current_user);
    execute format('revoke all on ho.%I from public', t);
    execute format(
      'create policy own_regions on ho.%I to ho_command
         using (region_id::text = any (string_to_array(current_setting(''app.regions'', true), '','')))
         with check (region_id::text = any (string_to_array(current_setting(''app.regions'', true), '','')))', t);
  end loop;
end $$;
revoke execute on function ho.case_event_hash(text, uuid, integer, text, uuid, text, text), ho.check_case_event(),
  ho.custody_of(uuid[], text[]), ho.people_in_cells(uuid[], text[]), ho.holds_role(uuid, text[]) from public;
grant select, insert on ho.diversion_case, ho.diversion_case_event, ho.diversion_evidence to ho_command;
grant update (state, decision, reason_code, assignee_id, accusers, deciders, decided_at, appeal_deadline, signed_off_by,
  observed_until, first_scan_on, last_scan_on, codes, scans, alert, row_version) on ho.diversion_case to ho_command;
grant execute on function ho.custody_of(uuid[], text[]), ho.people_in_cells(uuid[], text[]), ho.holds_role(uuid, text[])
  to ho_command;
grant select on ho.calendar_day to ho_command;
create policy all_days on ho.calendar_day for select to ho_command using (true);
