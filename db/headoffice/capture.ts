import { PACK_TABLES, type PackTable, ROW_TABLES, type RowTable } from '../domain/replica/manifest.ts';

/**
 * SQL derived from the replica manifest: the capture triggers, the one statement that sequences, and the two that
 * make the log anew. Everything is `create or replace`, so a changed manifest takes effect at the next migration.
 */

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const source = (table: RowTable): string => `ho.${table.source ?? table.name}`;

/** Bucket of a row, before the generation is added. */
function bucketOf(table: RowTable): string {
  switch (table.scope) {
    case 'global':
      return quote('global');
    case 'region':
      return `'region:' || r.region_id`;
    case 'person':
      return `'person:' || r.person_id`;
    case 'device':
      return `'device:' || r.device_id`;
  }
}

/** The marked rows of one table as they are now: type, id, bucket, data. */
function currentRows(table: RowTable): string {
  const fields = Object.keys(table.columns).map((name) => `${quote(name)}, sync.wire(r.${name})`);
  return `select ${quote(table.name)}, r.id::text, ${bucketOf(table)} || s.suffix,
       json_build_object(${fields.join(', ')})::text
     from s cross join row_mark m join ${source(table)} r on r.id = m.row_id where m.name = ${quote(table.name)}`;
}

/** The marked packs of one fact as they are now; a pack without rows is none. */
function currentPacks(pack: PackTable): string {
  const values = pack.columns.map((column) => `sync.wire(${column.sql ?? `s.${column.name}`})`);
  return `select ${quote(`${pack.name}_pack`)}, p.id, 'region:' || p.region_id || p.suffix,
       json_build_object('region_id', p.region_id, 'dealer_id', nullif(p.holder, p.region_id), 'period', p.period,
         'body', b.body)::text
     from pack_mark p cross join lateral (
       select json_agg(json_build_array(${values.join(', ')}) order by ${pack.orderBy})::text as body
       from ho.${pack.source} s ${pack.join ?? ''}
       where s.region_id = p.region_id and ${pack.holder} = p.holder
         and s.${pack.dateColumn} >= p.starts_on and s.${pack.dateColumn} < p.ends_on
     ) b where p.name = ${quote(pack.name)} and b.body is not null`;
}

/**
 * Writes the operations of all committed markers; returns how many. Compiling a statement of this size (jit) would take
 * longer than running it.
 */
const sequence = (): string => `
create or replace function sync.sequence() returns bigint
language plpgsql security definer set search_path = pg_catalog set jit = off as $sequence$
declare written bigint;
begin
  perform sync.lock_log();
  with s as materialized (
    select last_op, open_from, '#' || generation as suffix from sync.state
  ), m as materialized (
    delete from sync.staged returning name, row_id, region_id, holder, day, gone_id
  ), row_mark as materialized (
    select distinct name, row_id from m where row_id is not null
  ), pack_mark as materialized (
    select distinct name, region_id, holder, suffix, period, starts_on, ends_on,
      region_id || '/' || holder || '/' || period as id
    from (
      select m.name, m.region_id, m.holder, s.suffix,
        case when m.day >= s.open_from then to_char(m.day, 'YYYY-MM-DD') else to_char(m.day, 'YYYY-MM') end as period,
        case when m.day >= s.open_from then m.day else date_trunc('month', m.day)::date end as starts_on,
        case when m.day >= s.open_from then m.day + 1
             else (date_trunc('month', m.day) + interval '1 month')::date end as ends_on
      from m cross join s where m.day is not null
    ) d
  ), marked as materialized (
    select name as type, row_id::text as id from row_mark
    union select name || '_pack', id from pack_mark
    union select name || '_pack', gone_id from m where gone_id is not null
  ), stated (type, id, bucket, data) as (
    ${[...ROW_TABLES.map(currentRows), ...PACK_TABLES.map(currentPacks)].join('\n    union all ')}
  ), current as materialized (
    select type, id, bucket, data, sync.checksum('P' || type || '/' || id || '/' || data) as checksum from stated
  ), held as materialized (
    select l.type, l.id, l.bucket, l.checksum from sync.live l join marked using (type, id)
  ), change as (
    select h.bucket, 'REMOVE' as op, h.type, h.id, null::text as data,
      sync.checksum('R' || h.type || '/' || h.id) as checksum
    from held h left join current c on c.type = h.type and c.id = h.id and c.bucket = h.bucket where c.id is null
    union all
    select c.bucket, 'PUT', c.type, c.id, c.data, c.checksum
    from current c left join held h on h.type = c.type and h.id = c.id and h.bucket = c.bucket
      and h.checksum = c.checksum where h.id is null
  ), numbered as materialized (
    select change.*, s.last_op + row_number() over (order by bucket, type, id, op desc) as op_id from change cross join s
  ), logged as (
    insert into sync.op (bucket, op_id, op, type, id, data, checksum)
    select bucket, op_id, op, type, id, data, checksum from numbered order by bucket, op_id returning 1
  ), counted as (
    insert into sync.bucket as b (bucket, checksum, n)
    select bucket, sum(checksum)::bigint & 4294967295, count(*) from numbered group by bucket
    on conflict (bucket) do update
      set checksum = (b.checksum + excluded.checksum) & 4294967295, n = b.n + excluded.n
    returning 1
  ), gone as (
    delete from sync.live l using numbered o
    where o.op = 'REMOVE' and l.type = o.type and l.id = o.id
      and not exists (select 1 from current c where c.type = o.type and c.id = o.id) returning 1
  ), kept as (
    insert into sync.live (type, id, bucket, checksum)
    select type, id, bucket, checksum from numbered where op = 'PUT'
    on conflict (type, id) do update set bucket = excluded.bucket, checksum = excluded.checksum returning 1
  ), moved as (
    update sync.state set last_op = last_op + (select count(*) from numbered)
    where exists (select 1 from numbered) returning 1
  )
  select count(*) into written from numbered;
  return written;
end $sequence$;`;

const markAll = (): string =>
  [
    ...ROW_TABLES.map(
      (table) => `insert into sync.staged (name, row_id) select ${quote(table.name)}, id from ${source(table)};`,
    ),
    ...PACK_TABLES.map(
      (pack) => `insert into sync.staged (name, region_id, holder, day)
  select ${quote(pack.name)}, s.region_id, ${pack.holder}, min(s.${pack.dateColumn})
  from ho.${pack.source} s, sync.state
  group by s.region_id, ${pack.holder},
    case when s.${pack.dateColumn} >= open_from then s.${pack.dateColumn}
         else date_trunc('month', s.${pack.dateColumn})::date end;`,
    ),
  ].join('\n  ');

/** Makes the log anew from the tables, under a new epoch: every laptop starts again. */
const reseed = (): string => `
create or replace function sync.reseed() returns bigint
language plpgsql security definer set search_path = pg_catalog set jit = off as $reseed$
begin
  perform sync.lock_log();
  truncate sync.staged, sync.op, sync.bucket, sync.live;
  ${markAll()}
  update sync.state set epoch = gen_random_uuid(), last_op = 0;
  return sync.sequence();
end $reseed$;`;

/** Marks everything: what the tables hold, and what laptops hold. What is told already is not told again. */
const recheck = (): string => `
create or replace function sync.recheck() returns bigint
language plpgsql security definer set search_path = pg_catalog set jit = off as $recheck$
begin
  perform sync.lock_log();
  ${markAll()}
  insert into sync.staged (name, row_id) select type, id::uuid from sync.live where type not like '%\\_pack';
  insert into sync.staged (name, gone_id) select left(type, -5), id from sync.live where type like '%\\_pack';
  return sync.sequence();
end $recheck$;`;

/** Moves the border between month packs and day packs forward, and packs the days between by month. */
const closeMonths = (): string => `
create or replace function sync.close_months(new_open_from date) returns bigint
language plpgsql security definer set search_path = pg_catalog set jit = off as $close$
declare old_open_from date;
begin
  perform sync.lock_log();
  select open_from into old_open_from from sync.state;
  if new_open_from < old_open_from then
    raise exception 'months before % are packed already', old_open_from using errcode = 'invalid_parameter_value';
  end if;
  insert into sync.staged (name, gone_id)
  select left(type, -5), id from sync.live
  where type like '%\\_pack' and right(id, 10) ~ '^\\d{4}-\\d{2}-\\d{2}$' and right(id, 10)::date < new_open_from;
  ${PACK_TABLES.map(
    (pack) => `insert into sync.staged (name, region_id, holder, day)
  select distinct ${quote(pack.name)}, s.region_id, ${pack.holder}, date_trunc('month', s.${pack.dateColumn})::date
  from ho.${pack.source} s where s.${pack.dateColumn} >= old_open_from and s.${pack.dateColumn} < new_open_from;`,
  ).join('\n  ')}
  update sync.state set open_from = new_open_from;
  return sync.sequence();
end $close$;`;

function trigger(table: string, name: string, call: string): string {
  const transitions = {
    insert: 'referencing new table as new_rows',
    update: 'referencing old table as old_rows new table as new_rows',
    delete: 'referencing old table as old_rows',
  };
  return Object.entries(transitions)
    .map(
      ([op, tables]) =>
        `create or replace trigger ${name}_${op} after ${op} on ${table} ${tables} for each statement execute function ${call};`,
    )
    .join('\n');
}

const triggers = (): string =>
  [
    ...ROW_TABLES.map((table) => trigger(source(table), 'capture', `sync.mark_rows(${quote(table.name)})`)),
    ...PACK_TABLES.flatMap((pack) =>
      pack.feeds.map((feed) =>
        trigger(
          `ho.${feed.table}`,
          `capture_${pack.name}`,
          `sync.mark_packs(${quote(pack.name)}, ${quote(feed.dateColumn)})`,
        ),
      ),
    ),
  ].join('\n');

/** Everything of the above, to be run after the schema files. */
export function captureSql(): string {
  const nobodyElse = 'revoke execute on all functions in schema sync from public;';
  return [sequence(), reseed(), recheck(), closeMonths(), triggers(), nobodyElse].join('\n');
}
