-- Territories change by proposal, as agreements do. A version begins on a day to come and ends the one before it on that
-- day: shipments already made, and what scans of them are judged by, stay as they were.
alter table ho.proposal drop constraint proposal_kind_check;
alter table ho.proposal add constraint proposal_kind_check check (kind in ('accrue', 'claw_back', 'confirm', 'settle',
  'reverse', 'diversion', 'expire', 'override', 'opening', 'close_period', 'agreement_version', 'territory'));

grant select, insert on ho.territory to ho_ledger;
grant update (valid_to) on ho.territory to ho_ledger;
create policy ledger_read on ho.territory for select to ho_ledger using (true);
create policy ledger_begin on ho.territory for insert to ho_ledger
  with check (ho.in_app_regions(region_id) and valid_from > (now() at time zone 'Asia/Shanghai')::date);
create policy ledger_end on ho.territory for update to ho_ledger
  using (ho.in_app_regions(region_id))
  with check (ho.in_app_regions(region_id) and valid_to > (now() at time zone 'Asia/Shanghai')::date);
