import { existsSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { REPLICA_SCHEMA_VERSION } from '../domain/replica/manifest.ts';
import { columnsFileOf } from './columns-file.ts';
import { connect, type FileKey, filesOf, passesQuickCheck } from './connection.ts';
import { REPLICA_APPLICATION_ID, replicaSchemaSql } from './replica-schema.ts';
import { isCorruption, translating } from './sqlite-failure.ts';

/** What was found at the place of `replica.db`. */
export type ReplicaState = 'sound' | 'missing' | 'other_schema' | 'corrupt';

function stateOf(db: Database.Database, thorough: boolean): ReplicaState {
  if (db.pragma('application_id', { simple: true }) !== REPLICA_APPLICATION_ID) return 'other_schema';
  if (db.pragma('user_version', { simple: true }) !== REPLICA_SCHEMA_VERSION) return 'other_schema';
  return !thorough || passesQuickCheck(db) ? 'sound' : 'corrupt';
}

/** Looks at a replica without changing it; `thorough` reads every page. */
export function inspectReplica(file: string, key: FileKey, thorough: boolean): ReplicaState {
  if (!existsSync(file)) return 'missing';
  let db: Database.Database | undefined;
  try {
    db = connect(file, { role: 'replica', key });
    return stateOf(db, thorough);
  } catch (error) {
    if (isCorruption(error)) return 'corrupt';
    throw error;
  } finally {
    db?.close();
  }
}

export function deleteReplica(file: string): void {
  // Windows refuses while a scanner or a reader that is about to close still holds the file.
  for (const old of [...filesOf(file), columnsFileOf(file)])
    rmSync(old, { force: true, maxRetries: 10, retryDelay: 50 });
}

/**
 * Makes an empty replica of the current shape in the place of whatever is there. The shape appears whole or not at all.
 * @throws AppError disk_full, folder_unwritable
 */
export function createReplica(file: string, key: FileKey): void {
  translating('replica', () => {
    deleteReplica(file);
    const db = connect(file, { role: 'replica', key });
    try {
      db.transaction(() => db.exec(replicaSchemaSql()))();
    } finally {
      db.close();
    }
  });
}

/**
 * Writes the log back into the file, so that it lies there whole. The sync client cannot: its last connection to close
 * is one that only reads.
 */
export function settleReplica(file: string, key: FileKey): void {
  translating('replica', () => {
    const db = connect(file, { role: 'replica', key });
    db.pragma('wal_checkpoint(truncate)');
    db.close();
  });
}
