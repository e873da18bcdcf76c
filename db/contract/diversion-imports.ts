import { z } from 'zod';
import { Finding, SOURCE_FORMATS } from '../domain/diversion/schema/scan-import.ts';
import { CRS } from '../domain/geo/crs.ts';
import { Id, Instant, listOf } from './primitives.ts';
import { command, query, stream } from './procedure.ts';

/** Bytes of a file that are sent at once. */
export const CHUNK_BYTES_MAX = 600_000;
/** Bytes of a file of scans; a million rows are about half of it. */
export const SOURCE_BYTES_MAX = 256 * 1024 * 1024;

/** What would become of a file, before anything of it is taken in. */
export const ImportPreview = z.object({
  fileName: z.string(),
  format: z.enum(SOURCE_FORMATS),
  crs: z.enum(CRS),
  /** Rows or events that say something; of events those that are no scans are told in `findings` only. */
  fileRows: z.int(),
  /** Rows that would travel to head office, which has the last word on each. */
  rows: z.int(),
  findings: z.array(Finding),
  columns: z.array(z.object({ title: z.string(), field: z.string().nullable() })),
  /** Feeds whose readings at terminals lie nearer to their addresses in another system than the one they are tagged with. */
  feeds: z.array(
    z.object({ source: z.string().nullable(), tagged: z.enum(CRS), likely: z.enum(CRS), readings: z.int() }),
  ),
  from: Instant.nullable(),
  to: Instant.nullable(),
  /** The same file, imported before and not undone. */
  before: z.object({ fileName: z.string(), importedAt: Instant, byName: z.string() }).nullable(),
  /** Regions for which the person of this laptop may import; none: nothing can be imported. */
  regions: z.array(z.object({ id: Id, name: z.string() })),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const PreviewAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('working'),
    step: z.enum(['reading', 'comparing', 'judging']),
    done: z.int(),
    total: z.int(),
  }),
  z.object({ state: z.literal('ready'), preview: ImportPreview }),
]);
export type PreviewAnswer = z.infer<typeof PreviewAnswer>;

/**
 * An import of scans.
 * - `sending`: saved on this laptop, on its way to head office (`sent` of `parts`);
 * - `arriving`: carried out, its scans are on their way back;
 * - `taken`, `undoing`, `undone`;
 * - `refused`: head office took in nothing of it.
 */
export const ImportRecord = z.object({
  id: Id,
  fileName: z.string(),
  format: z.enum(SOURCE_FORMATS),
  regionName: z.string(),
  byName: z.string(),
  importedAt: Instant,
  fileRows: z.int(),
  /** Scans that came of it; null while head office has not said. */
  taken: z.int().nullable(),
  findings: z.array(Finding),
  state: z.enum(['sending', 'arriving', 'taken', 'undoing', 'undone', 'refused']),
  sent: z.int(),
  parts: z.int(),
  /** Why it was refused, or why it was not undone. */
  refusal: z.string().nullable(),
  undoneAt: Instant.nullable(),
  undoneByName: z.string().nullable(),
});
export type ImportRecord = z.infer<typeof ImportRecord>;

/** Imports of files of scans. A file is put in pieces, looked at, and then imported or discarded; one file at a time. */
export const diversionImports = {
  /** Puts the next piece of a file; the one at 0 begins anew. @throws AppError limit_exceeded, input_invalid */
  putSource: command(
    z.object({
      uploadId: Id,
      at: z.int().nonnegative(),
      base64: z.base64().max((CHUNK_BYTES_MAX / 3) * 4),
    }),
    z.object({ size: z.int() }),
  ),
  /** Tells how far it is, then the preview, which ends the stream; leaving it before that discards the file. */
  previewImport: stream(
    z.object({
      uploadId: Id,
      fileName: z.string().trim().min(1).max(200),
      /** Null: what its name tells. */
      format: z.enum(SOURCE_FORMATS).nullable(),
      /** Of rows that do not say. */
      crs: z.enum(CRS),
    }),
    PreviewAnswer,
  ),
  /**
   * Saves the import of a previewed file on this laptop, all of it or nothing; it goes to head office by itself.
   * @throws AppError not_found, forbidden, input_invalid (no row to import)
   */
  importScans: command(
    z.object({ uploadId: Id, importId: Id, regionId: Id }),
    z.object({ importId: Id, parts: z.int() }),
  ),
  discardSource: command(z.object({ uploadId: Id }), z.object({})),
  /** Imports of the regions of this laptop, newest first; at most 200. */
  listImports: query(z.object({}), z.object({ imports: listOf(ImportRecord) })),
  /** Takes an import back, also one that is still on its way; head office refuses while a case rests on it. */
  undoImport: command(z.object({ importId: Id }), z.object({ commandId: Id })),
};
