-- Organisation: regions, people, who sits where, who may see what, and the days that are worked.

-- 集团 → 大区 → 省区 → 城市. A region never moves: a reorganisation closes one and opens another.
create table ho.region (
  id ho.id primary key,
  parent_id ho.id references ho.region,
  level text not null check (level in ('group', 'area', 'province', 'city')),
  code text not null unique,
  name text not null,
  name_en text not null,
  -- The administrative divisions the region covers; empty above the level where they are listed.
  adcodes text[] not null default '{}',
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  check ((level = 'group') = (parent_id is null))
);
create index region_parent on ho.region (parent_id);

create table ho.person (
  id ho.id primary key,
  code text not null unique,
  name text not null,
  email text,
  active boolean not null default true
);

-- Which post a person held, where, when. One main post at a time.
create table ho.employment (
  id ho.id primary key,
  person_id ho.id not null references ho.person,
  region_id ho.id not null references ho.region,
  position text not null check (position in ('sales', 'region_manager', 'area_manager', 'finance', 'head_office', 'inspector')),
  manager_id ho.id references ho.person,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (person_id with =, daterange(valid_from, valid_to) with &&)
);

-- Leave, so that work is not routed to somebody who is away.
create table ho.leave (
  id ho.id primary key,
  person_id ho.id not null references ho.person,
  region_id ho.id not null references ho.region,
  valid_from date not null,
  valid_to date not null check (valid_to > valid_from)
);

-- "grant" is reserved in SQL: a role that a person holds over a region and everything below it, dated.
create table ho.role_grant (
  id ho.id primary key,
  person_id ho.id not null references ho.person,
  region_id ho.id not null references ho.region,
  role text not null check (role in ('viewer', 'manager', 'finance_maker', 'finance_checker', 'auditor', 'administrator')),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (person_id with =, region_id with =, role with =, daterange(valid_from, valid_to) with &&)
);

create table ho.device (
  id ho.id primary key,
  person_id ho.id not null references ho.person,
  name text not null,
  -- Ed25519 public key (JWK): the device signs its own token requests, so nothing replayable is stored.
  public_jwk jsonb not null,
  enrolled_at timestamptz not null,
  revoked_at timestamptz,
  wipe_requested_at timestamptz
);

-- Days that are not "Monday to Friday": statutory holidays and 调休 working days.
create table ho.calendar_day (
  id ho.id primary key,
  day date not null unique,
  kind text not null check (kind in ('holiday', 'workday')),
  name text not null
);

-- Hours of a working day, dated (minutes after local midnight, Asia/Shanghai).
create table ho.working_hours (
  id ho.id primary key,
  weekday smallint not null check (weekday between 1 and 7),
  start_minute smallint not null check (start_minute between 0 and 1440),
  end_minute smallint not null check (end_minute > start_minute and end_minute <= 1440),
  valid_from date not null,
  valid_to date check (valid_to > valid_from)
);

-- The region itself, and every region below it.
create function ho.region_subtree(root uuid) returns setof uuid
language sql stable as $$
  with recursive tree as (
    select id from ho.region where id = root
    union all
    select r.id from ho.region r join tree t on r.parent_id = t.id
  )
  select id from tree
$$;
