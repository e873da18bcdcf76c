import { z } from 'zod';
import { Crs, Exemption, Feed, RepairFeeds, Terminals, Territory } from './places.ts';
import { OPEN_REASONS, REJECTIONS, ScanRow } from './scan-row.ts';

const settings = z
  .strictObject({
    bufferUrbanKm: z
      .number()
      .min(0)
      .max(20)
      .default(1)
      .meta({ description: 'Tolerated beyond the border, in districts (区).' }),
    bufferRuralKm: z
      .number()
      .min(0)
      .max(20)
      .default(3)
      .meta({ description: 'Tolerated beyond the border, elsewhere.' }),
    pOut: z
      .number()
      .min(0.8)
      .max(0.999)
      .default(0.95)
      .meta({ description: 'Probability from which a verdict is spoken.' }),
    unknownAccuracyM: z
      .number()
      .min(0)
      .max(5000)
      .default(500)
      .meta({ description: 'Radius taken for readings that give none; they are counted.' }),
  })
  .prefault({});

const documentOf = <T extends z.ZodType>(row: T) =>
  z
    .strictObject({
      crs: Crs.default('GCJ02').meta({ description: 'Coordinate system of scans that do not say.' }),
      settings,
      territories: z.array(Territory).max(100_000),
      exemptions: z.array(Exemption).max(100_000).default([]),
      terminals: Terminals,
      repairFeeds: RepairFeeds,
      scans: z.array(row).max(5_000_000),
    })
    .meta({
      title: 'diversion classify: input',
      description: 'Holds every scan against the territory its dealer had on the day of the shipment.',
    });

/** What `diversion classify` reads, as it is published. */
export const ClassifyInputSchema = documentOf(ScanRow);
/** What is checked before the rows are read one by one. */
export const ClassifyInput = documentOf(z.unknown());
export type ClassifyInput = z.infer<typeof ClassifyInput>;

export const CLASSIFY_VERDICTS = [
  'inside',
  'border',
  'outside',
  'uncertain',
  'exempt',
  'unjudged',
  'rejected',
] as const;

/** How many scans there are of each verdict. */
export const VerdictCounts = z.object(
  Object.fromEntries(CLASSIFY_VERDICTS.map((verdict) => [verdict, z.int()])) as Record<
    (typeof CLASSIFY_VERDICTS)[number],
    z.ZodInt
  >,
);
export type VerdictCounts = z.infer<typeof VerdictCounts>;

export const startVerdictCounts = (): VerdictCounts =>
  Object.fromEntries(CLASSIFY_VERDICTS.map((verdict) => [verdict, 0])) as VerdictCounts;

export const AreaProblems = z
  .array(
    z.object({
      list: z.enum(['territories', 'exemptions']),
      index: z.int(),
      id: z.string().nullable(),
      dealer: z.string().nullable(),
      reason: z.enum([
        'empty',
        'unknown_adcode',
        'too_few_corners',
        'no_area',
        'crosses_itself',
        'corner_outside_china',
        'ends_before_start',
      ]),
      detail: z.string().nullable().meta({
        description:
          'The adcode, or "longitude,latitude" (GCJ-02) where it happens; of crosses_itself where edges cross.',
      }),
    }),
  )
  .meta({ description: 'Territories and exemptions that were not used, and why.' });

export const Notes = z
  .object({
    unknownColumns: z
      .record(z.string(), z.int())
      .meta({ description: 'Columns without a meaning here, in how many rows.' }),
    timesWithoutZone: z.int().meta({ description: 'Times without a zone, taken as Asia/Shanghai.' }),
    withoutAccuracy: z.int().meta({ description: 'Readings without a radius; settings.unknownAccuracyM was taken.' }),
  })
  .meta({ description: 'What was assumed on the way in.' });

export const ClassifiedScan = z.object({
  index: z.int().meta({ description: 'Position in the list of scans.' }),
  id: z.string().nullable(),
  verdict: z.enum(CLASSIFY_VERDICTS).meta({
    description:
      'With d = distanceM, b the strip of the county (settings) and σ the radius, all in metres, Φ the normal distribution: ' +
      'outside: Φ((d − b)/σ) ≥ pOut. Else inside: Φ(−d/σ) ≥ pOut. Else uncertain: σ > b. Else border. ' +
      'exempt: outside, but excused. unjudged: placed, but there is nothing to hold it against. rejected: malformed, ' +
      'without a place in China, or scanned before its shipment; `reason` says which.',
  }),
  reason: z
    .enum([...REJECTIONS, ...OPEN_REASONS])
    .nullable()
    .meta({
      description:
        'For unjudged and rejected. product_line_unknown: outside, but the scan names no product line and the dealer has one ' +
        'that may be sold there. exemption_undated: outside, but the scan has no time and an exemption holds there on some days.',
    }),
  detail: z.string().nullable().meta({ description: 'The column of a malformed row; the exemption that excuses.' }),
  position: z
    .enum(['inside', 'boundary', 'outside'])
    .nullable()
    .meta({
      description:
        'Exact geometry, accuracy and tolerance aside. boundary: exactly on the border of the whole territory, edge or ' +
        'corner; such a point is not outside. A border between two parts of the territory is inside. A hole is outside, ' +
        'an island in it inside.',
    }),
  distanceM: z
    .number()
    .nullable()
    .meta({
      description:
        'Great-circle distance to the nearest point of the border of the whole territory, metres on a sphere of 6371008.8 m; ' +
        'its edges are straight in longitude and latitude (GCJ-02), not great circles; below zero inside, ' +
        '0 on it. Null when not judged or when the territory has no border.',
    }),
  pOutside: z
    .number()
    .nullable()
    .meta({
      description:
        'Φ((distanceM − b)/σ): b is bufferUrbanKm where the county of the scan is a district (its name ends with 区), else ' +
        'bufferRuralKm; σ is accuracyM, or unknownAccuracyM where it is not given.',
    }),
  division: z
    .string()
    .nullable()
    .meta({ description: 'Adcode of the county (or what stands for one); null: in none.' }),
  crs: Crs.nullable().meta({ description: 'The system the place was taken in: another than its tag after a repair.' }),
  longitude: z.number().nullable().meta({ description: 'GCJ-02 degrees.' }),
  latitude: z.number().nullable().meta({ description: 'GCJ-02 degrees.' }),
});
export type ClassifiedScan = z.infer<typeof ClassifiedScan>;

/** What `diversion classify` answers. */
export const ClassifyOutput = z
  .object({
    settings: settings.unwrap(),
    totals: z.object({
      scans: z.int(),
      verdicts: VerdictCounts,
      reasons: z.partialRecord(z.enum([...REJECTIONS, ...OPEN_REASONS]), z.int()),
    }),
    notes: Notes,
    problems: AreaProblems,
    feeds: z.array(Feed),
    scans: z.array(ClassifiedScan).meta({ description: 'One for every scan of the document, in its order.' }),
  })
  .meta({ title: 'diversion classify: output' });
export type ClassifyOutput = z.infer<typeof ClassifyOutput>;
