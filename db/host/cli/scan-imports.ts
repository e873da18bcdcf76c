import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { v7 as uuid } from 'uuid';
import { CHUNK_BYTES_MAX, type ImportPreview, type ImportRecord } from '../../contract/diversion-imports.ts';
import { AppError } from '../../contract/errors.ts';
import { SOURCE_FORMATS } from '../../domain/diversion/schema/scan-import.ts';
import { CRS, type Crs } from '../../domain/geo/crs.ts';
import type { SourceFormat } from '../../service/scan-source.ts';
import type { DataService } from '../data-service.ts';
import type { OnLaptop } from './command-line.ts';
import { print, say } from './output.ts';
import { readBytes } from './scan-source.ts';

interface ImportFlags {
  readonly format?: SourceFormat;
  readonly crs: Crs;
  readonly region?: string;
  readonly preview: boolean;
}

/** `diversion import`, `imports`, `undo-import`: scans into the company's data, through this laptop. */
export function addImportCommands(diversion: Command, isJson: () => boolean, onLaptop: OnLaptop): void {
  diversion
    .command('import <file>')
    .description('import scans from CSV, Excel (xlsx) or EPCIS 2.0 events into the company’s data')
    .addOption(new Option('--format <format>', 'what the file is; told by its name').choices(SOURCE_FORMATS))
    .addOption(new Option('--crs <system>', 'coordinate system of rows that do not say').choices(CRS).default('GCJ02'))
    .option('--region <name>', 'for which region, where you may import for several')
    .option('--preview', 'only say what would become of it', false)
    .addHelpText(
      'after',
      `
Every row that gives no scan is counted with its reason. The import is saved on this laptop as a whole or not at all, then
sent; without a network it waits. "diversion imports" tells what came of it, "diversion undo-import" takes it back.`,
    )
    .action(async (file: string, { format, crs, region, preview: isPreview }: ImportFlags) => {
      const bytes = readBytes(file);
      const answer = await onLaptop(!isPreview, async (service, signal) => {
        const { handlers } = service;
        const uploadId = uuid();
        for (let at = 0; at === 0 || at < bytes.length; at += CHUNK_BYTES_MAX) {
          const base64 = Buffer.from(bytes.subarray(at, at + CHUNK_BYTES_MAX)).toString('base64');
          await handlers.diversion.putSource({ uploadId, at, base64 }, { signal });
        }
        const asked = { uploadId, fileName: basename(file), format: format ?? null, crs };
        let preview: ImportPreview | null = null;
        for await (const told of handlers.diversion.previewImport(asked, { signal })) {
          if (told.state === 'ready') preview = told.preview;
          else say(`${told.step} ${told.done}/${told.total}`);
        }
        if (preview === null) throw new AppError('cancelled');
        const { findings, rows, fileRows, before, feeds, from, to } = preview;
        const found = { fileRows, rows, findings, feeds, from, to, before };
        if (isPreview) return found;
        const importId = uuid();
        await handlers.diversion.importScans({ uploadId, importId, regionId: regionOf(preview, region) }, { signal });
        const { state, taken, refusal, findings: all } = await untilSettled(service, importId, signal);
        return { ...found, import: importId, state, taken, refusal, findings: all };
      });
      print(isJson(), answer);
    });

  diversion
    .command('imports')
    .description('imports of scans, newest first, and what came of them')
    .action(async () => {
      const { imports } = await onLaptop(false, async ({ handlers }, signal) =>
        handlers.diversion.listImports({}, { signal }),
      );
      print(isJson(), imports);
    });

  diversion
    .command('undo-import <import>')
    .description('take an import of scans back; refused while a case rests on one of them')
    .action(async (importId: string) => {
      const { contract } = await import('../../contract/index.ts');
      const asked = contract.diversion.undoImport.input.safeParse({ importId });
      if (!asked.success) throw new AppError('input_invalid', { field: 'import' });
      const record = await onLaptop(true, async (service, signal) => {
        await service.handlers.diversion.undoImport(asked.data, { signal });
        return untilSettled(service, importId, signal);
      });
      print(isJson(), { import: importId, state: record.state, refusal: record.refusal });
    });
}

function regionOf({ regions }: ImportPreview, named: string | undefined): string {
  const fitting = regions.filter(({ name }) => named === undefined || name === named);
  const [only] = fitting;
  if (regions.length === 0) throw new AppError('forbidden');
  if (only === undefined || fitting.length > 1) {
    const problems = `one of: ${regions.map(({ name }) => name).join(', ')}`;
    throw new AppError('input_invalid', { field: '--region', problems });
  }
  return only.id;
}

/** Waits until head office has said what came of an import, or cannot be reached; then it waits on the laptop. */
async function untilSettled(
  { engine, handlers }: DataService,
  importId: string,
  signal: AbortSignal,
): Promise<ImportRecord> {
  const recordNow = async (): Promise<ImportRecord> => {
    const { imports } = await handlers.diversion.listImports({}, { signal });
    const record = imports.rows.find(({ id }) => id === importId);
    if (record === undefined) throw new AppError('not_found');
    return record as ImportRecord;
  };
  const isUnderWay = ({ state }: ImportRecord): boolean =>
    state === 'sending' || state === 'arriving' || state === 'undoing';
  let record = await recordNow();
  while (
    isUnderWay(record) &&
    engine.status.state !== 'offline' &&
    engine.status.state !== 'failed' &&
    !signal.aborted
  ) {
    await new Promise<void>((resolve) => {
      const stops = [engine.onStatus(next), engine.onApplied(next)];
      signal.addEventListener('abort', next, { once: true });
      function next(): void {
        for (const stop of stops) stop();
        signal.removeEventListener('abort', next);
        resolve();
      }
    });
    record = await recordNow();
  }
  return record;
}
