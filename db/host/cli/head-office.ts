import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { HeadOfficeDatabase } from '../../headoffice/database.ts';
import { type DemoSize, seedDemo } from '../../headoffice/demo/seed-demo.ts';
import { issueEnrolmentCode } from '../../headoffice/enrolment.ts';
import { migrateHeadOffice } from '../../headoffice/migrate.ts';
import { type HeadOfficeLocation, openHeadOfficeDatabase } from '../../headoffice/open-database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../headoffice/server.ts';

const DEMO_SEED = 20_260_925;
const DEMO_AS_OF = '2026-09-25';
/** The demo's user, area manager of East China. */
const DEMO_PERSON = 'zhoumin';

export type Progress = (done: number, total: number, what: string) => void;

/** A server where an address is given, otherwise files of this machine. */
export const locationOf = (url: string | undefined, folder: string): HeadOfficeLocation =>
  url === undefined ? { kind: 'embedded', folder } : { kind: 'server', url };

/** Opens head office's database at this version's schema. */
export async function openMigrated(location: HeadOfficeLocation): Promise<HeadOfficeDatabase> {
  if (location.kind === 'embedded' && location.folder !== null)
    mkdirSync(dirname(location.folder), { recursive: true });
  const database = await openHeadOfficeDatabase(location);
  try {
    await migrateHeadOffice(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function isEmpty(database: HeadOfficeDatabase): Promise<boolean> {
  const { rows } = await database.query<{ empty: boolean }>('select not exists (select 1 from ho.person) as empty');
  return rows[0]?.empty === true;
}

/**
 * Founds the demo company in an empty head office; leaves any other one as it is. The truth about the planted
 * diversions goes to `truthFile`, one JSON line each, and nowhere into the database.
 */
export async function seedWhenEmpty(
  database: HeadOfficeDatabase,
  size: DemoSize,
  truthFile: string | null,
  onProgress: Progress,
): Promise<{ readonly seeded: boolean; readonly counts: Readonly<Record<string, number>> }> {
  if (!(await isEmpty(database))) return { seeded: false, counts: {} };
  const result = await seedDemo(database, { size, seed: DEMO_SEED, asOf: DEMO_AS_OF, onProgress });
  if (truthFile !== null) {
    writeFileSync(truthFile, result.planted.map((planted) => `${JSON.stringify(planted)}\n`).join(''));
  }
  return { seeded: true, counts: result.counts };
}

export interface ServeOptions {
  readonly location: HeadOfficeLocation;
  readonly port: number;
  readonly demo: DemoSize | null;
  /** Reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: string;
  readonly log: Logger;
  readonly onProgress: Progress;
}

export interface RunningHeadOffice {
  readonly server: HeadOfficeServer;
  /** A code for the demo's user; null without the demo. */
  readonly enrolmentCode: string | null;
  close(): Promise<void>;
}

/** Opens, migrates, seeds when asked and empty, and serves. */
export async function serveHeadOffice({
  location,
  port,
  demo,
  trustedProxies = '',
  log,
  onProgress,
}: ServeOptions): Promise<RunningHeadOffice> {
  const database = await openMigrated(location);
  try {
    let enrolmentCode: string | null = null;
    if (demo !== null) {
      const folder = location.kind === 'embedded' ? location.folder : null;
      await seedWhenEmpty(database, demo, folder === null ? null : join(dirname(folder), 'planted.jsonl'), onProgress);
      enrolmentCode = await issueEnrolmentCode(database, DEMO_PERSON);
    }
    const server = await startHeadOfficeServer({ database, port, log, trustedProxies });
    return {
      server,
      enrolmentCode,
      async close() {
        await server.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
