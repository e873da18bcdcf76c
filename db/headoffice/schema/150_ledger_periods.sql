-- Whoever decides opens the periods that follow, so that there always is one to post in.
grant insert on ho.period to ho_ledger;
create policy ledger_open on ho.period for insert to ho_ledger with check (state = 'open');
