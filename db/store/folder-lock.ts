import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../contract/errors.ts';
import { asAppError } from './sqlite-failure.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the only owner of the folder. The lock is the operating system's own, held through an otherwise
 * empty SQLite file: it ends with the process, however the process ends, so nothing stale is ever left behind.
 * @throws AppError folder_locked, folder_unwritable, disk_full
 */
export function lockFolder(folder: string): FolderLock {
  let db: Database.Database | undefined;
  try {
    db = new Database(join(folder, 'owner.lock'), { timeout: 0 });
    db.exec('begin exclusive');
    const held = db;
    return { release: () => held.close() };
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError('folder_locked', {}, error);
    }
    throw asAppError(error, 'local');
  }
}
