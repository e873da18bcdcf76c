import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { databaseOn, ENGINE_OPTIONS } from '../../db/headoffice/database-embedded.ts';
import { seedDemo } from '../../db/headoffice/demo/seed-demo.ts';
import { migrateHeadOffice } from '../../db/headoffice/migrate.ts';

const FOLDER = join('out', 'test-head-office');

/** Keeps no log of what was written beyond what a start needs: founding writes more log than tables. */
const SHORT_LOG = [
  ...PGlite.defaultStartParams,
  ...['max_wal_size=32MB', 'min_wal_size=32MB', 'wal_recycle=off'].flatMap((one) => ['-c', one]),
];

/** A head office that takes longer to make than to copy. */
interface Kept {
  readonly name: string;
  /** What it is made from; when one of these files changes it is made anew. */
  readonly sources: readonly string[];
  make(): Promise<PGlite>;
}

const EMPTY: Kept = {
  name: 'empty',
  sources: ['package-lock.json', 'db/headoffice/schema/*.sql'],
  async make() {
    const engine = await PGlite.create({ ...ENGINE_OPTIONS, startParams: SHORT_LOG });
    await migrateHeadOffice(databaseOn(engine));
    return engine;
  },
};

const DEMO: Kept = {
  name: 'demo',
  sources: [...EMPTY.sources, 'db/{contract,domain,headoffice}/**/*.ts'],
  async make() {
    const engine = await openKept(EMPTY, SHORT_LOG);
    await seedDemo(databaseOn(engine), { size: 'small', seed: 1, asOf: '2026-09-25' });
    return engine;
  },
};

function fileOf({ name, sources }: Kept): string {
  const hash = createHash('sha256');
  for (const path of globSync([...sources]).sort()) hash.update(path).update(readFileSync(path));
  return join(FOLDER, `${name}-${hash.digest('hex')}.tar`);
}

async function keep(kept: Kept, file: string): Promise<void> {
  const engine = await kept.make();
  await engine.exec('checkpoint');
  await engine.exec('select pg_switch_wal()');
  await engine.exec('checkpoint');
  const dump = await engine.dumpDataDir('none');
  await engine.close();
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER)) {
    if (name.startsWith(`${kept.name}-`) && name.endsWith('.tar')) rmSync(join(FOLDER, name), { force: true });
  }
  // Files of tests that run beside each other may both get here; what is read is always whole.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, Buffer.from(await dump.arrayBuffer()));
  renameSync(part, file);
}

async function openKept(kept: Kept, startParams: readonly string[] = PGlite.defaultStartParams): Promise<PGlite> {
  const file = fileOf(kept);
  if (!existsSync(file)) await keep(kept, file);
  const loadDataDir = new Blob([readFileSync(file)]);
  return PGlite.create({ ...ENGINE_OPTIONS, startParams: [...startParams], loadDataDir });
}

/**
 * A migrated, empty head office in memory. PGlite takes longer to found a database than most tests take: it is founded
 * once for a schema and kept, and each test begins with a copy.
 */
export async function openEmptyHeadOffice(): Promise<HeadOfficeDatabase> {
  const database = databaseOn(await openKept(EMPTY));
  await migrateHeadOffice(database);
  return database;
}

/** The small demo company (seed 1, up to 2026-09-25) in memory: founded once for the code that founds it, then copied. */
export async function openDemoHeadOffice(): Promise<HeadOfficeDatabase> {
  return databaseOn(await openKept(DEMO));
}
