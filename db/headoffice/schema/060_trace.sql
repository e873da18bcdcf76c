-- Trace: codes on goods, the shipment that bound them to a dealer, and where they were seen.

create table ho.shipment (
  id ho.id primary key,
  code text not null unique,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  delivery_id ho.id references ho.delivery,
  -- The territory version in force at outbound: the one a scan is judged by.
  territory_id ho.id references ho.territory,
  shipped_on date not null,
  warehouse text not null
);

-- bottle ⊂ case ⊂ pallet. shipment_id is set once, at outbound, on the level that was shipped.
create table ho.trace_code (
  id ho.id primary key,
  code text not null unique,
  level text not null check (level in ('bottle', 'case', 'pallet')),
  parent_id ho.id references ho.trace_code,
  sku_id ho.id not null references ho.sku,
  batch text not null,
  produced_on date not null,
  shipment_id ho.id references ho.shipment
);
create index trace_code_parent on ho.trace_code (parent_id);
create index trace_code_shipment on ho.trace_code (shipment_id);

create table ho.delivery_point (
  id ho.id primary key,
  shipment_id ho.id not null references ho.shipment,
  region_id ho.id not null references ho.region,
  stopped_at timestamptz not null,
  dwell_minutes integer not null check (dwell_minutes >= 0),
  longitude double precision not null,
  latitude double precision not null
);

-- One reading of one code. dealer_id and shipment_id are resolved when the scan arrives: the dealer the code was
-- bound to at outbound. Both are null when the code was never shipped; region_id is then the region of the place.
create table ho.scan (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  dealer_id ho.id references ho.dealer,
  shipment_id ho.id references ho.shipment,
  code text not null,
  sku_id ho.id not null references ho.sku,
  actor text not null check (actor in ('inspector', 'dealer', 'terminal', 'driver', 'consumer')),
  terminal_id ho.id references ho.terminal,
  scanned_at timestamptz not null,
  -- Local date (Asia/Shanghai) of scanned_at: the business date.
  scanned_on date not null,
  -- GCJ-02; null when the reading carried no place.
  longitude double precision,
  latitude double precision,
  source_crs text not null check (source_crs in ('GCJ02', 'WGS84', 'BD09', 'none')),
  accuracy_class text not null check (accuracy_class in ('A', 'B', 'C', 'D', 'E')),
  accuracy_m integer check (accuracy_m >= 0),
  device_hash text,
  check ((longitude is null) = (latitude is null)),
  check ((longitude is null) = (source_crs = 'none')),
  check (scanned_on = (scanned_at at time zone 'Asia/Shanghai')::date)
);
-- The pack of a scan without a dealer is held by its region.
create index scan_pack on ho.scan ((coalesce(dealer_id, region_id)), scanned_on);
create index scan_code on ho.scan (code);

create table ho.stock_count (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  sku_id ho.id not null references ho.sku,
  counted_on date not null,
  quantity_milli ho.milli not null check (quantity_milli >= 0)
);
