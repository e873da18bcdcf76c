import type Database from 'better-sqlite3';
import { translating } from './sqlite-failure.ts';

/**
 * `local.db` while it is open. Repositories reach the connection through it, because a wipe puts another file in its
 * place.
 */
export class LocalFile {
  #db: Database.Database;
  constructor(db: Database.Database) {
    this.#db = db;
  }

  get db(): Database.Database {
    return this.#db;
  }

  /** Puts another file in the place of the one that was open, and closes that. */
  replace(open: () => Database.Database): void {
    this.#db.close();
    this.#db = open();
  }

  /**
   * Reads.
   * @throws AppError local_corrupt
   */
  read<T>(work: (db: Database.Database) => T): T {
    return translating('local', () => work(this.#db));
  }

  /**
   * Writes in one transaction, which is on disk when this returns; nothing of it is kept when it throws.
   * @throws AppError disk_full, local_corrupt, folder_unwritable
   */
  write<T>(work: (db: Database.Database) => T): T {
    return translating('local', () => this.#db.transaction(() => work(this.#db)).immediate());
  }
}
