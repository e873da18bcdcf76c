-- Rebates: what was promised, and a double-entry ledger of what was earned, confirmed, settled and deducted.

create table ho.agreement (
  id ho.id primary key,
  no integer not null unique,
  code text not null unique,
  name text not null,
  dealer_id ho.id not null references ho.dealer,
  region_id ho.id not null references ho.region,
  -- The product line the agreement speaks of; null is all of them.
  product_line_id ho.id references ho.product_line
);

-- Immutable once approved. The rule is data; its schema is versioned with rule->>'schema'.
create table ho.agreement_version (
  id ho.id primary key,
  agreement_id ho.id not null references ho.agreement,
  region_id ho.id not null references ho.region,
  version smallint not null check (version > 0),
  effective_from date not null,
  effective_to date not null check (effective_to > effective_from),
  signed_on date not null,
  tax_basis text not null check (tax_basis in ('net', 'gross')),
  date_basis text not null check (date_basis in ('order', 'shipment', 'invoice', 'receipt')),
  currency ho.currency not null,
  kind text not null check (kind in ('whole_volume', 'marginal', 'percent', 'growth', 'target', 'payment', 'mix')),
  rule jsonb not null,
  state text not null check (state in ('draft', 'submitted', 'approved', 'void')),
  maker_id ho.id references ho.person,
  checker_id ho.id references ho.person,
  unique (agreement_id, version),
  check (state <> 'approved' or (checker_id is not null and checker_id <> maker_id))
);

create table ho.period (
  id ho.id primary key,
  code text not null unique,
  starts_on date not null,
  ends_on date not null check (ends_on > starts_on),
  state text not null check (state in ('open', 'closing', 'closed')),
  closed_hash text check ((state = 'closed') = (closed_hash is not null)),
  exclude using gist (daterange(starts_on, ends_on) with &&)
);

create table ho.ledger_account (
  code text primary key,
  name text not null,
  name_en text not null,
  side text not null check (side in ('debit', 'credit'))
);
insert into ho.ledger_account (code, name, name_en, side) values
  ('rebate_expense', '主营业务收入—销售返利', 'Revenue: sales rebates', 'debit'),
  ('rebate_accrued', '预提返利', 'Accrued rebates', 'credit'),
  ('rebate_payable', '应付返利—经销商', 'Rebates payable', 'credit'),
  ('dealer_receivable', '应收账款', 'Dealer receivable', 'debit'),
  ('bank', '银行存款', 'Bank', 'debit'),
  ('output_vat', '应交税费—销项税额', 'Output VAT', 'credit');

create table ho.entry (
  id ho.id primary key,
  -- Position in the hash chain, without holes.
  seq bigint not null unique check (seq > 0),
  region_id ho.id not null references ho.region,
  dealer_id ho.id not null references ho.dealer,
  agreement_id ho.id references ho.agreement,
  kind text not null check (kind in
    ('accrue', 'true_up', 'confirm', 'settle', 'reverse', 'claw_back', 'diversion', 'expire', 'override', 'opening')),
  posting_date date not null,
  -- The period the money concerns, which may lie before the one it is posted in.
  effective_period_id ho.id not null references ho.period,
  currency ho.currency not null,
  base_fen ho.fen not null,
  idempotency_key text not null unique,
  corrects_id ho.id references ho.entry,
  reason text,
  maker_id ho.id references ho.person,
  checker_id ho.id references ho.person,
  prev_hash text not null,
  hash text not null unique,
  check (checker_id is null or checker_id <> maker_id)
);
create index entry_pack on ho.entry (dealer_id, posting_date);

create table ho.entry_leg (
  entry_id ho.id not null references ho.entry,
  leg_no smallint not null check (leg_no > 0),
  account_code text not null references ho.ledger_account,
  debit_fen ho.fen not null default 0 check (debit_fen >= 0),
  credit_fen ho.fen not null default 0 check (credit_fen >= 0),
  primary key (entry_id, leg_no),
  check ((debit_fen > 0) <> (credit_fen > 0))
);

-- Every entry balances and has at least two legs; checked when the transaction commits.
create function ho.check_entries_balance() returns trigger language plpgsql as $$
declare bad uuid;
begin
  select n.entry_id into bad
  from (select distinct entry_id from new_rows) n cross join lateral (
    select sum(l.debit_fen) as debit, sum(l.credit_fen) as credit, count(*) as legs
    from ho.entry_leg l where l.entry_id = n.entry_id
  ) s
  where s.debit <> s.credit or s.legs < 2
  limit 1;
  if bad is not null then
    raise exception 'entry % does not balance', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger entry_leg_balance after insert on ho.entry_leg
  referencing new table as new_rows for each statement execute function ho.check_entries_balance();

-- An entry without legs must not commit: checked by a deferred constraint trigger per entry.
create function ho.check_entry_has_legs() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from ho.entry_leg l where l.entry_id = new.id) then
    raise exception 'entry % has no legs', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger entry_has_legs after insert on ho.entry
  deferrable initially deferred for each row execute function ho.check_entry_has_legs();

create function ho.refuse_closed_period() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from new_rows n join ho.period p on n.posting_date >= p.starts_on and n.posting_date < p.ends_on
    where p.state = 'closed'
  ) then
    raise exception 'posting date lies in a closed period' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger entry_closed_period after insert on ho.entry
  referencing new table as new_rows for each statement execute function ho.refuse_closed_period();

-- Entries and legs are history: they are never changed, only countered by another entry.
create function ho.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger entry_append_only before update or delete or truncate on ho.entry
  for each statement execute function ho.refuse_change();
create trigger entry_leg_append_only before update or delete or truncate on ho.entry_leg
  for each statement execute function ho.refuse_change();

-- What travels to laptops: each leg with its entry, flat.
create view ho.ledger_leg with (security_invoker = true) as
select e.id as entry_id, l.leg_no, e.seq, e.region_id, e.dealer_id, e.agreement_id, e.kind, e.posting_date,
       p.code as period_code, e.base_fen, l.account_code, l.debit_fen, l.credit_fen, e.currency
from ho.entry e join ho.entry_leg l on l.entry_id = e.id join ho.period p on p.id = e.effective_period_id;
