import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { databaseOn, ENGINE_OPTIONS } from '../../db/headoffice/database-embedded.ts';
import { type DemoResult, seedDemo } from '../../db/headoffice/demo/seed-demo.ts';
import { migrateHeadOffice } from '../../db/headoffice/migrate.ts';

const FOLDER = join('out', 'test-head-office');

/** Keeps no log of what was written beyond what a start needs: founding writes more log than tables. */
const SHORT_LOG = [
  ...PGlite.defaultStartParams,
  ...['max_wal_size=32MB', 'min_wal_size=32MB', 'wal_recycle=off'].flatMap((one) => ['-c', one]),
];

/** The last day of the demo company. */
export const DEMO_AS_OF = '2026-09-25';

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

const demo = (seed: number): Kept => ({
  name: `demo-${seed}`,
  sources: [...EMPTY.sources, 'db/{contract,domain,headoffice}/**/*.ts', 'tests/support/kept-head-office.ts'],
  async make() {
    const engine = await openKept(EMPTY, SHORT_LOG);
    const result = await seedDemo(databaseOn(engine), { size: 'small', seed, asOf: DEMO_AS_OF });
    writeWhole(resultFile(seed), JSON.stringify(result));
    return engine;
  },
});
const resultFile = (seed: number): string => fileOf(demo(seed)).replace(/tar$/, 'json');

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
    const isOld = name.startsWith(`${kept.name}-`) && !name.startsWith(basename(file, '.tar'));
    if (isOld) rmSync(join(FOLDER, name), { force: true });
  }
  writeWhole(file, Buffer.from(await dump.arrayBuffer()));
}

/** Files of tests that run beside each other may both write it; what is read is always whole. */
function writeWhole(file: string, content: string | Buffer): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, content);
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

/**
 * The small demo company of a seed, up to {@link DEMO_AS_OF}, in memory: founded once for the code that founds it, then copied.
 * With what was planted in it.
 */
export async function openDemoHeadOffice(seed: number): Promise<{
  readonly database: HeadOfficeDatabase;
  readonly result: DemoResult;
}> {
  const database = databaseOn(await openKept(demo(seed)));
  return { database, result: JSON.parse(readFileSync(resultFile(seed), 'utf8')) as DemoResult };
}
