-- What rebates are calculated from, complete on both sides: which receipt paid which invoice and when, what an agreement
-- builds on, and orders that were cancelled.

-- How the version stands to other agreements and dealers: what it builds on, which choices it takes part in, dealers that
-- are calculated together. Part of what is approved, like the rule.
alter table ho.agreement_version add relations jsonb not null default '{}' check (jsonb_typeof(relations) = 'object');

-- An allocation belongs to the dealer and the day of its receipt; the key holds it to that.
alter table ho.receipt add unique (id, dealer_id, received_on);
alter table ho.receipt_allocation add dealer_id ho.id, add received_on date;
update ho.receipt_allocation a set dealer_id = r.dealer_id, received_on = r.received_on
from ho.receipt r where r.id = a.receipt_id;
alter table ho.receipt_allocation
  alter dealer_id set not null, alter received_on set not null,
  add foreign key (receipt_id, dealer_id, received_on) references ho.receipt (id, dealer_id, received_on) on update cascade;
create index receipt_allocation_pack on ho.receipt_allocation (dealer_id, received_on);
create index delivery_pack on ho.delivery (dealer_id, delivered_on);

-- Lines of cancelled orders: they count until the day of the cancellation.
create view ho.cancelled_line with (security_invoker = true) as
select l.id, l.region_id, l.dealer_id, l.ordered_on, l.order_id, l.sku_id, l.quantity_milli, l.net_fen, l.tax_fen,
       o.cancelled_on
from ho.order_line l join ho.sales_order o on o.id = l.order_id
where o.cancelled_on is not null;

-- Laptops are told.
insert into sync.staged (name, row_id) select 'agreement_version', id from ho.agreement_version;
insert into sync.staged (name, region_id, holder, day)
select distinct 'invoice', region_id, dealer_id, invoiced_on from ho.invoice
union select distinct 'receipt_allocation', region_id, dealer_id, received_on from ho.receipt_allocation
union select distinct 'delivery', region_id, dealer_id, delivered_on from ho.delivery
union select distinct 'cancelled_line', region_id, dealer_id, ordered_on from ho.cancelled_line;
