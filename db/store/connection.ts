import Database from 'better-sqlite3';
import type { FileRole } from './sqlite-failure.ts';

/** Key of one file as SQLite takes it (`x'…'`, 32 bytes in hexadecimal); null for a file in the clear. */
export type FileKey = string | null;

const CIPHER = 'chacha20';

/** Of a replica made from now on. Rows come down by the hundred thousand: larger pages are half the work for SQLite. */
export const REPLICA_PAGE_BYTES = 16_384;

/** KiB of pages that a reader remembers. It reads a question's rows once: more would only be memory. */
const READER_CACHE_KIB = 4096;

/** The statements that give a key to a new connection. They come before anything that reads the file. */
export const keyPragmas = (key: FileKey): string[] => (key === null ? [] : [`cipher = '${CIPHER}'`, `key = "${key}"`]);

/**
 * The settings of every connection, key first.
 *
 * The replica may lose its last commits in a power cut (it is fetched again), the local file may not. Neither trusts
 * functions named by its schema, maps memory, or spills temporary data in the clear to disk.
 */
export function connectionPragmas(role: FileRole, key: FileKey): string[] {
  const shared = [
    ...keyPragmas(key),
    'trusted_schema = off',
    'foreign_keys = on',
    'cell_size_check = on',
    'mmap_size = 0',
    'temp_store = memory',
    'journal_size_limit = 67108864',
  ];
  return role === 'local'
    ? [...shared, 'synchronous = full', 'fullfsync = on', 'checkpoint_fullfsync = on', 'secure_delete = on']
    : [
        ...shared,
        `page_size = ${REPLICA_PAGE_BYTES}`,
        'synchronous = normal',
        'secure_delete = fast',
        'cache_size = -65536',
      ];
}

export interface ConnectionOptions {
  readonly role: FileRole;
  readonly key: FileKey;
  readonly readonly?: boolean;
}

/**
 * Opens a file of the laptop, makes it if it is not there (unless `readonly`), and reads its first page, so that a
 * damaged file or a wrong key fails here. Writers turn on the write-ahead log.
 * @throws SqliteError
 */
export function connect(file: string, { role, key, readonly = false }: ConnectionOptions): Database.Database {
  const db = new Database(file, { readonly, fileMustExist: readonly, timeout: 5000 });
  try {
    for (const pragma of connectionPragmas(role, key)) db.pragma(pragma);
    if (readonly) db.pragma(`cache_size = -${READER_CACHE_KIB}`);
    if (!readonly) db.pragma('journal_mode = wal');
    db.prepare('select count(*) from sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Whether every page of the file can be read and its indexes and tables agree in number. */
export function passesQuickCheck(db: Database.Database): boolean {
  return db.pragma('quick_check(1)', { simple: true }) === 'ok';
}

/** A database and the files SQLite keeps beside it. */
export const filesOf = (file: string): string[] => [file, `${file}-wal`, `${file}-shm`, `${file}-journal`];
