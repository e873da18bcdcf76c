import { z } from 'zod';
import { REFUSALS } from '../ingest/ingested.ts';
import { Notes } from './classify.ts';
import { ShippedCode } from './detect.ts';
import { Crs } from './places.ts';
import { REJECTIONS, ScanRow } from './scan-row.ts';

/** What would become of a source's scans. */
export const IngestPreview = z.object({
  rows: z
    .int()
    .meta({ description: 'Rows or scans of the source; events that are no scans are counted in `rejected` only.' }),
  scans: z.int(),
  placed: z.int().meta({ description: 'Scans with a place in China.' }),
  boundCodes: z.int().meta({ description: 'Codes that shipments of the source bind to whom they went.' }),
  rejected: z
    .array(
      z.object({
        reason: z.enum([...REFUSALS, ...REJECTIONS]),
        rows: z.int(),
        first: z
          .array(z.object({ row: z.int(), detail: z.string().nullable() }))
          .meta({ description: 'The first of them: position among the rows or events, from 0, and what is at fault.' }),
      }),
    )
    .meta({ description: 'What gives no scan with a place, by reason, most first.' }),
  repeated: z
    .int()
    .meta({ description: 'Scans equal to one before in code, actor, time and place; counted once by `detect`.' }),
  late: z.int().meta({ description: 'Recorded more than a week after they were made; not told by tables.' }),
  isInOrder: z.boolean().meta({ description: 'Whether the source told in the order of time; it need not.' }),
  withoutTime: z.int(),
  withoutCode: z.int(),
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  notes: Notes,
});
export type IngestPreview = z.infer<typeof IngestPreview>;

/** What `diversion read` answers. */
export const IngestOutput = z
  .object({
    format: z.enum(['csv', 'xlsx', 'epcis']),
    preview: IngestPreview,
    columns: z
      .array(z.object({ title: z.string(), field: z.string().nullable() }))
      .meta({ description: 'What the columns of a table were taken for; null: for nothing.' }),
    crs: Crs,
    codes: z.array(ShippedCode).meta({ description: 'For `codes` of a document of detect.' }),
    scans: z
      .array(ScanRow)
      .meta({ description: 'For `scans` of a document of classify or detect; rejected ones among them.' }),
  })
  .meta({ title: 'diversion read: output' });
export type IngestOutput = z.infer<typeof IngestOutput>;
