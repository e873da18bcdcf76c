/** Thread that holds a file of scans: takes its bytes, says what would become of it, gives its rows. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import { type ImportPlan, planImport } from '../domain/diversion/ingest/plan.ts';
import { IMPORT_ROWS_MAX, PART_ROWS_MAX } from '../domain/diversion/schema/scan-import.ts';
import { connect } from '../store/connection.ts';
import { readKnownScans, readTerminalPlaces } from '../store/scan-imports.ts';
import type { DeskAnswer, DeskRequest, ImportSource, ImportTask } from './import-desk.ts';
import { readScanSource } from './scan-source.ts';

const task = workerData as ImportTask;
const tell = (answer: DeskAnswer): void => parentPort?.postMessage(answer);
const chunks: Uint8Array[] = [];
let plan: ImportPlan | null = null;

function preview({ fileName, format, crs }: ImportSource, now: number): void {
  tell({ progress: { step: 'reading', done: 0, total: 0 } });
  const bytes = Buffer.concat(chunks.splice(0, chunks.length));
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  const source = readScanSource(fileName, bytes, format);
  const { scans } = source;
  if (scans.length > IMPORT_ROWS_MAX) throw new AppError('limit_exceeded', { limit: IMPORT_ROWS_MAX });
  tell({ progress: { step: 'comparing', done: 0, total: scans.length } });
  const replica = connect(task.replicaFile, { role: 'replica', key: task.key, readonly: true });
  try {
    const codes = new Set(scans.flatMap(({ code }) => (typeof code === 'string' ? [code] : [])));
    plan = planImport(source, {
      crs,
      now,
      shops: readTerminalPlaces(replica),
      ...readKnownScans(replica, codes),
      // Of a pseudonym no more is needed than whether it is the same one.
      hash: (device) => createHash('sha256').update(device).digest('base64url').slice(0, 22),
      onProgress: (done, total) => tell({ progress: { step: 'judging', done, total } }),
    });
  } finally {
    replica.close();
  }
  const { fileRows, rows, findings, feeds, span } = plan;
  tell({ summary: { fileRows, rows: rows.length, findings, feeds, span, columns: source.columns, fileSha256 } });
}

/** The rows as payloads, written here: whoever saves them has nothing left to do. */
function parts(importId: string, regionId: string): readonly string[] {
  const rows = plan?.rows ?? [];
  const made: string[] = [];
  for (let at = 0; at < rows.length; at += PART_ROWS_MAX) {
    made.push(JSON.stringify({ importId, regionId, part: made.length, rows: rows.slice(at, at + PART_ROWS_MAX) }));
  }
  return made;
}

parentPort?.on('message', (request: DeskRequest) => {
  try {
    if (request.ask === 'put') chunks.push(request.bytes);
    else if (request.ask === 'preview') preview(request.source, request.now);
    else tell({ parts: parts(request.importId, request.regionId) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    tell({ failure: { code: error.code, params: error.params } });
  }
});
