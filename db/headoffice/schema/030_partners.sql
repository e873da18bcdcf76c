-- Partners: dealers, whom they serve, where they may sell, what they may owe.

create table ho.dealer (
  id ho.id primary key,
  -- Short number, unique, used only inside packs to save bytes; the identity is id.
  no integer not null unique,
  code text not null unique,
  name text not null,
  legal_name text not null,
  credit_code text unique check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  level smallint not null default 1 check (level in (1, 2)),
  parent_id ho.id references ho.dealer,
  class text not null check (class in ('A', 'B', 'C', 'D')),
  opened_on date not null,
  closed_on date check (closed_on > opened_on),
  adcode ho.adcode,
  address text,
  longitude double precision check (longitude between 72 and 138),
  latitude double precision check (latitude between 0.8 and 56)
);

-- To which sales region a dealer belonged, when. Scope rule of the whole product: a document belongs to the
-- region that owned the dealer on the document's business date, and stays there when the dealer moves.
create table ho.dealer_region (
  id ho.id primary key,
  dealer_id ho.id not null references ho.dealer,
  region_id ho.id not null references ho.region,
  owner_id ho.id references ho.person,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (dealer_id with =, daterange(valid_from, valid_to) with &&)
);
create index dealer_region_region on ho.dealer_region (region_id);

-- The written form of the scope rule.
create function ho.region_of_dealer(dealer uuid, on_day date) returns uuid
language sql stable as $$
  select region_id from ho.dealer_region
  where dealer_id = dealer and valid_from <= on_day and (valid_to is null or on_day < valid_to)
$$;

-- Merged into, split from, continued by (续接).
create table ho.dealer_link (
  id ho.id primary key,
  from_id ho.id not null references ho.dealer,
  to_id ho.id not null references ho.dealer check (to_id <> from_id),
  kind text not null check (kind in ('merge', 'split', 'continue')),
  effective_on date not null,
  region_id ho.id not null references ho.region
);

create table ho.dealer_contact (
  id ho.id primary key,
  dealer_id ho.id not null references ho.dealer,
  region_id ho.id not null references ho.region,
  name text not null,
  phone text,
  role text
);

create table ho.credit (
  id ho.id primary key,
  dealer_id ho.id not null references ho.dealer,
  region_id ho.id not null references ho.region,
  rating text not null check (rating in ('AAA', 'AA', 'A', 'B', 'C')),
  limit_fen ho.fen not null check (limit_fen >= 0),
  currency ho.currency not null,
  terms_days smallint not null check (terms_days between 0 and 365),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (dealer_id with =, daterange(valid_from, valid_to) with &&)
);

-- A shop, restaurant or canteen. Coordinates are GCJ-02; the feed's own system and accuracy stay beside them.
create table ho.terminal (
  id ho.id primary key,
  no integer not null unique,
  code text not null unique,
  name text not null,
  kind text not null check (kind in ('shop', 'restaurant', 'canteen', 'bakery', 'factory', 'warehouse')),
  region_id ho.id not null references ho.region,
  adcode ho.adcode,
  longitude double precision check (longitude between 72 and 138),
  latitude double precision check (latitude between 0.8 and 56),
  opened_on date not null,
  closed_on date check (closed_on > opened_on)
);

create table ho.terminal_dealer (
  id ho.id primary key,
  terminal_id ho.id not null references ho.terminal,
  dealer_id ho.id not null references ho.dealer,
  region_id ho.id not null references ho.region,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (terminal_id with =, dealer_id with =, daterange(valid_from, valid_to) with &&)
);

-- Where a dealer may sell a product line: administrative divisions plus drawn polygons (GCJ-02 GeoJSON MultiPolygon).
create table ho.territory (
  id ho.id primary key,
  dealer_id ho.id not null references ho.dealer,
  product_line_id ho.id not null,
  region_id ho.id not null references ho.region,
  adcodes text[] not null default '{}',
  polygons jsonb,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  check (cardinality(adcodes) > 0 or polygons is not null),
  exclude using gist (dealer_id with =, product_line_id with =, daterange(valid_from, valid_to) with &&)
);

-- Goods seen outside without being a breach: hubs, permits, e-commerce SKUs.
create table ho.exemption (
  id ho.id primary key,
  kind text not null check (kind in ('hub', 'permit', 'ecommerce')),
  dealer_id ho.id references ho.dealer,
  sku_id ho.id,
  region_id ho.id not null references ho.region,
  adcodes text[] not null default '{}',
  polygons jsonb,
  reason text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from)
);
