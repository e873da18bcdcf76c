-- What the ledger calculates a deduction of a case on again: the goods that its history names.
grant select on ho.diversion_case_event to ho_ledger;
create policy ledger_read on ho.diversion_case_event for select to ho_ledger using (true);
