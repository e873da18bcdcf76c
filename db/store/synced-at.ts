import type Database from 'better-sqlite3';

/** Under which the sync client notes a checkpoint of everything, in microseconds since 1970. */
const WHOLE = 2_147_483_647;

/** When the last complete checkpoint was applied to this replica; null before the first. */
export function readSyncedAt(replica: Database.Database): Date | null {
  if (replica.prepare("select 1 from sqlite_schema where name = 'ps_sync_state'").get() === undefined) return null;
  const microseconds = replica
    .prepare<[number], number>('select last_synced_at from ps_sync_state where priority = ?')
    .pluck()
    .get(WHOLE);
  return microseconds === undefined ? null : new Date(microseconds / 1000);
}
