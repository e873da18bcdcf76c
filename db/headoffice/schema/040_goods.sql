-- Goods: what is sold, in which packs, at what price and cost, and what lies in stock.

create table ho.product_line (
  id ho.id primary key,
  code text not null unique,
  name text not null,
  name_en text not null
);

create table ho.category (
  id ho.id primary key,
  product_line_id ho.id not null references ho.product_line,
  code text not null unique,
  name text not null,
  name_en text not null
);

create table ho.brand (
  id ho.id primary key,
  code text not null unique,
  name text not null
);

create table ho.sku (
  id ho.id primary key,
  no integer not null unique,
  code text not null unique,
  name text not null,
  category_id ho.id not null references ho.category,
  brand_id ho.id not null references ho.brand,
  base_unit text not null,
  vat_ppm ho.ppm not null check (vat_ppm between 0 and 1000000),
  shelf_life_days integer check (shelf_life_days > 0),
  active boolean not null default true
);

-- A pack of a SKU: "箱 = 12 袋" is unit 箱, factor_milli 12000.
create table ho.sku_pack (
  id ho.id primary key,
  sku_id ho.id not null references ho.sku,
  unit text not null,
  factor_milli ho.milli not null check (factor_milli > 0),
  unique (sku_id, unit)
);

alter table ho.territory add foreign key (product_line_id) references ho.product_line;
alter table ho.exemption add foreign key (sku_id) references ho.sku;

create table ho.price_list (
  id ho.id primary key,
  code text not null unique,
  name text not null,
  currency ho.currency not null,
  tax_included boolean not null
);

-- 分 per base unit. The most specific of dealer, region, class wins; all null is the list price.
create table ho.price (
  id ho.id primary key,
  price_list_id ho.id not null references ho.price_list,
  sku_id ho.id not null references ho.sku,
  dealer_class text check (dealer_class in ('A', 'B', 'C', 'D')),
  scope_region_id ho.id references ho.region,
  dealer_id ho.id references ho.dealer,
  unit_price_fen ho.fen not null check (unit_price_fen >= 0),
  valid_from date not null,
  valid_to date check (valid_to > valid_from)
);
create index price_sku on ho.price (sku_id, valid_from);

create table ho.cost (
  id ho.id primary key,
  sku_id ho.id not null references ho.sku,
  layer text not null check (layer in ('material', 'freight', 'wastage', 'write_down')),
  unit_cost_fen ho.fen not null,
  currency ho.currency not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (sku_id with =, layer with =, daterange(valid_from, valid_to) with &&)
);

create table ho.competitor_price (
  id ho.id primary key,
  sku_id ho.id not null references ho.sku,
  region_id ho.id not null references ho.region,
  competitor text not null,
  unit_price_fen ho.fen not null,
  currency ho.currency not null,
  source text not null,
  seen_on date not null
);

create table ho.stock (
  id ho.id primary key,
  warehouse text not null,
  region_id ho.id not null references ho.region,
  sku_id ho.id not null references ho.sku,
  batch text not null,
  expires_on date,
  as_of date not null,
  quantity_milli ho.milli not null check (quantity_milli >= 0),
  unique (warehouse, sku_id, batch, as_of)
);
