import Database from 'better-sqlite3';
import { type FileKey, keyPragmas } from './connection.ts';

const COLUMNS =
  'device_id, seq, id, person_id, kind, version, payload, base, depends_on, claimed_at, status, reason_code, result';

/** Reads rows until damage ends it, from the first one up and from the last one down. */
function readable(damaged: Database.Database): unknown[][] {
  const rows: unknown[][] = [];
  for (const direction of ['asc', 'desc']) {
    try {
      const statement = damaged
        .prepare<[], unknown[]>(`select ${COLUMNS} from outbox order by rowid ${direction}`)
        .raw();
      for (const row of statement.iterate()) rows.push(row);
      return rows;
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
  return rows;
}

/**
 * Carries commands over from a damaged `local.db` into the one that takes its place, where that lacks them.
 * @returns how many
 */
export function salvageCommands(damagedFile: string, key: FileKey, into: Database.Database): number {
  let damaged: Database.Database | undefined;
  let rows: unknown[][] = [];
  try {
    damaged = new Database(damagedFile, { fileMustExist: true });
    for (const pragma of keyPragmas(key)) damaged.pragma(pragma);
    rows = readable(damaged);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    damaged?.close();
  }
  const put = into.prepare(`insert or ignore into outbox (${COLUMNS}) values (${COLUMNS.replaceAll(/\w+/g, '?')})`);
  const keep = (values: unknown[]): number => {
    try {
      return put.run(...values).changes;
    } catch (error) {
      // What damage made of a row is not a command any more.
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return 0;
      throw error;
    }
  };
  return into.transaction(() => rows.reduce((kept, values) => kept + keep(values), 0)).immediate();
}
