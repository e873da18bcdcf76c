import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';

/**
 * What columns were made from: this very file, its epoch, how far each bucket is applied, the map, and the program that
 * makes them. Equal stamps mean equal columns. Null where that cannot be told: a replica that no sync client has opened.
 */
export function stampOf(database: Database.Database, replicaFile: string, mapFile: string): string | null {
  const table = database.prepare("select 1 from sqlite_schema where name = 'ps_buckets'").get();
  if (table === undefined) return null;
  const buckets = database
    .prepare(
      `select name, last_applied_op, last_op, add_checksum, op_checksum, pending_delete from ps_buckets
       order by name`,
    )
    .safeIntegers()
    .raw()
    .all() as (string | bigint)[][];
  const { ino, birthtimeMs } = statSync(replicaFile);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([database.prepare('select epoch from replica_origin').pluck().get(), ino, birthtimeMs]));
  for (const bucket of buckets) hash.update(bucket.join('/'));
  hash.update(readFileSync(mapFile));
  for (const file of programFiles()) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** The sources of store and domain, or what they were bundled into: whatever is changed in them makes other columns. */
function programFiles(): string[] {
  return [import.meta.dirname, join(import.meta.dirname, '..', 'domain')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.[cm]?[jt]s$/.test(name))
        .sort()
        .map((name) => join(folder, name)),
    );
}
