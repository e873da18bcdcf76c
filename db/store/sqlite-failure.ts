import Database from 'better-sqlite3';
import { AppError } from '../contract/errors.ts';

/** The two files of the laptop: head office's copy, which may be deleted, and what only this laptop knows. */
export type FileRole = 'replica' | 'local';

const codeOf = (error: unknown): string =>
  error instanceof Database.SqliteError || (error instanceof Error && 'code' in error) ? String(error.code) : '';

/** The file is not what SQLite left there: damaged pages, or not a database (also: another key). */
export const isCorruption = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

/**
 * What a failure of SQLite or of the file system means to the user: `disk_full`, `replica_corrupt`, `local_corrupt`,
 * `folder_unwritable`. Everything else is a mistake of ours and comes back as it is.
 */
export function asAppError(error: unknown, role: FileRole): unknown {
  const code = codeOf(error);
  if (error instanceof AppError) return error;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return new AppError('disk_full', {}, error);
  if (isCorruption(error)) return new AppError(role === 'local' ? 'local_corrupt' : 'replica_corrupt', {}, error);
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|EEXIST|ENOTDIR|EISDIR)/.test(code)) {
    return new AppError('folder_unwritable', {}, error);
  }
  return error;
}

/** Runs `work`; failures of SQLite and of the file system come out as {@link asAppError} tells. */
export function translating<T>(role: FileRole, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asAppError(error, role);
  }
}
