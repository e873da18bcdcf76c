import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AppError } from '../contract/errors.ts';
import { readEpcis } from '../domain/diversion/ingest/epcis.ts';
import { EpcisDocument } from '../domain/diversion/ingest/epcis-schema.ts';
import type { Ingested } from '../domain/diversion/ingest/ingested.ts';
import { type Cell, readTable } from '../domain/diversion/ingest/table.ts';
import type { SOURCE_FORMATS } from '../domain/diversion/schema/scan-import.ts';
import { readWorkbook } from './workbook.ts';

export type SourceFormat = (typeof SOURCE_FORMATS)[number];

const ENDINGS: ReadonlyMap<string, SourceFormat> = new Map([
  ['csv', 'csv'],
  ['txt', 'csv'],
  ['tsv', 'csv'],
  ['xlsx', 'xlsx'],
  ['json', 'epcis'],
  ['jsonld', 'epcis'],
]);

/** The format a file's name tells; undefined for none. */
export const formatOf = (file: string): SourceFormat | undefined =>
  ENDINGS.get(/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '');

/** A source as scans, and what the columns of a table were taken for. */
export interface ScanSource extends Ingested {
  readonly columns: readonly { readonly title: string; readonly field: string | null }[];
}

/**
 * Reads the bytes of a file of scans.
 * @throws AppError input_invalid when they cannot be read as what they are said to be
 */
export function readScanSource(file: string, bytes: Uint8Array, format: SourceFormat): ScanSource {
  if (format === 'epcis') return { ...readEpcis(eventsOf(file, bytes)), columns: [] };
  return readTable(format === 'csv' ? csvRows(file, bytes) : workbookRows(file, bytes));
}

/** UTF-8, or what Excel writes in China when nobody tells it otherwise. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function eventsOf(file: string, bytes: Uint8Array): unknown[] {
  try {
    return EpcisDocument.parse(JSON.parse(textOf(bytes)));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new AppError('input_invalid', { field: file, problems: 'no document of EPCIS 2.0 events' }, error);
  }
}

function csvRows(file: string, bytes: Uint8Array): Cell[][] {
  try {
    return parse(textOf(bytes), {
      bom: true,
      delimiter: [',', '\t', ';'],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('input_invalid', { field: file, problems: `not CSV: ${error.message}` }, error);
  }
}

function workbookRows(file: string, bytes: Uint8Array): Cell[][] {
  try {
    return readWorkbook(bytes);
  } catch (error) {
    throw new AppError('input_invalid', { field: file, problems: 'not an Excel workbook (xlsx)' }, error);
  }
}
