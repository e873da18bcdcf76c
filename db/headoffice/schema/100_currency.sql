-- One region, one currency. Every sum of the product is over documents of regions, so whoever adds up one region, or
-- several of one currency, cannot mix two; a document in another currency than its region's is refused here.

alter table ho.region add currency ho.currency not null default 'CNY';
alter table ho.region add unique (id, currency);

do $$
declare document text;
begin
  foreach document in array array['credit', 'opportunity', 'quote', 'sales_order', 'invoice', 'receipt', 'agreement_version', 'entry']
  loop
    execute format('alter table ho.%I drop constraint %I', document, document || '_region_id_fkey');
    execute format('alter table ho.%I add foreign key (region_id, currency) references ho.region (id, currency)', document);
  end loop;
end $$;

-- The lines of an order and what comes back of them name a region of their own, and take their currency from the order.
create function ho.refuse_other_currency() returns trigger language plpgsql as $$
declare wrong text;
begin
  if tg_table_name = 'order_line' then
    select o.code into wrong
    from new_rows n join ho.sales_order o on o.id = n.order_id join ho.region r on r.id = n.region_id
    where r.currency <> o.currency limit 1;
  else
    select o.code into wrong
    from new_rows n join ho.order_line l on l.id = n.order_line_id join ho.sales_order o on o.id = l.order_id
      join ho.region r on r.id = n.region_id
    where r.currency <> o.currency limit 1;
  end if;
  if wrong is not null then
    raise exception 'order % is in another currency than the region of its line', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;

do $$
declare line text; op text;
begin
  foreach line in array array['order_line', 'return_line', 'price_adjustment'] loop
    foreach op in array array['insert', 'update'] loop
      execute format(
        'create trigger %I after %s on ho.%I referencing new table as new_rows
         for each statement execute function ho.refuse_other_currency()',
        line || '_currency_' || op, op, line);
    end loop;
  end loop;
end $$;

-- Laptops are told.
insert into sync.staged (name, row_id) select 'region', id from ho.region;
