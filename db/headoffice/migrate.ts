import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contract/errors.ts';
import { captureSql } from './capture.ts';
import type { HeadOfficeDatabase } from './database.ts';

const FOLDER = join(import.meta.dirname, 'schema');
/** Any number, the same for everybody who migrates: only one may at a time. */
const ADVISORY_LOCK = 7_300_411;

interface Step {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/** The numbered files of `schema/` in order, then the capture triggers that follow from the replica manifest. */
function steps(): readonly Step[] {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(FOLDER, name), 'utf8') }));
  return files.map(({ name, sql }) => ({ name, sql, hash: createHash('sha256').update(sql).digest('hex') }));
}

/**
 * Brings head office's schema to this version, all or nothing. A step that was applied and reads differently today, or
 * one this version does not know, stops everything: an older program must not work on a newer schema.
 *
 * The capture triggers are derived from the manifest and made anew each time, so they can never lag behind it.
 * @throws AppError database_newer, database_changed
 */
export async function migrateHeadOffice(
  database: HeadOfficeDatabase,
): Promise<{ readonly applied: readonly string[] }> {
  const wanted = steps();
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    await tx.script(
      `create schema if not exists ho;
       create table if not exists ho.schema_migration (
         name text primary key,
         hash text not null,
         applied_at timestamptz not null default now()
       )`,
    );
    const { rows } = await tx.query<{ name: string; hash: string }>('select name, hash from ho.schema_migration');
    const known = new Map(wanted.map((step) => [step.name, step]));
    for (const row of rows) {
      const step = known.get(row.name);
      if (step === undefined) throw new AppError('database_newer', { step: row.name });
      if (step.hash !== row.hash) throw new AppError('database_changed', { step: row.name });
    }
    const done = new Set(rows.map((row) => row.name));
    const applied: string[] = [];
    for (const step of wanted) {
      if (done.has(step.name)) continue;
      await tx.script(step.sql);
      await tx.query('insert into ho.schema_migration (name, hash) values ($1, $2)', [step.name, step.hash]);
      applied.push(step.name);
    }
    await tx.script(captureSql());
    return { applied };
  });
}
