import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { AppError } from '../../contract/errors.ts';
import type { HeadOfficeDatabase } from '../../headoffice/database.ts';
import { type DemoSize, seedDemo } from '../../headoffice/demo/seed-demo.ts';
import { issueEnrolmentCode } from '../../headoffice/enrolment.ts';
import { migrateHeadOffice } from '../../headoffice/migrate.ts';
import { type HeadOfficeLocation, openHeadOfficeDatabase } from '../../headoffice/open-database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../headoffice/server.ts';
import { lockFolder } from '../../store/folder-lock.ts';
import type { CommandLine } from './command-line.ts';

const DEMO_SEED = 20_260_925;
const DEMO_AS_OF = '2026-09-25';
/** The demo's user, area manager of East China. */
const DEMO_PERSON = 'zhoumin';
/** Others whose work can be tried as well: who prepares and who checks in finance. */
const DEMO_GUESTS = ['caiwu1', 'caiwu2'] as const;

export type Progress = (done: number, total: number, what: string) => void;

/** The server whose address the environment names, otherwise files in the data folder. */
export function locationOf(line: CommandLine): HeadOfficeLocation {
  const url = process.env.RSW_DATABASE_URL;
  return url === undefined ? { kind: 'embedded', folder: join(line.data(), 'headoffice') } : { kind: 'server', url };
}

/** Errors of the network, and PostgreSQL's of the classes 08, 28, 3D, 53 and 57: there is nobody to talk to. */
const UNREACHABLE = /^(E[A-Z_]+|08...|28...|3D...|53...|57...)$/;

async function openServer(url: string): Promise<HeadOfficeDatabase> {
  const database = await openHeadOfficeDatabase({ kind: 'server', url });
  try {
    await database.query('select 1');
    return database;
  } catch (error) {
    await database.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw UNREACHABLE.test(code) ? new AppError('database_unreachable', { reason: code }, error) : error;
  }
}

/** The files of an embedded database belong to one process at a time: two would destroy them. */
async function openFiles(folder: string | null): Promise<HeadOfficeDatabase> {
  if (folder === null) return openHeadOfficeDatabase({ kind: 'embedded', folder });
  mkdirSync(dirname(folder), { recursive: true });
  const lock = lockFolder(dirname(folder));
  try {
    const database = await openHeadOfficeDatabase({ kind: 'embedded', folder });
    const close = async (): Promise<void> => {
      await database.close();
      lock.release();
    };
    return { ...database, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Opens head office's database at this version's schema.
 * @throws AppError folder_locked while another process has the files, database_unreachable, database_newer,
 *   database_changed
 */
async function openMigrated(location: HeadOfficeLocation): Promise<HeadOfficeDatabase> {
  const database = await (location.kind === 'server' ? openServer(location.url) : openFiles(location.folder));
  try {
    await migrateHeadOffice(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Runs work on head office's database at this version's schema, and closes it. */
export async function withHeadOffice<T>(
  line: CommandLine,
  work: (database: HeadOfficeDatabase) => Promise<T>,
): Promise<T> {
  const database = await openMigrated(locationOf(line));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function isEmpty(database: HeadOfficeDatabase): Promise<boolean> {
  const { rows } = await database.query<{ empty: boolean }>('select not exists (select 1 from ho.person) as empty');
  return rows[0]?.empty === true;
}

/**
 * Founds the demo company in an empty head office; leaves any other one as it is. The truth about what was planted goes to
 * `truthFile`, one JSON line each (diverted scans name their `kind`, all else its `case`), and nowhere into the database.
 */
export async function seedWhenEmpty(
  database: HeadOfficeDatabase,
  size: DemoSize,
  truthFile: string | null,
  onProgress: Progress,
  signal: AbortSignal,
): Promise<{ readonly seeded: boolean; readonly counts: Readonly<Record<string, number>> }> {
  if (!(await isEmpty(database))) return { seeded: false, counts: {} };
  // A place that cannot be written to is found before the company is founded, not after.
  if (truthFile !== null) {
    mkdirSync(dirname(truthFile), { recursive: true });
    closeSync(openSync(truthFile, 'a'));
  }
  const result = await seedDemo(database, { size, seed: DEMO_SEED, asOf: DEMO_AS_OF, onProgress, signal });
  if (truthFile !== null) {
    const truth = [...result.planted, ...result.cases];
    writeFileSync(truthFile, truth.map((one) => `${JSON.stringify(one)}\n`).join(''));
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
  /** Cancels the founding of the demo company. */
  readonly signal: AbortSignal;
}

export interface RunningHeadOffice {
  readonly server: HeadOfficeServer;
  /** A code for the demo's user; null without the demo. */
  readonly enrolmentCode: string | null;
  /** Codes for others of the demo company; none without the demo. */
  readonly guests: readonly { readonly person: string; readonly code: string }[];
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
  signal,
}: ServeOptions): Promise<RunningHeadOffice> {
  const database = await openMigrated(location);
  try {
    let enrolmentCode: string | null = null;
    const guests: { person: string; code: string }[] = [];
    if (demo !== null) {
      const folder = location.kind === 'embedded' ? location.folder : null;
      await seedWhenEmpty(
        database,
        demo,
        folder === null ? null : join(dirname(folder), 'planted.jsonl'),
        onProgress,
        signal,
      );
      enrolmentCode = await issueEnrolmentCode(database, DEMO_PERSON);
      for (const person of DEMO_GUESTS) guests.push({ person, code: await issueEnrolmentCode(database, person) });
    }
    const server = await startHeadOfficeServer({ database, port, log, trustedProxies });
    return {
      server,
      enrolmentCode,
      guests,
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
