/** Settings, who this laptop is, what it has decided, and what its user has yet to be told. */
export const foundation = {
  version: 1,
  name: 'foundation',
  sql: `
create table setting (
  key text primary key not null,
  value text not null check (json_valid(value))
) strict;

create table device (
  one integer primary key not null check (one = 1),
  id text not null,
  private_jwk text not null check (json_valid(private_jwk)),
  public_jwk text not null check (json_valid(public_jwk)),
  head_office text,
  person_id text,
  person_name text,
  enrolled_at text,
  check ((person_id is null) = (enrolled_at is null))
) strict;

create table outbox (
  device_id text not null,
  seq integer not null check (seq > 0),
  id text not null unique,
  person_id text not null,
  kind text not null,
  version integer not null check (version > 0),
  payload text not null check (json_valid(payload)),
  base text not null check (json_valid(base)),
  depends_on text,
  claimed_at text not null,
  status text not null default 'waiting' check (status in ('waiting', 'accepted', 'rejected', 'conflict')),
  reason_code text,
  result text check (json_valid(result)),
  seen_at text,
  primary key (device_id, seq)
) strict;
create index outbox_status on outbox (status);

create table notice (
  id integer primary key not null,
  raised_at text not null,
  code text not null,
  params text not null check (json_valid(params)),
  told_at text
) strict;
`,
} as const;
