import { readFileSync } from 'node:fs';
import { AppError } from '../../contract/errors.ts';
import { previewScans } from '../../domain/diversion/ingest/preview.ts';
import type { IngestOutput } from '../../domain/diversion/schema/ingest.ts';
import type { Crs } from '../../domain/geo/crs.ts';
import { readScanSource, type SourceFormat } from '../../service/scan-source.ts';

/** The bytes of a file; `-` is stdin. @throws AppError input_invalid */
export function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new AppError('input_invalid', { field: file, problems: 'the file cannot be read' }, error);
  }
}

/**
 * Reads a file of scans and says what would become of them. Nothing is written anywhere.
 * @throws AppError input_invalid when the file cannot be read as what it is
 */
export function readScanFile(file: string, format: SourceFormat, crs: Crs): IngestOutput {
  const read = readScanSource(file, readBytes(file), format);
  const columns = read.columns.map((column) => ({ ...column }));
  return { format, preview: previewScans(read, crs), columns, crs, codes: [...read.codes], scans: [...read.scans] };
}
