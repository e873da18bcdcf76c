-- What head office reads to calculate again what is proposed, besides the tables themselves.
grant select on ho.ledger_leg, ho.cancelled_line to ho_ledger;

-- A deduction rests on a confirmed case.
grant select on ho.diversion_case to ho_ledger;
create policy ledger_read on ho.diversion_case for select to ho_ledger using (true);
