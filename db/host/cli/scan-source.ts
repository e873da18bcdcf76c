import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '../../contract/errors.ts';
import { readEpcis } from '../../domain/diversion/ingest/epcis.ts';
import { EpcisDocument } from '../../domain/diversion/ingest/epcis-schema.ts';
import { previewScans } from '../../domain/diversion/ingest/preview.ts';
import { type Cell, readTable } from '../../domain/diversion/ingest/table.ts';
import type { IngestOutput } from '../../domain/diversion/schema/ingest.ts';
import type { Crs } from '../../domain/geo/crs.ts';
import { readWorkbook } from '../../service/workbook.ts';
import { readDocument } from './document.ts';

export type SourceFormat = IngestOutput['format'];

/** The format a file's name tells; undefined for none. */
export function formatOf(file: string): SourceFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const formats: Readonly<Record<string, SourceFormat>> = { csv: 'csv', txt: 'csv', tsv: 'csv', xlsx: 'xlsx', json: 'epcis', jsonld: 'epcis' }; // biome-ignore format: one line
  return formats[ending];
}

/**
 * Reads a file of scans and says what would become of them. Nothing is written anywhere.
 * @throws AppError input_invalid when the file cannot be read as what it is
 */
export function readScanSource(file: string, format: SourceFormat, crs: Crs): IngestOutput {
  if (format === 'epcis') {
    const read = readEpcis(readDocument(file, EpcisDocument));
    return { format, preview: previewScans(read, crs), columns: [], crs, codes: [...read.codes], scans: [...read.scans] };
  }
  const read = readTable(format === 'csv' ? csvRows(file) : workbookRows(file));
  const columns = read.columns.map((column) => ({ ...column }));
  return { format, preview: previewScans(read, crs), columns, crs, codes: [], scans: [...read.scans] };
} // biome-ignore format: its answers

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new AppError('input_invalid', { field: file, problems: 'the file cannot be read' }, error);
  }
}

/** UTF-8, or what Excel writes in China when nobody tells it otherwise. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function csvRows(file: string): Cell[][] {
  const text = textOf(bytesOf(file));
  try {
    return parse(text, { bom: true, delimiter: [',', '\t', ';'], relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('input_invalid', { field: file, problems: `not CSV: ${error.message}` }, error);
  }
}

function workbookRows(file: string): Cell[][] {
  const bytes = bytesOf(file);
  try {
    return readWorkbook(bytes);
  } catch (error) {
    throw new AppError('input_invalid', { field: file, problems: 'not an Excel workbook (xlsx)' }, error);
  }
}
