-- Lines are known by the number of their order: the one that dealers have in their own books.
create or replace view ho.sales_line with (security_invoker = true) as
select l.id, 'order' as kind, l.region_id, l.dealer_id, l.ordered_on as business_date, l.order_id, o.person_id,
       l.sku_id, l.quantity_milli, l.net_fen, l.tax_fen, l.cost_fen, o.currency, o.code as order_code
from ho.order_line l join ho.sales_order o on o.id = l.order_id
where o.cancelled_on is null
union all
select r.id, 'return', r.region_id, r.dealer_id, r.returned_on, l.order_id, o.person_id,
       r.sku_id, -r.quantity_milli, -r.net_fen, -r.tax_fen, -r.cost_fen, o.currency, o.code
from ho.return_line r join ho.order_line l on l.id = r.order_line_id join ho.sales_order o on o.id = l.order_id
union all
select a.id, 'adjustment', a.region_id, a.dealer_id, a.adjusted_on, l.order_id, o.person_id,
       a.sku_id, 0, a.net_fen, a.tax_fen, 0, o.currency, o.code
from ho.price_adjustment a join ho.order_line l on l.id = a.order_line_id join ho.sales_order o on o.id = l.order_id;

create or replace view ho.cancelled_line with (security_invoker = true) as
select l.id, l.region_id, l.dealer_id, l.ordered_on, l.order_id, l.sku_id, l.quantity_milli, l.net_fen, l.tax_fen,
       o.cancelled_on, o.code as order_code
from ho.order_line l join ho.sales_order o on o.id = l.order_id
where o.cancelled_on is not null;

-- Laptops are told.
insert into sync.staged (name, region_id, holder, day)
select distinct 'sales_line', region_id::uuid, dealer_id::uuid, business_date from ho.sales_line
union select distinct 'cancelled_line', region_id::uuid, dealer_id::uuid, ordered_on from ho.cancelled_line;
