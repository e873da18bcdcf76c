-- Devices and their commands: what a device may learn about another one's is nothing.

-- Whether another device used this number for a command of its own. Row-level security hides such a command from
-- everybody but its device; without this answer the primary key would say no, again and again, and nobody why.
create function ho.is_foreign_command(command_id uuid, device uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as
$$ select exists (select 1 from ho.command c where c.id = command_id and c.device_id <> device) $$;
revoke execute on function ho.is_foreign_command(uuid, uuid) from public;
grant execute on function ho.is_foreign_command(uuid, uuid) to ho_command;
