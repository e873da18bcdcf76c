import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Logger } from 'pino';
import type { WireError } from '../contract/errors.ts';
import type { Migration } from '../migrations/index.ts';
import { backUp, putBack, readLatest, restoreNewest } from './backup.ts';
import { connect, type FileKey, filesOf, passesQuickCheck } from './connection.ts';
import { migrateLocal, versionOf } from './migrate.ts';
import { salvageCommands } from './salvage.ts';
import { asAppError, isCorruption } from './sqlite-failure.ts';

export interface LocalPlace {
  readonly folder: string;
  readonly file: string;
  readonly key: FileKey;
  readonly log: Logger;
  /** The last owner did not end in order. */
  readonly unclean?: boolean;
  /** Other steps than the released ones. */
  readonly migrations?: readonly Migration[];
}

function openSound({ file, key }: LocalPlace): Database.Database | null {
  let db: Database.Database | undefined;
  try {
    db = connect(file, { role: 'local', key });
    if (passesQuickCheck(db)) return db;
  } catch (error) {
    if (!isCorruption(error)) {
      db?.close();
      throw error;
    }
  }
  db?.close();
  return null;
}

/** Commands and enrolments in a file: they are added and never taken away. */
const known = (db: Database.Database): number =>
  db
    .prepare<[], number>(
      'select (select count(*) from outbox) + (select count(*) from device where person_id is not null)',
    )
    .pluck()
    .get() ?? 0;

/**
 * Whether the newest backup knows more than the file. Then the file is not the one that was left: it was deleted, or its
 * write-ahead log was, and SQLite cannot tell. Looked at where that may be: in a new file, and after an unclean exit.
 */
function isBehindBackup(db: Database.Database, { folder, key, unclean = false }: LocalPlace): boolean {
  const isNew = versionOf(db) === 0;
  if (!isNew && !unclean) return false;
  return readLatest(folder, key, (backup) => isNew || known(db) < known(backup)) ?? false;
}

/** Moves a damaged file and what belongs to it out of the way; nothing is deleted. Returns its new name. */
function setAside(file: string): string {
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  for (const part of filesOf(file)) {
    if (existsSync(part)) renameSync(part, part.replace(file, aside));
  }
  return aside;
}

/** Migrates; when a step fails, the file is put back as it was before the first one. */
function migrated(db: Database.Database, { folder, file, key, log, migrations }: LocalPlace): Database.Database {
  let backup: string | null = null;
  const backUpFirst = () => {
    backup = backUp(db, folder, key, 'kept');
  };
  try {
    const steps = migrateLocal(db, backUpFirst, migrations);
    if (steps.length > 0) log.info({ steps }, 'local.db was migrated');
    return db;
  } catch (error) {
    db.close();
    if (backup !== null) putBack(backup, file);
    throw error;
  }
}

/**
 * Opens `local.db`, heals it if it is damaged or not the one that was left, and brings it to the newest version.
 *
 * Healing: the damaged file is set aside, the newest backup that reads whole takes its place, and commands that can
 * still be read in the damaged file and that the backup lacks are carried over. Without a backup the file starts empty.
 * @returns the connection, and what the user must be told
 * @throws AppError local_newer, migration_failed, disk_full, folder_unwritable
 */
export function openLocal(place: LocalPlace): { db: Database.Database; notices: readonly WireError[] } {
  const { file, folder, key, log } = place;
  try {
    const sound = openSound(place);
    if (sound !== null && !isBehindBackup(sound, place)) {
      return { db: migrated(sound, place), notices: [] };
    }
    sound?.close();
    const aside = setAside(file);
    const backup = restoreNewest(file, folder, key);
    const db = migrated(connect(file, { role: 'local', key }), place);
    const salvaged = salvageCommands(aside, key, db);
    log.error({ aside, backup, salvaged }, 'local.db was damaged');
    const code = backup === null ? 'local_corrupt' : 'local_restored';
    return { db, notices: [{ code, params: { salvaged } }] };
  } catch (error) {
    throw asAppError(error, 'local');
  }
}

/** Where things lie in the laptop's folder. */
export const localFileOf = (folder: string): string => join(folder, 'local.db');
export const replicaFileOf = (folder: string): string => join(folder, 'replica.db');
