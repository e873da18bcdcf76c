-- What laptops receive. Statement triggers write markers only ("this row", "this dealer's day"); ONE statement,
-- sync.sequence(), turns the committed markers into operations. One statement is one snapshot, so every checkpoint is
-- a state head office really had, and nothing that committed later or earlier is torn or lost.
-- Triggers and the statement itself are derived from the replica manifest (capture.ts).

create table sync.state (
  one boolean primary key default true check (one),
  last_op bigint not null default 0,
  -- Positions of another epoch mean nothing: set anew when the log is made anew.
  epoch uuid not null default gen_random_uuid(),
  -- Part of every bucket name; raised when the shape of synced rows changes incompatibly.
  generation integer not null default 1 check (generation > 0),
  -- Facts before this day travel as month packs, from it on as day packs.
  open_from date not null default '2000-01-01' check (extract(day from open_from) = 1)
);
insert into sync.state default values;

-- A marker names a row (row_id), a pack (region, holder, day), or a pack that is gone for good (gone_id).
create table sync.staged (
  seq bigint generated always as identity primary key,
  name text not null,
  row_id uuid,
  region_id uuid,
  holder uuid,
  day date,
  gone_id text,
  check (num_nonnulls(row_id, day, gone_id) = 1)
);

create table sync.op (
  bucket text not null,
  op_id bigint not null,
  op text not null check (op in ('PUT', 'REMOVE', 'MOVE', 'CLEAR')),
  type text,
  id text,
  data text,
  checksum bigint not null check (checksum between 0 and 4294967295),
  primary key (bucket, op_id)
);
create index op_row on sync.op (type, id);

-- Sum of the checksums (mod 2^32) and count of the operations of each bucket.
create table sync.bucket (
  bucket text primary key,
  checksum bigint not null,
  n bigint not null
);

-- What each bucket holds now: where a row is, so that it can be taken out, and what it said, so that it is not sent twice.
create table sync.live (
  type text not null,
  id text not null,
  bucket text not null,
  checksum bigint not null,
  primary key (type, id)
);

create function sync.checksum(what text) returns bigint language sql immutable parallel safe as
$$ select ('x' || substr(md5(what), 1, 8))::bit(32)::bigint & 4294967295 $$;

-- How values travel: identifiers and dates as text, instants as UTC text with milliseconds, booleans as 0 and 1,
-- structured values as text that holds JSON.
create function sync.wire(v uuid) returns text language sql immutable parallel safe as $$ select v::text $$;
create function sync.wire(v text) returns text language sql immutable parallel safe as $$ select v $$;
create function sync.wire(v date) returns text language sql immutable parallel safe as $$ select to_char(v, 'YYYY-MM-DD') $$;
create function sync.wire(v timestamptz) returns text language sql immutable parallel safe as
$$ select to_char(v at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
create function sync.wire(v boolean) returns integer language sql immutable parallel safe as $$ select v::int $$;
create function sync.wire(v smallint) returns integer language sql immutable parallel safe as $$ select v::int $$;
create function sync.wire(v integer) returns integer language sql immutable parallel safe as $$ select v $$;
create function sync.wire(v bigint) returns bigint language sql immutable parallel safe as $$ select v $$;
create function sync.wire(v double precision) returns double precision language sql immutable parallel safe as
$$ select v $$;
create function sync.wire(v text[]) returns text language sql immutable parallel safe as $$ select to_json(v)::text $$;
create function sync.wire(v jsonb) returns text language sql immutable parallel safe as $$ select v::text $$;

create function sync.capturing() returns boolean language sql stable as
$$ select coalesce(current_setting('app.capture', true), '') <> 'off' $$;

-- Trigger for row tables. Argument: the synced type.
create function sync.mark_rows() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not sync.capturing() then return null; end if;
  if tg_op = 'DELETE' then
    insert into sync.staged (name, row_id) select tg_argv[0], id from old_rows;
  else
    insert into sync.staged (name, row_id) select tg_argv[0], id from new_rows;
  end if;
  perform pg_notify('sync', '');
  return null;
end $$;

-- Trigger for the tables that feed a pack. Arguments: the pack's name and the column that dates its rows.
create function sync.mark_packs() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare source text;
begin
  if not sync.capturing() then return null; end if;
  foreach source in array case tg_op
    when 'INSERT' then array['new_rows'] when 'DELETE' then array['old_rows'] else array['old_rows', 'new_rows'] end
  loop
    execute format(
      'insert into sync.staged (name, region_id, holder, day)
       select distinct %L, region_id::uuid, coalesce(dealer_id, region_id)::uuid, %I from %I',
      tg_argv[0], tg_argv[1], source);
  end loop;
  perform pg_notify('sync', '');
  return null;
end $$;

-- Only one may write the log at a time, whoever it is.
create function sync.lock_log() returns void language sql as $$ select pg_advisory_xact_lock(7300412) $$;

-- Shortens the log without changing what it adds up to: an operation whose row was said again later becomes a MOVE
-- (nothing but its checksum), and the run of such at a bucket's beginning becomes one CLEAR with their sum.
-- Returns how many operations lost their content or fell away.
create function sync.compact() returns bigint language plpgsql security definer set search_path = pg_catalog as $$
declare emptied bigint; fell bigint;
begin
  perform sync.lock_log();
  update sync.op o set op = 'MOVE', type = null, id = null, data = null
  where o.op in ('PUT', 'REMOVE') and exists (
    select 1 from sync.op later
    where later.type = o.type and later.id = o.id and later.bucket = o.bucket and later.op_id > o.op_id);
  get diagnostics emptied = row_count;
  with first_put as (
    select b.bucket, coalesce(min(o.op_id) filter (where o.op = 'PUT'), 9223372036854775807) as op_id
    from sync.bucket b left join sync.op o on o.bucket = b.bucket group by b.bucket
  ), head as (
    select o.bucket, max(o.op_id) as last, sum(o.checksum)::bigint & 4294967295 as checksum, count(*) as n
    from sync.op o join first_put f on f.bucket = o.bucket and o.op_id < f.op_id
    group by o.bucket having count(*) > 1
  ), cut as (
    delete from sync.op o using head h where o.bucket = h.bucket and o.op_id < h.last returning 1
  ), clear as (
    update sync.op o set op = 'CLEAR', type = null, id = null, data = null, checksum = h.checksum
    from head h where o.bucket = h.bucket and o.op_id = h.last returning 1
  ), fewer as (
    update sync.bucket b set n = b.n - h.n + 1 from head h where b.bucket = h.bucket returning 1
  )
  select count(*) into fell from cut;
  return emptied + fell;
end $$;
