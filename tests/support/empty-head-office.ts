import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { databaseOn, ENGINE_OPTIONS } from '../../db/headoffice/database-embedded.ts';
import { migrateHeadOffice } from '../../db/headoffice/migrate.ts';

const SCHEMA = join('db', 'headoffice', 'schema');
const FOLDER = join('out', 'test-head-office');

/** Name of what is kept: another schema or another engine is founded anew. */
function templateFile(): string {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const name of readdirSync(SCHEMA).sort()) hash.update(name).update(readFileSync(join(SCHEMA, name)));
  return join(FOLDER, `${hash.digest('hex')}.tar`);
}

async function makeTemplate(file: string): Promise<void> {
  const engine = await PGlite.create(ENGINE_OPTIONS);
  await migrateHeadOffice(databaseOn(engine));
  const dump = await engine.dumpDataDir('none');
  await engine.close();
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER)) {
    if (name.endsWith('.tar')) rmSync(join(FOLDER, name), { force: true });
  }
  // Files of tests that run beside each other may both get here; what is read is always whole.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, Buffer.from(await dump.arrayBuffer()));
  renameSync(part, file);
}

/**
 * A migrated, empty head office in memory. PGlite takes longer to found a database than most tests take: it is founded
 * once for a schema and kept, and each test begins with a copy.
 */
export async function openEmptyHeadOffice(): Promise<HeadOfficeDatabase> {
  const file = templateFile();
  if (!existsSync(file)) await makeTemplate(file);
  const engine = await PGlite.create({ ...ENGINE_OPTIONS, loadDataDir: new Blob([readFileSync(file)]) });
  const database = databaseOn(engine);
  await migrateHeadOffice(database);
  return database;
}
