import { AppError } from '../contract/errors.ts';
import type { HeadOfficeDatabase } from './database.ts';

export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  /** Code of the person whose laptop it is. */
  readonly person: string;
  readonly enrolledAt: string;
  readonly revokedAt: string | null;
  readonly wipeRequestedAt: string | null;
  /** When the laptop said that it was wiped. */
  readonly wipedAt: string | null;
}

const AT = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** Every laptop that was ever enrolled, the newest first. */
export async function listDevices(database: HeadOfficeDatabase): Promise<readonly DeviceRow[]> {
  const { rows } = await database.query<DeviceRow>(
    `select d.id::text, d.name, p.code as person, ${AT('d.enrolled_at')} as "enrolledAt",
       ${AT('d.revoked_at')} as "revokedAt", ${AT('d.wipe_requested_at')} as "wipeRequestedAt", ${AT('d.wiped_at')} as "wipedAt"
     from ho.device d join ho.person p on p.id = d.person_id order by d.enrolled_at desc, d.id`,
  );
  return rows;
}

/**
 * Shuts a laptop out at once (`revoke`), or has it delete its keys and files as soon as it is heard of (`wipe`, which shuts
 * it out too). Twice is once.
 * @throws AppError not_found
 */
export async function shutOut(database: HeadOfficeDatabase, deviceId: string, how: 'revoke' | 'wipe'): Promise<void> {
  await database.transaction(async (tx) => {
    const { rows } = await tx.query<{ person_id: string }>(
      `update ho.device set revoked_at = coalesce(revoked_at, now()),
         wipe_requested_at = case when $2 then coalesce(wipe_requested_at, now()) else wipe_requested_at end
       where id::text = $1 returning person_id`,
      [deviceId, how === 'wipe'],
    );
    const device = rows[0];
    if (device === undefined) throw new AppError('not_found', { device: deviceId });
    await tx.query('select ho.append_audit($1, $2, $3, null, $3, $4)', [
      `device.${how}`,
      device.person_id,
      deviceId,
      '{}',
    ]);
  });
}
