-- Who may do what. The service works as one of three roles for the length of a transaction, never as the owner, and
-- forced row-level security decides what that role sees: nothing, unless a policy below says otherwise.
--   ho_auth     enrols devices, gives and checks tokens
--   ho_feed     reads the sync log of the buckets named in app.buckets
--   ho_command  carries out one laptop's commands (app.person, app.device) in the regions named in app.regions

do $$
declare role text;
begin
  foreach role in array array['ho_auth', 'ho_feed', 'ho_command'] loop
    begin
      -- Roles belong to the whole server: another database there may have made them already.
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole noinherit nobypassrls', role);
    exception when duplicate_object or unique_violation then null;
    end;
    execute format('grant %I to %I', role, current_user);
  end loop;
end $$;

-- Keys that sign access tokens. The newest signs; older ones still check until they are retired.
create table ho.signing_key (
  kid text primary key,
  private_jwk jsonb not null,
  made_at timestamptz not null default now(),
  retired_at timestamptz
);

-- One-time codes for enrolling a device; only their SHA-256 is kept.
create table ho.enrolment_code (
  code_hash text primary key,
  person_id ho.id not null references ho.person,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Token requests already answered: the same signed request is not answered twice.
create table ho.used_assertion (
  jti text primary key,
  expires_at timestamptz not null
);
create index used_assertion_expiry on ho.used_assertion (expires_at);

create function ho.append_audit(
  action text, person uuid, device uuid, region uuid, object uuid, detail jsonb
) returns bigint language plpgsql security definer set search_path = pg_catalog as $$
declare last record; now_at timestamptz := clock_timestamp(); body text;
begin
  perform pg_advisory_xact_lock(7300413);
  select a.seq, a.hash into last from ho.audit a order by a.seq desc limit 1;
  body := json_build_array(coalesce(last.hash, ''), coalesce(last.seq, 0) + 1,
    to_char(now_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), action, person, device, region, object, detail)::text;
  insert into ho.audit (seq, at, person_id, device_id, region_id, action, object_id, detail, prev_hash, hash)
  values (coalesce(last.seq, 0) + 1, now_at, person, device, region, action, object, detail,
    coalesce(last.hash, ''), encode(sha256(convert_to(body, 'UTF8')), 'hex'));
  return coalesce(last.seq, 0) + 1;
end $$;

-- The first entry of the audit whose hash does not follow from its content and its predecessor; null when all do.
create function ho.first_broken_audit() returns bigint language sql stable as $$
  select min(a.seq) from (
    select seq, hash, prev_hash, lag(hash, 1, '') over (order by seq) as expected_prev,
      row_number() over (order by seq) as expected_seq,
      encode(sha256(convert_to(json_build_array(prev_hash, seq,
        to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        action, person_id, device_id, region_id, object_id, detail)::text, 'UTF8')), 'hex') as expected_hash
    from ho.audit
  ) a
  where a.hash <> a.expected_hash or a.prev_hash <> a.expected_prev or a.seq <> a.expected_seq
$$;

do $$
declare t record;
begin
  for t in select schemaname, tablename from pg_tables where schemaname in ('ho', 'sync') loop
    execute format('alter table %I.%I enable row level security', t.schemaname, t.tablename);
    execute format('alter table %I.%I force row level security', t.schemaname, t.tablename);
    -- The owner migrates, imports and sequences; forced security would shut it out as well.
    execute format('create policy owner_all on %I.%I to %I using (true) with check (true)',
      t.schemaname, t.tablename, current_user);
  end loop;
end $$;

revoke all on all tables in schema ho, sync from public;
revoke execute on all functions in schema ho, sync from public;
grant usage on schema ho, sync to ho_auth, ho_feed, ho_command;

grant select on ho.signing_key, ho.enrolment_code, ho.used_assertion, ho.device, ho.person, ho.role_grant, ho.region,
  sync.state to ho_auth;
grant insert on ho.device, ho.used_assertion to ho_auth;
grant delete on ho.used_assertion to ho_auth;
grant update (used_at) on ho.enrolment_code to ho_auth;
create policy auth_all on ho.signing_key to ho_auth using (true);
create policy auth_all on ho.enrolment_code to ho_auth using (true) with check (true);
create policy auth_all on ho.used_assertion to ho_auth using (true) with check (true);
create policy auth_all on ho.device to ho_auth using (true) with check (true);
create policy auth_read on ho.person for select to ho_auth using (true);
create policy auth_read on ho.role_grant for select to ho_auth using (true);
create policy auth_read on ho.region for select to ho_auth using (true);
create policy auth_read on sync.state for select to ho_auth using (true);
grant execute on function ho.region_subtree(uuid) to ho_auth;
grant execute on function ho.append_audit(text, uuid, uuid, uuid, uuid, jsonb) to ho_auth, ho_command;

grant select on sync.op, sync.bucket, sync.state to ho_feed;
create policy feed_buckets on sync.op for select to ho_feed
  using (bucket = any (string_to_array(current_setting('app.buckets', true), ',')));
create policy feed_buckets on sync.bucket for select to ho_feed
  using (bucket = any (string_to_array(current_setting('app.buckets', true), ',')));
create policy feed_state on sync.state for select to ho_feed using (true);

grant select, insert on ho.command to ho_command;
grant select on ho.dealer_region to ho_command;
grant select, insert on ho.annotation to ho_command;
grant update (withdrawn_at, row_version) on ho.annotation to ho_command;
create policy own_device on ho.command to ho_command
  using (device_id::text = current_setting('app.device', true))
  with check (device_id::text = current_setting('app.device', true)
    and person_id::text = current_setting('app.person', true));
create policy own_regions on ho.dealer_region for select to ho_command
  using (region_id::text = any (string_to_array(current_setting('app.regions', true), ',')));
create policy own_regions_read on ho.annotation for select to ho_command
  using (region_id::text = any (string_to_array(current_setting('app.regions', true), ',')));
create policy own_regions_add on ho.annotation for insert to ho_command
  with check (region_id::text = any (string_to_array(current_setting('app.regions', true), ','))
    and person_id::text = current_setting('app.person', true));
create policy own_words on ho.annotation for update to ho_command
  using (person_id::text = current_setting('app.person', true))
  with check (person_id::text = current_setting('app.person', true));
grant execute on function ho.region_of_dealer(uuid, date) to ho_command;
