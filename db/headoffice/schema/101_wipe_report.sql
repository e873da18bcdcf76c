-- A device that was to be wiped says that it was.

alter table ho.device add column wiped_at timestamptz;
alter table ho.device add constraint wiped_when_asked check (wiped_at is null or wipe_requested_at is not null);
grant update (wiped_at) on ho.device to ho_auth;
