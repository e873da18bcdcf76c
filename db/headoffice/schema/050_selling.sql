-- Selling: from lead to cash. Documents are never edited; what changes is a new row with a reason.

create table ho.lead (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  source text not null check (source in ('website', 'exhibition', 'referral', 'phone', 'wechat', 'import')),
  company text not null,
  adcode ho.adcode,
  grade text check (grade in ('A', 'B', 'C', 'D')),
  grade_inputs jsonb not null default '{}',
  received_at timestamptz not null,
  owner_id ho.id references ho.person,
  first_contact_at timestamptz check (first_contact_at >= received_at),
  converted_on date,
  lost_on date,
  lost_reason text,
  check (converted_on is null or lost_on is null)
);

create table ho.lead_assignment (
  id ho.id primary key,
  lead_id ho.id not null references ho.lead,
  region_id ho.id not null references ho.region,
  person_id ho.id not null references ho.person,
  assigned_at timestamptz not null,
  reason text not null
);

create table ho.opportunity (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  lead_id ho.id references ho.lead,
  dealer_id ho.id references ho.dealer,
  owner_id ho.id references ho.person,
  name text not null,
  opened_on date not null,
  closed_on date check (closed_on >= opened_on),
  outcome text check (outcome in ('won', 'lost')),
  amount_fen ho.fen not null,
  currency ho.currency not null,
  check ((closed_on is null) = (outcome is null))
);

-- Stage, amount and expected close as they were believed from an instant on.
create table ho.opportunity_history (
  id ho.id primary key,
  opportunity_id ho.id not null references ho.opportunity,
  region_id ho.id not null references ho.region,
  at timestamptz not null,
  stage text not null,
  amount_fen ho.fen not null,
  expected_close_on date
);

create table ho.activity (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  person_id ho.id not null references ho.person,
  dealer_id ho.id references ho.dealer,
  lead_id ho.id references ho.lead,
  kind text not null check (kind in ('visit', 'call', 'message')),
  at timestamptz not null,
  outcome text,
  next_step text
);

create table ho.quote (
  id ho.id primary key,
  code text not null,
  version smallint not null check (version > 0),
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  quoted_on date not null,
  currency ho.currency not null,
  state text not null check (state in ('draft', 'submitted', 'approved', 'rejected', 'accepted', 'expired')),
  unique (code, version)
);

create table ho.quote_line (
  id ho.id primary key,
  quote_id ho.id not null references ho.quote,
  region_id ho.id not null references ho.region,
  line_no smallint not null,
  sku_id ho.id not null references ho.sku,
  quantity_milli ho.milli not null,
  net_fen ho.fen not null,
  -- Every step of the price, from list to net, with the rule that took it.
  waterfall jsonb not null,
  unique (quote_id, line_no)
);

create table ho.contract (
  id ho.id primary key,
  code text not null,
  version smallint not null check (version > 0),
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  submitted_at timestamptz not null,
  approved_at timestamptz check (approved_at >= submitted_at),
  signed_on date,
  valid_from date not null,
  valid_to date not null check (valid_to > valid_from),
  clauses jsonb not null default '{}',
  unique (code, version)
);

create table ho.contract_step (
  id ho.id primary key,
  contract_id ho.id not null references ho.contract,
  region_id ho.id not null references ho.region,
  step text not null,
  person_id ho.id references ho.person,
  entered_at timestamptz not null,
  left_at timestamptz check (left_at >= entered_at),
  outcome text check (outcome in ('approved', 'returned', 'rejected'))
);

-- "order" is reserved in SQL.
create table ho.sales_order (
  id ho.id primary key,
  code text not null unique,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  person_id ho.id references ho.person,
  opportunity_id ho.id references ho.opportunity,
  ordered_on date not null,
  promised_on date,
  currency ho.currency not null,
  cancelled_on date check (cancelled_on >= ordered_on),
  cancel_reason text,
  error_code text,
  check ((cancelled_on is null) = (cancel_reason is null))
);
create index sales_order_dealer on ho.sales_order (dealer_id, ordered_on);

create table ho.order_line (
  id ho.id primary key,
  order_id ho.id not null references ho.sales_order,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  ordered_on date not null,
  line_no smallint not null check (line_no > 0),
  sku_id ho.id not null references ho.sku,
  pack_unit text not null,
  quantity_milli ho.milli not null check (quantity_milli > 0),
  unit_price_fen ho.fen not null check (unit_price_fen >= 0),
  net_fen ho.fen not null check (net_fen >= 0),
  tax_fen ho.fen not null check (tax_fen >= 0),
  cost_fen ho.fen not null,
  unique (order_id, line_no)
);
create index order_line_pack on ho.order_line (dealer_id, ordered_on);

create table ho.order_change (
  id ho.id primary key,
  order_id ho.id not null references ho.sales_order,
  region_id ho.id not null references ho.region,
  at timestamptz not null,
  person_id ho.id references ho.person,
  reason_code text not null,
  cost_fen ho.fen not null default 0,
  detail jsonb not null
);

create table ho.delivery (
  id ho.id primary key,
  order_id ho.id not null references ho.sales_order,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  delivered_on date not null,
  on_time boolean not null,
  in_full boolean not null
);

create table ho.delivery_line (
  id ho.id primary key,
  delivery_id ho.id not null references ho.delivery,
  order_line_id ho.id not null references ho.order_line,
  region_id ho.id not null references ho.region,
  quantity_milli ho.milli not null check (quantity_milli > 0),
  batch text,
  expires_on date
);

-- Goods that came back. Quantities and amounts are positive here and counted negative in sales_line.
create table ho.return_line (
  id ho.id primary key,
  order_line_id ho.id not null references ho.order_line,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  returned_on date not null,
  sku_id ho.id not null references ho.sku,
  quantity_milli ho.milli not null check (quantity_milli > 0),
  net_fen ho.fen not null check (net_fen >= 0),
  tax_fen ho.fen not null check (tax_fen >= 0),
  cost_fen ho.fen not null,
  reason_code text not null
);
create index return_line_pack on ho.return_line (dealer_id, returned_on);

-- 调价单: changes the money of a line, not its quantity; signed.
create table ho.price_adjustment (
  id ho.id primary key,
  order_line_id ho.id not null references ho.order_line,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  adjusted_on date not null,
  sku_id ho.id not null references ho.sku,
  net_fen ho.fen not null,
  tax_fen ho.fen not null,
  reason_code text not null
);
create index price_adjustment_pack on ho.price_adjustment (dealer_id, adjusted_on);

create table ho.invoice (
  id ho.id primary key,
  code text not null unique,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  order_id ho.id references ho.sales_order,
  invoiced_on date not null,
  due_on date not null check (due_on >= invoiced_on),
  net_fen ho.fen not null,
  tax_fen ho.fen not null,
  currency ho.currency not null,
  -- A red invoice (红字) names the invoice it corrects and carries negative amounts.
  corrects_id ho.id references ho.invoice,
  check ((corrects_id is null) = (net_fen >= 0))
);
create index invoice_pack on ho.invoice (dealer_id, invoiced_on);

create table ho.receipt (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  received_on date not null,
  amount_fen ho.fen not null check (amount_fen <> 0),
  currency ho.currency not null,
  method text not null check (method in ('bank', 'draft', 'cash', 'offset'))
);
create index receipt_pack on ho.receipt (dealer_id, received_on);

create table ho.receipt_allocation (
  id ho.id primary key,
  receipt_id ho.id not null references ho.receipt,
  invoice_id ho.id not null references ho.invoice,
  region_id ho.id not null references ho.region,
  amount_fen ho.fen not null check (amount_fen <> 0),
  unique (receipt_id, invoice_id)
);

-- A target for a region or a dealer (not both), a KPI and a calendar month.
create table ho.target (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  dealer_id ho.id references ho.dealer,
  kpi text not null check (kpi in ('net_sales', 'collection', 'new_dealers')),
  month date not null check (extract(day from month) = 1),
  value bigint not null check (value >= 0),
  valid_from timestamptz not null,
  unique nulls not distinct (region_id, dealer_id, kpi, month, valid_from)
);

-- What counts as sales: orders at their date, returns and adjustments at theirs. Cancelled orders do not count.
-- Net is 不含税. This view is the definition that every net-sales figure in the product traces to.
create view ho.sales_line with (security_invoker = true) as
select l.id, 'order' as kind, l.region_id, l.dealer_id, l.ordered_on as business_date, l.order_id, o.person_id,
       l.sku_id, l.quantity_milli, l.net_fen, l.tax_fen, l.cost_fen, o.currency
from ho.order_line l join ho.sales_order o on o.id = l.order_id
where o.cancelled_on is null
union all
select r.id, 'return', r.region_id, r.dealer_id, r.returned_on, l.order_id, o.person_id,
       r.sku_id, -r.quantity_milli, -r.net_fen, -r.tax_fen, -r.cost_fen, o.currency
from ho.return_line r join ho.order_line l on l.id = r.order_line_id join ho.sales_order o on o.id = l.order_id
union all
select a.id, 'adjustment', a.region_id, a.dealer_id, a.adjusted_on, l.order_id, o.person_id,
       a.sku_id, 0, a.net_fen, a.tax_fen, 0, o.currency
from ho.price_adjustment a join ho.order_line l on l.id = a.order_line_id join ho.sales_order o on o.id = l.order_id;
