import { z } from 'zod';
import { CRS } from '../../geo/crs.ts';
import { ACTORS } from './scan-row.ts';

const Id = z.uuidv7();

/** Rows that one import may have. */
export const IMPORT_ROWS_MAX = 1_000_000;
/** Rows that travel together. */
export const PART_ROWS_MAX = 2000;
/** Roles of `ho.role_grant`, over the region of the import, that may import scans and undo an import. */
export const IMPORT_ROLES = ['manager', 'auditor'] as const;
export const SOURCE_FORMATS = ['csv', 'xlsx', 'epcis'] as const;

/**
 * What was found about rows of a source.
 * - `refused`: no scan comes of them;
 * - `set_aside`: taken in, seen on the map, but no evidence for the detector;
 * - `noted`: taken in and counted, with something to know about them.
 */
export const FINDINGS = {
  refused: [
    'malformed',
    'withdrawn',
    'named_twice',
    'not_a_scan',
    'empty_row',
    'without_code',
    'without_time',
    'in_future',
    'null_island',
    'swapped',
    'outside_china',
    'repeated',
    'known',
    'code_unknown',
    'dealer_not_in_scope',
  ],
  set_aside: ['no_place', 'scan_before_shipment', 'never_shipped', 'frozen_place'],
  noted: [
    'code_not_here',
    'without_accuracy',
    'time_without_zone',
    'wrong_system',
    'late',
    'out_of_order',
    'many_of_one_code',
    'unknown_column',
    'terminal_unknown',
  ],
} as const;
export type FindingReason = (typeof FINDINGS)[keyof typeof FINDINGS][number];

const first = z
  .array(z.object({ row: z.int().nonnegative(), detail: z.string().max(200).nullable() }))
  .max(5)
  .meta({ description: 'The first of them: number among the rows or events, from 1, and what is at fault.' });
export const Finding = z.object({
  outcome: z.enum(['refused', 'set_aside', 'noted']),
  reason: z.enum([...FINDINGS.refused, ...FINDINGS.set_aside, ...FINDINGS.noted]),
  rows: z.int().positive(),
  first,
});
export type Finding = z.infer<typeof Finding>;

/** A scan as it travels: by position, since there may be a million of them. */
export const ImportRow = z.tuple([
  z.int().positive().meta({ description: 'number in the source, from 1' }),
  z.string().min(1).max(200).meta({ description: 'code' }),
  z.enum(ACTORS),
  z.int().min(946_684_800).max(4_102_444_800).meta({ description: 'seconds since 1970' }),
  z.number().min(-180).max(180).nullable().meta({ description: 'longitude, GCJ-02' }),
  z.number().min(-90).max(90).nullable().meta({ description: 'latitude, GCJ-02' }),
  z.enum([...CRS, 'none']).meta({ description: 'the system it was converted from' }),
  z.int().min(0).max(10_000_000).nullable().meta({ description: 'accuracy, metres' }),
  z.string().max(200).nullable().meta({ description: 'code of the terminal' }),
  z.string().max(200).nullable().meta({ description: 'code of the SKU, where the code itself is unknown' }),
  z.string().max(64).nullable().meta({ description: 'hash of the device' }),
]);
export type ImportRow = z.infer<typeof ImportRow>;

const target = { importId: Id, regionId: Id };

/** Imports of scans as laptops send them: the parts one by one, then the word that makes scans of all of them at once. */
export const SCAN_COMMANDS = {
  'scans.part': z.object({
    ...target,
    part: z.int().nonnegative(),
    rows: z.array(ImportRow).min(1).max(PART_ROWS_MAX),
  }),
  'scans.import': z.object({
    ...target,
    fileName: z.string().trim().min(1).max(200),
    format: z.enum(SOURCE_FORMATS),
    /** SHA-256 of the file, lower-case hex. */
    fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
    fileRows: z.int().nonnegative(),
    parts: z.int().positive(),
    rows: z.int().positive(),
    /** What the laptop found; head office adds what only it can know. */
    findings: z.array(Finding).max(50),
  }),
  'scans.undo': z.object({ importId: Id }),
} as const;
export type ScanCommandKind = keyof typeof SCAN_COMMANDS;
