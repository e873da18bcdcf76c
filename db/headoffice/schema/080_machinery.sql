-- Machinery: what people did and what the house did with it.

-- A note that the region sees, pinned to a dealer. The first thing laptops write (growth features add theirs).
create table ho.annotation (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  person_id ho.id not null references ho.person,
  body text not null check (length(body) between 1 and 2000),
  written_at timestamptz not null,
  withdrawn_at timestamptz,
  row_version integer not null default 1
);

-- A user's decision as it arrived. id is the idempotency key made by the laptop; the answer is stored with it, so
-- a repeated command gets the same answer. seq is per device and has no holes.
create table ho.command (
  id ho.id primary key,
  device_id ho.id not null references ho.device,
  person_id ho.id not null references ho.person,
  seq bigint not null check (seq > 0),
  kind text not null,
  version smallint not null,
  payload jsonb not null,
  base jsonb not null default '{}',
  depends_on ho.id,
  -- The laptop's own clock: a claim, never used to order anything.
  claimed_at timestamptz not null,
  received_at timestamptz not null default now(),
  status text not null check (status in ('accepted', 'rejected', 'conflict')),
  reason_code text,
  result jsonb not null default '{}',
  unique (device_id, seq),
  check ((status = 'accepted') = (reason_code is null))
);

-- Append-only, hash-chained. Refusals are logged too.
create table ho.audit (
  seq bigint primary key check (seq > 0),
  at timestamptz not null default now(),
  person_id uuid,
  device_id uuid,
  region_id uuid,
  action text not null,
  object_id uuid,
  detail jsonb not null default '{}',
  prev_hash text not null,
  hash text not null unique
);
create trigger audit_append_only before update or delete or truncate on ho.audit
  for each statement execute function ho.refuse_change();

-- An import is kept row by row, so that it can be explained and undone.
create table ho.import_batch (
  id ho.id primary key,
  source text not null,
  file_hash text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  undone_at timestamptz,
  counts jsonb not null default '{}'
);
create table ho.import_row (
  batch_id ho.id not null references ho.import_batch,
  table_name text not null,
  row_id uuid not null,
  source_key text not null,
  outcome text not null check (outcome in ('inserted', 'skipped', 'rejected')),
  reason text,
  primary key (batch_id, table_name, row_id)
);
