import type Database from 'better-sqlite3';
import { AppError } from '../contract/errors.ts';
import { MIGRATIONS, type Migration } from '../migrations/index.ts';

export const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }));

function step(db: Database.Database, { version, sql }: Migration): void {
  db.transaction(() => {
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
    const dangling = db.pragma('foreign_key_check');
    if (Array.isArray(dangling) && dangling.length > 0) throw new Error('a reference points at nothing');
    if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new Error('the integrity check failed');
  }).immediate();
}

/**
 * Brings `local.db` to the newest version: each step in a transaction of its own, checked before it commits, so a step
 * that fails leaves the file as it was. `backUp` is called once before the first step, unless the file is new.
 * @returns the steps taken
 * @throws AppError local_newer when a newer program wrote the file, disk_full, migration_failed
 */
export function migrateLocal(
  db: Database.Database,
  backUp: () => void,
  migrations: readonly Migration[] = MIGRATIONS,
): readonly string[] {
  const from = versionOf(db);
  const newest = migrations.at(-1)?.version ?? 0;
  if (from > newest) throw new AppError('local_newer', { found: from, known: newest });
  const missing = migrations.filter(({ version }) => version > from);
  if (missing.length > 0 && from > 0) backUp();
  for (const migration of missing) {
    try {
      step(db, migration);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL') {
        throw new AppError('disk_full', {}, error);
      }
      throw new AppError('migration_failed', { step: migration.name }, error);
    }
  }
  return missing.map(({ name }) => name);
}
