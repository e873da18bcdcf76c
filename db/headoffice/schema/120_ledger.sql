-- The ledger as people work with it: every decision about money is a proposal, made by one person and decided by another;
-- its approval posts entries in the same transaction. Rules stand in db/domain/ledger; what is here holds without them.

insert into ho.ledger_account (code, name, name_en, side) values
  ('opening_balance', '期初余额—销售返利', 'Rebates before this ledger', 'debit'),
  ('opening_settled', '期初已兑付返利', 'Rebates settled before this ledger', 'credit'),
  ('rebate_tax', '主营业务收入—销售返利税额', 'Revenue: tax within sales rebates', 'debit'),
  ('sales_revenue', '主营业务收入', 'Revenue: sales', 'credit'),
  ('penalty_income', '营业外收入—违约金', 'Penalties received', 'credit');

create table ho.proposal (
  id ho.id primary key,
  region_id ho.id not null references ho.region,
  kind text not null check (kind in ('accrue', 'claw_back', 'confirm', 'settle', 'reverse', 'diversion', 'expire',
    'override', 'opening', 'close_period', 'agreement_version')),
  body jsonb not null,
  -- SHA-256 over id, region, kind and body: a decision names what was seen.
  body_hash text not null check (body_hash ~ '^[0-9a-f]{64}$'),
  maker_id ho.id not null references ho.person,
  made_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'withdrawn')),
  checker_id ho.id references ho.person,
  decided_at timestamptz,
  reason text,
  -- What the approval did, e.g. the entries that it posted.
  result jsonb not null default '{}',
  row_version integer not null default 1,
  check (checker_id <> maker_id),
  check ((state in ('approved', 'rejected')) = (checker_id is not null)),
  check ((state = 'open') = (decided_at is null)),
  check (state <> 'rejected' or reason is not null)
);
create index proposal_region on ho.proposal (region_id, state);

-- What was proposed stays as it was, and a decision is taken once.
create function ho.guard_proposal() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'proposals are kept' using errcode = 'restrict_violation';
  elsif old.state <> 'open' then
    raise exception 'proposal % was decided', old.id using errcode = 'restrict_violation';
  elsif (new.id, new.region_id, new.kind, new.body, new.body_hash, new.maker_id, new.made_at)
      is distinct from (old.id, old.region_id, old.kind, old.body, old.body_hash, old.maker_id, old.made_at) then
    raise exception 'proposal % cannot be changed', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger proposal_guard before update or delete on ho.proposal
  for each row execute function ho.guard_proposal();
create trigger proposal_kept before truncate on ho.proposal for each statement execute function ho.refuse_change();

alter table ho.entry add column proposal_id ho.id references ho.proposal;
-- What the entry says without when and under which number: the same key must come with the same.
alter table ho.entry add column body_hash text;
create unique index entry_reversed_once on ho.entry (corrects_id) where kind = 'reverse';
create index entry_key on ho.entry (agreement_id, dealer_id);

-- Numbers have no holes and every entry names the one before it.
create function ho.check_entry_chain() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare bad bigint;
begin
  select n.seq into bad from new_rows n
  where n.prev_hash is distinct from case when n.seq = 1 then '' else (
    select before.hash from ho.entry before where before.seq = n.seq - 1) end
  limit 1;
  if bad is not null then
    raise exception 'entry number % does not follow the one before it', bad using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger entry_chain after insert on ho.entry
  referencing new table as new_rows for each statement execute function ho.check_entry_chain();

-- Checked at the commit, when the transaction may work as somebody who sees no legs.
alter function ho.check_entry_has_legs() security definer;
alter function ho.check_entry_has_legs() set search_path = pg_catalog;

-- Also: a day that belongs to no period.
create or replace function ho.refuse_closed_period() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare bad record;
begin
  select n.posting_date, p.state into bad
  from new_rows n left join ho.period p on n.posting_date >= p.starts_on and n.posting_date < p.ends_on
  where p.state is null or p.state = 'closed' limit 1;
  if found then
    raise exception 'posting date % lies in %', bad.posting_date,
      case when bad.state is null then 'no period' else 'a closed period' end using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- A period goes from open over closing to closed, never back, and its days stay.
create function ho.guard_period() returns trigger language plpgsql as $$
declare rank constant text[] := array['open', 'closing', 'closed'];
begin
  if old.state = 'closed' then
    raise exception 'period % is closed', old.code using errcode = 'restrict_violation';
  elsif tg_op = 'DELETE' then
    return old;
  elsif array_position(rank, new.state) < array_position(rank, old.state) then
    raise exception 'period % cannot be opened again', old.code using errcode = 'restrict_violation';
  elsif (new.id, new.code, new.starts_on, new.ends_on) is distinct from (old.id, old.code, old.starts_on, old.ends_on) then
    raise exception 'period % cannot be moved', old.code using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger period_guard before update or delete on ho.period for each row execute function ho.guard_period();

-- An approved version is what both sides signed: it may become void, nothing else.
create function ho.guard_agreement_version() returns trigger language plpgsql as $$
begin
  if old.state <> 'approved' then return case tg_op when 'DELETE' then old else new end; end if;
  if tg_op = 'UPDATE' and new.state in ('approved', 'void') and to_jsonb(new) - 'state' = to_jsonb(old) - 'state' then
    return new;
  end if;
  raise exception 'an approved version of an agreement cannot be changed' using errcode = 'restrict_violation';
end $$;
create trigger agreement_version_guard before update or delete on ho.agreement_version
  for each row execute function ho.guard_agreement_version();

create or replace view ho.ledger_leg with (security_invoker = true) as
select e.id as entry_id, l.leg_no, e.seq, e.region_id, e.dealer_id, e.agreement_id, e.kind, e.posting_date,
       p.code as period_code, e.base_fen, l.account_code, l.debit_fen, l.credit_fen, e.currency,
       e.corrects_id, o.kind as corrects_kind, e.proposal_id, e.reason, e.maker_id, e.checker_id
from ho.entry e join ho.entry_leg l on l.entry_id = e.id join ho.period p on p.id = e.effective_period_id
  left join ho.entry o on o.id = e.corrects_id;

-- Only one posts at a time: the head of the chain, and every balance, stay as they were read until the end.
create function ho.lock_ledger() returns void language sql as $$ select pg_advisory_xact_lock(7300414) $$;

-- ho_ledger takes over within the transaction of a command that was allowed: it reads what a calculation needs, also of
-- regions that the person does not see (a dealer moved), and writes only in his regions and in his name.
do $$
begin
  create role ho_ledger nologin nosuperuser nocreatedb nocreaterole noinherit nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
declare readable text;
begin
  execute format('grant ho_ledger to %I', current_user);
  alter table ho.proposal enable row level security;
  alter table ho.proposal force row level security;
  execute format('create policy owner_all on ho.proposal to %I using (true) with check (true)', current_user);
  foreach readable in array array['region', 'role_grant', 'period', 'ledger_account', 'agreement', 'agreement_version',
    'entry', 'entry_leg', 'dealer', 'dealer_region', 'dealer_link', 'product_line', 'category', 'brand', 'sku',
    'sales_order', 'order_line', 'return_line', 'price_adjustment', 'shipment', 'delivery', 'delivery_line', 'invoice',
    'receipt', 'receipt_allocation', 'proposal'] loop
    execute format('grant select on ho.%I to ho_ledger', readable);
    execute format('create policy ledger_read on ho.%I for select to ho_ledger using (true)', readable);
  end loop;
end $$;
revoke all on ho.proposal from public;
grant usage on schema ho to ho_ledger;
grant select on ho.sales_line to ho_ledger;

create function ho.in_app_regions(region uuid) returns boolean language sql stable as
$$ select region::text = any (string_to_array(current_setting('app.regions', true), ',')) $$;
create function ho.is_app_person(person uuid) returns boolean language sql stable as
$$ select person::text = current_setting('app.person', true) $$;

grant insert on ho.entry, ho.entry_leg, ho.agreement, ho.agreement_version to ho_ledger;
create policy ledger_post on ho.entry for insert to ho_ledger
  with check (ho.in_app_regions(region_id) and ho.is_app_person(checker_id) and proposal_id is not null);
create policy ledger_post on ho.entry_leg for insert to ho_ledger with check (true);
create policy ledger_agree on ho.agreement for insert to ho_ledger with check (ho.in_app_regions(region_id));
create policy ledger_agree on ho.agreement_version for insert to ho_ledger
  with check (ho.in_app_regions(region_id) and ho.is_app_person(checker_id));
grant update (state, closed_hash) on ho.period to ho_ledger;
create policy ledger_close on ho.period for update to ho_ledger using (true) with check (true);
grant update (state, checker_id, decided_at, reason, result, row_version) on ho.proposal to ho_ledger;
create policy ledger_decide on ho.proposal for update to ho_ledger
  using (ho.in_app_regions(region_id)) with check (ho.is_app_person(checker_id));

grant select, insert on ho.proposal to ho_command;
grant update (state, decided_at, row_version) on ho.proposal to ho_command;
create policy own_regions_read on ho.proposal for select to ho_command using (ho.in_app_regions(region_id));
create policy own_proposal_add on ho.proposal for insert to ho_command
  with check (ho.in_app_regions(region_id) and ho.is_app_person(maker_id) and state = 'open');
create policy own_proposal_withdraw on ho.proposal for update to ho_command
  using (ho.is_app_person(maker_id)) with check (state = 'withdrawn');
grant select on ho.role_grant, ho.region to ho_command;
create policy own_grants on ho.role_grant for select to ho_command using (ho.is_app_person(person_id));
create policy command_read on ho.region for select to ho_command using (true);

revoke execute on function ho.lock_ledger(), ho.in_app_regions(uuid), ho.is_app_person(uuid), ho.check_entry_chain(),
  ho.guard_proposal(), ho.guard_period(), ho.guard_agreement_version() from public;
grant execute on function ho.lock_ledger() to ho_ledger;
grant execute on function ho.in_app_regions(uuid), ho.is_app_person(uuid) to ho_command, ho_ledger;
grant execute on function ho.region_subtree(uuid) to ho_command, ho_ledger;
grant execute on function ho.region_of_dealer(uuid, date) to ho_ledger;

-- Laptops are told the new columns.
insert into sync.staged (name, row_id) select 'period', id from ho.period;
insert into sync.staged (name, region_id, holder, day)
select distinct 'ledger_leg', region_id::uuid, dealer_id::uuid, posting_date from ho.entry;
