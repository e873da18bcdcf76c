import { pino } from 'pino';
import { afterAll, beforeAll, describe } from 'vitest';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { migrateHeadOffice } from '../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../db/headoffice/open-database.ts';
import { openEmptyHeadOffice } from './kept-head-office.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from './postgres.ts';

/** Says nothing: what a test wants to know it asserts. */
export const silent = pino({ level: 'silent' });

export interface Backend {
  readonly kind: HeadOfficeDatabase['kind'];
  /** A migrated, empty head office. Closed when the test file ends. */
  openDatabase(): Promise<HeadOfficeDatabase>;
}

/** Runs the same tests on PGlite and on a real PostgreSQL; the latter is skipped where there is none. */
export function describeOnBackends(name: string, tests: (backend: Backend) => void): void {
  const binaries = postgresBinaries();
  for (const kind of ['embedded', 'server'] as const) {
    describe.skipIf(kind === 'server' && binaries === null)(`${name} (${kind})`, () => {
      let postgres: TestPostgres | null = null;
      let databases = 0;
      const opened: HeadOfficeDatabase[] = [];
      beforeAll(async () => {
        if (kind === 'server' && binaries !== null) postgres = await startPostgres(binaries);
      });
      afterAll(async () => {
        for (const database of opened) await database.close();
        postgres?.stop();
      });
      tests({
        kind,
        async openDatabase() {
          databases += 1;
          if (postgres === null) {
            const database = await openEmptyHeadOffice();
            opened.push(database);
            return database;
          }
          const url = postgres.createDatabase(`test_${databases}`);
          const database = await openHeadOfficeDatabase({ kind: 'server', url });
          opened.push(database);
          await migrateHeadOffice(database);
          return database;
        },
      });
    });
  }
}
