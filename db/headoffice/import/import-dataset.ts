import { setImmediate } from 'node:timers/promises';
import { v7 } from 'uuid';
import { AppError } from '../../contract/errors.ts';
import type { HeadOfficeDatabase, Queryable } from '../database.ts';
import { bulkLoad, reseed } from '../sequencer.ts';
import { adventureWorks } from './adventureworks.ts';
import type { Mapping } from './mapping.ts';
import { northwind } from './northwind.ts';
import { openSourceFolder, type SourceFolder } from './source-folder.ts';
import { IMPORT_TABLES, type ImportCounts, Staging } from './staging.ts';

export const DATASETS = ['adventureworks-dw', 'northwind'] as const;
export type Dataset = (typeof DATASETS)[number];
const MAPPINGS: Readonly<Record<Dataset, Mapping>> = { 'adventureworks-dw': adventureWorks, northwind };

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** How many rows of the source were read so far, and of what. */
  readonly onProgress?: (rows: number, what: string) => void;
}

export interface ImportResult {
  readonly batchId: string;
  /** The very same files were imported before and not undone: nothing was written. */
  readonly repeated: boolean;
  readonly counts: ImportCounts;
}

/** Rows between two reports of progress. */
const REPORT_EVERY = 1000;

/**
 * Lets signals and timers in: an embedded database answers without ever waiting for anything.
 * @throws AppError cancelled
 */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted === true) throw new AppError('cancelled', {}, signal.reason);
}

async function firstNumbers(tx: Queryable): Promise<{ readonly sku: number; readonly dealer: number }> {
  const { rows } = await tx.query<{ sku: number; dealer: number }>(
    `select (select coalesce(max(no), 0) + 1 from ho.sku) as sku, (select coalesce(max(no), 0) + 1 from ho.dealer) as dealer`,
  );
  return rows[0] ?? { sku: 1, dealer: 1 };
}

async function findBatch(tx: Queryable, source: string, hash: string): Promise<ImportResult | null> {
  const { rows } = await tx.query<{ id: string; counts: ImportCounts }>(
    'select id::text as id, counts from ho.import_batch where source = $1 and file_hash = $2 and undone_at is null',
    [source, hash],
  );
  const batch = rows[0];
  return batch === undefined ? null : { batchId: batch.id, repeated: true, counts: batch.counts };
}

async function load(
  tx: Queryable,
  mapping: Mapping,
  source: SourceFolder,
  options: ImportOptions,
): Promise<ImportResult> {
  const batchId = v7();
  await tx.query('insert into ho.import_batch (id, source, file_hash) values ($1, $2, $3)', [
    batchId,
    mapping.name,
    source.hash,
  ]);
  const staging = await Staging.open(tx, mapping.name);
  let read = 0;
  const lastDay = await mapping.map({
    source,
    staging,
    firstNo: await firstNumbers(tx),
    async step(what) {
      read += 1;
      await staging.drain();
      if (read % REPORT_EVERY !== 0) return;
      options.onProgress?.(read, what);
      await breathe(options.signal);
    },
  });
  const counts = await staging.finish(batchId);
  await tx.query('update ho.import_batch set finished_at = now(), counts = $2::jsonb where id = $1', [
    batchId,
    JSON.stringify(counts),
  ]);
  await tx.query(`select ho.append_audit('import.load', null, null, null, $1, $2::jsonb)`, [
    batchId,
    JSON.stringify({ source: mapping.name, counts }),
  ]);
  // What an export tells is history: it travels as month packs.
  await tx.query(
    `update sync.state set open_from = greatest(open_from, (date_trunc('month', $1::date) + interval '1 month')::date)`,
    [lastDay],
  );
  return { batchId, repeated: false, counts };
}

/** PostgreSQL's error code and table, where an error has them. */
function sqlFailure(error: unknown): { readonly code: unknown; readonly table: string } {
  if (!(error instanceof Error) || !('code' in error)) return { code: null, table: '' };
  return { code: error.code, table: 'table' in error ? String(error.table) : '' };
}
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Loads an ERP export as one batch, in one transaction: all of it or, when it fails or is cancelled, nothing. The same
 * files again change nothing; a newer export adds what is new. Each row is recorded as inserted, skipped or rejected.
 * @throws AppError `not_found` for a missing file; `import_damaged` with file, line and column; `import_refused` with the
 *   table where another row has the same code; `cancelled`
 */
export async function importDataset(
  database: HeadOfficeDatabase,
  dataset: Dataset,
  folder: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const mapping = MAPPINGS[dataset];
  const source = await openSourceFolder(folder, mapping.files);
  try {
    return await database.transaction(
      async (tx) => {
        // One import at a time: the second finds the first one's batch.
        await tx.query('lock table ho.import_batch in share row exclusive mode');
        const before = await findBatch(tx, mapping.name, source.hash);
        if (before !== null) return before;
        await breathe(options.signal);
        const result = await load(tx, mapping, source, options);
        await breathe(options.signal);
        await reseed(tx);
        return result;
      },
      { settings: { 'app.capture': 'off' } },
    );
  } catch (error) {
    const { code, table } = sqlFailure(error);
    if (code === UNIQUE_VIOLATION) throw new AppError('import_refused', { table, problem: 'already_there' }, error);
    throw error;
  }
}

/**
 * Takes out every row that a batch inserted. The batch and what it did stay on record. Undoing it again does nothing.
 * @throws AppError `not_found` for an unknown batch; `import_refused` with the table when rows of it are in use: others refer
 *   to them, or a later import that stands found them there
 */
export async function undoImport(database: HeadOfficeDatabase, batchId: string): Promise<void> {
  const { rows } = await database.query<{ undone: boolean }>(
    'select undone_at is not null as undone from ho.import_batch where id::text = $1',
    [batchId],
  );
  const batch = rows[0];
  if (batch === undefined) throw new AppError('not_found', { batch: batchId });
  if (batch.undone) return;
  try {
    await bulkLoad(database, async (tx) => {
      await tx.query('lock table ho.import_batch in share row exclusive mode');
      const shared = await tx.query<{ table: string }>(
        `select r.table_name as table from ho.import_row r join ho.import_row later using (table_name, row_id)
           join ho.import_batch b on b.id = later.batch_id
         where r.batch_id = $1 and r.outcome = 'inserted' and later.outcome = 'skipped' and b.undone_at is null limit 1`,
        [batchId],
      );
      const table = shared.rows[0]?.table;
      if (table !== undefined) throw new AppError('import_refused', { table, problem: 'in_use' });
      for (const table of IMPORT_TABLES.toReversed()) {
        await tx.query(
          `delete from ho.${table} t using ho.import_row r
           where r.batch_id = $1 and r.table_name = '${table}' and r.outcome = 'inserted' and t.id = r.row_id`,
          [batchId],
        );
      }
      await tx.query('update ho.import_batch set undone_at = now() where id = $1', [batchId]);
      await tx.query(`select ho.append_audit('import.undo', null, null, null, $1, '{}')`, [batchId]);
    });
  } catch (error) {
    const { code, table } = sqlFailure(error);
    if (code === FOREIGN_KEY_VIOLATION) throw new AppError('import_refused', { table, problem: 'in_use' }, error);
    throw error;
  }
}
