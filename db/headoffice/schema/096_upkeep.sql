-- Upkeep: what the nightly work needs to remember, and what it tells the streams that are open meanwhile.

-- Compaction takes the content out of operations that were said again later. A stream that announced a checkpoint before
-- and reads its pages after must announce another one: each page says how often the log was compacted until then.
alter table sync.state add column compactions bigint not null default 0;
-- Local date (Asia/Shanghai) of the last nightly work.
alter table sync.state add column upkeep_on date;

alter function sync.compact() rename to shorten;
create function sync.compact() returns bigint language plpgsql security definer set search_path = pg_catalog as $$
declare shortened bigint;
begin
  shortened := sync.shorten();
  update sync.state set compactions = compactions + 1;
  return shortened;
end $$;
