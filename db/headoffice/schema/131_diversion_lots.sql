-- Which line of which order the goods of some scans were sold on, and how much of it each code is: what a deduction is
-- calculated on. A code that no delivery names has no line. Quantities are thousandths of the SKU's base unit: a bottle is
-- one, a packing case as many as the line's pack holds, a pallet what its packing cases come to.
create function ho.lots_of(scan_ids uuid[], regions text[]) returns table (code text, line_id uuid, quantity_milli bigint)
language sql stable security definer set search_path = pg_catalog as $$
  select distinct on (s.code) s.code, l.id,
    case when c.level = 'bottle' then 1000
         else coalesce(k.factor_milli, 1000) *
           case when c.level = 'pallet' then greatest(1, (select count(*) from ho.trace_code p where p.parent_id = c.id)) else 1 end
    end::bigint
  from ho.scan s
  left join ho.trace_code c on c.code = s.code
  left join ho.shipment h on h.id = s.shipment_id
  left join ho.delivery d on d.id = h.delivery_id
  left join ho.order_line l on l.order_id = d.order_id and l.sku_id = s.sku_id
  left join ho.sku_pack k on k.sku_id = l.sku_id and k.unit = l.pack_unit
  where s.id = any (scan_ids) and s.region_id::text = any (regions)
  order by s.code, l.line_no
$$;
revoke execute on function ho.lots_of(uuid[], text[]) from public;
grant execute on function ho.lots_of(uuid[], text[]) to ho_command;
