import type { HeadOfficeDatabase } from './database.ts';
import { HeadOfficeFailure } from './failure.ts';
import { deviceOwner } from './tokens.ts';

/** What one person's laptop may have today. */
export interface Scope {
  readonly regionIds: readonly string[];
  /** Names of the buckets, with the generation, in a fixed order. */
  readonly buckets: readonly string[];
}

/**
 * Derived from the person's grants in force today (Asia/Shanghai): granted regions and everything below them.
 * @throws HeadOfficeFailure device_revoked, device_wiped, token_rejected: also for a stream that is already open
 */
export async function scopeOf(database: HeadOfficeDatabase, personId: string, deviceId: string): Promise<Scope> {
  return database.transaction(
    async (tx) => {
      const owner = await deviceOwner(tx, deviceId);
      if (owner.personId !== personId) throw new HeadOfficeFailure('token_rejected', 'the device changed hands');
      const regions = await tx.query<{ id: string }>(
        `select distinct t.id::text as id from ho.role_grant g, lateral ho.region_subtree(g.region_id) as t (id)
         where g.person_id = $1 and g.valid_from <= (now() at time zone 'Asia/Shanghai')::date
           and (g.valid_to is null or g.valid_to > (now() at time zone 'Asia/Shanghai')::date)
         order by 1`,
        [personId],
      );
      const state = await tx.query<{ generation: number }>('select generation from sync.state');
      const regionIds = regions.rows.map((row) => row.id);
      const names = ['global', ...regionIds.map((id) => `region:${id}`), `person:${personId}`, `device:${deviceId}`];
      const generation = state.rows[0]?.generation ?? 1;
      return { regionIds, buckets: names.map((name) => `${name}#${generation}`) };
    },
    { role: 'ho_auth', readOnly: true },
  );
}
