import { z } from 'zod';
import { AreaProblems, Notes, VerdictCounts } from './classify.ts';
import { boundFaults, DetectBounds, DetectParameters } from './detect-parameters.ts';
import { Crs, Exemption, Feed, LocalDate, RepairFeeds, Terminals, Territory } from './places.ts';
import { ACTORS, OPEN_REASONS, REJECTIONS, ScanRow } from './scan-row.ts';

const key = z.string().min(1).max(200);

export const ShippedCode = z
  .strictObject({
    code: key,
    dealer: key.nullish(),
    productLine: key.nullish(),
    sku: key.nullish(),
    shipment: key.nullish(),
    shippedOn: LocalDate.nullish(),
    case: key.nullish(),
    pallet: key.nullish(),
  })
  .meta({ description: 'What the shipment bound a code to; fills in what a scan of the code does not say itself.' });
export type ShippedCode = z.infer<typeof ShippedCode>;

const StockLine = z
  .strictObject({
    dealer: key,
    productLine: key.nullish(),
    shipped: z.int().nonnegative().meta({ description: 'Codes shipped to the dealer in the period.' }),
    counted: z.int().nonnegative().default(0).meta({ description: 'Still in his stock when it was counted.' }),
    returned: z.int().nonnegative().default(0),
  })
  .meta({ description: 'For the dark-stock interval: goods that were shipped and are nowhere to be seen.' });
export type StockLine = z.infer<typeof StockLine>;

/** What a document for the detector holds. */
export const detectShape = <T extends z.ZodType>(row: T) => ({
  crs: Crs.default('GCJ02').meta({ description: 'Coordinate system of scans and terminals that do not say.' }),
  parameters: DetectParameters,
  bounds: DetectBounds,
  dealers: z
    .array(z.strictObject({ id: key, region: key.nullish() }))
    .max(100_000)
    .default([])
    .meta({ description: 'Only needed for the weekly alert budget, which is kept by region.' }),
  territories: z.array(Territory).max(100_000),
  exemptions: z.array(Exemption).max(100_000).default([]),
  codes: z.array(ShippedCode).max(5_000_000).default([]),
  terminals: Terminals,
  repairFeeds: RepairFeeds,
  stock: z.array(StockLine).max(100_000).default([]),
  scans: z.array(row).max(5_000_000),
});

const documentOf = <T extends z.ZodType>(row: T) =>
  z
    .strictObject(detectShape(row))
    .superRefine(({ parameters, bounds }, context) => {
      for (const { name, message } of boundFaults(parameters, bounds)) {
        context.addIssue({ code: 'custom', path: ['parameters', name], message });
      }
    })
    .meta({
      title: 'diversion detect: input',
      description:
        'Scans of shipped goods. Give what you have: a scan needs a place and a time; dealer, shippedOn and code (or the ' +
        'list `codes`) make it count; case, actor, user, accuracyM make the answer sharper.',
    });

/** What `diversion detect` reads, as it is published. */
export const DetectInputSchema = documentOf(ScanRow);
/** What is checked before the rows are read one by one. */
export const DetectInput = documentOf(z.unknown());
export type DetectInput = z.infer<typeof DetectInput>;

/** Why a scan counts for nothing. */
export const SET_ASIDE = [
  ...REJECTIONS, 'no_time', 'out_of_time', 'duplicate', ...OPEN_REASONS, 'cloned_code', 'fake_scan', 'frozen_place', 'exempt', 'uncertain',
  'too_coarse', 'no_division',
] as const; // biome-ignore format: in the order in which they are asked
export type SetAside = (typeof SET_ASIDE)[number];

export const TERM_KEYS = [
  'excess', 'cohesion', 'rest_at_home', 'by_trade', 'inspector', 'slow_leak', 'cluster',
  'near_border', 'one_person', 'seen_inside_first', 'spread_seller', 'scattered', 'consumers_only',
] as const; // biome-ignore format: for, then against

export const Term = z
  .object({
    key: z.enum(TERM_KEYS),
    points: z.number().meta({ description: 'Below zero: counter-evidence.' }),
    numbers: z.record(z.string(), z.number()).meta({ description: 'What the sentence says.' }),
    zh: z.string(),
    en: z.string(),
  })
  .meta({ description: 'One sentence with its number; the points of all terms make the score.' });
export type Term = z.infer<typeof Term>;

/** Goods of one dealer and product line seen outside in one city, with everything that speaks for and against. */
export const DetectedUnit = z.object({
  dealer: z.string(),
  productLine: z.string().nullable(),
  region: z.string().nullable(),
  city: z
    .string()
    .meta({ description: 'Adcode of the city in which the goods were seen (county where a city has none).' }),
  cityName: z.string(),
  tier: z.enum(['case', 'alert', 'watch']).meta({
    description:
      'case (立案): significant at fdrQ over all tests, enough codes, packing cases and points. alert (预警): an inspector ' +
      'saw goods, or significant at four times fdrQ with goods of one packing case or shipment together. ' +
      'watch (关注): log10P is -2 or less.',
  }),
  kind: z.enum(['diversion', 'copied_codes']).meta({
    description:
      'copied_codes: most codes had been seen by the trade inside the territory before; someone may copy them.',
  }),
  score: z.number().meta({ description: 'Sum of the points of all terms; the tier is decided without `cluster`.' }),
  log10P: z.number().meta({
    description:
      'log10 of the p-value of this unit, all its windows paid for, over the likelihood ratio of how its goods were seen.',
  }),
  log10Q: z.number().meta({ description: 'log10 of its Benjamini–Hochberg adjusted p-value.' }),
  lots: z.int().meta({ description: 'Distinct packing cases (codes, where the case is not known).' }),
  codes: z.array(z.string()),
  scans: z.array(z.int()).meta({ description: 'Positions in the list of scans.' }),
  firstScannedOn: LocalDate,
  lastScannedOn: LocalDate,
  firstAlertOn: LocalDate.nullable().meta({ description: 'Day by which the evidence had become enough for a case.' }),
  episodes: z.int().meta({ description: 'Stretches with no quiet time longer than caseMergeDays.' }),
  window: z
    .object({ from: LocalDate, to: LocalDate, lots: z.number(), expected: z.number() })
    .meta({ description: 'Where it stands out most; `to` is the day after.' }),
  distanceKm: z
    .object({ least: z.number(), median: z.number(), most: z.number() })
    .meta({ description: 'From the border of the territory.' }),
  counties: z.array(z.object({ adcode: z.string(), name: z.string(), codes: z.int() })),
  actors: z.partialRecord(z.enum(ACTORS), z.int()),
  shipments: z.array(z.object({ shipment: z.string(), codes: z.int() })).meta({ description: 'Most codes first.' }),
  terms: z.array(Term),
  counterfactual: z
    .object({
      bufferKm: z
        .number()
        .nullable()
        .meta({ description: 'A strip this wide would have silenced it; null above 20 km.' }),
      fewerCodes: z
        .int()
        .nullable()
        .meta({ description: 'It would not be a case if this many of its codes were explained.' }),
      counties: z
        .array(z.string())
        .meta({ description: 'Counties of which each alone, if authorised, would silence it.' }),
      log10Q: z.number().meta({ description: 'It would not be a case at an fdrQ below ten to this.' }),
    })
    .nullable()
    .meta({ description: 'Computed by trying; only for cases.' }),
  alsoIn: z
    .array(z.object({ city: z.string(), cityName: z.string(), codes: z.int(), scans: z.array(z.int()) }))
    .meta({ description: 'Goods of the same dealer and line close by, in neighbouring cities: part of this case.' }),
  withinBudget: z
    .boolean()
    .meta({ description: 'False: ranked below the weekly budget of its region. It stays a case.' }),
});
export type DetectedUnit = z.infer<typeof DetectedUnit>;

const Instant = z.iso.datetime();

/** What `diversion detect` answers. */
export const DetectOutput = z
  .object({
    parameters: DetectParameters.unwrap(),
    totals: z.object({
      scans: z.int(),
      readings: z.int().meta({ description: 'Placed and timed, repeated ones taken as one.' }),
      counted: z.int().meta({ description: 'Judged and used: inside, on the border or outside.' }),
      verdicts: VerdictCounts.meta({ description: 'Of the readings, and rejected scans.' }),
      setAside: z.partialRecord(z.enum(SET_ASIDE), z.int()).meta({
        description:
          'Scans that count for nothing, each by its first reason in this order; counted and setAside make all scans. ' +
          'duplicate: repeats a scan before it (duplicateMinutes). out_of_time: years from all others. no_division: ' +
          'outside, at a place in no division (at sea, abroad), so that there is no city to see goods in.',
      }),
    }),
    notes: Notes,
    problems: AreaProblems,
    rejected: z.array(
      z.object({
        index: z.int(),
        id: z.string().nullable(),
        reason: z.enum([...REJECTIONS, ...OPEN_REASONS]),
        detail: z.string().nullable(),
      }),
    ),
    model: z.object({
      from: LocalDate.nullable(),
      weeks: z.int(),
      tests: z.int().meta({ description: 'Dealer, product line and city that could have stood out.' }),
      travelRate: z.object({ trade: z.number(), consumer: z.number() }),
      clumping: z.number(),
      dispersion: z.number().meta({
        description: 'Counts around an expectation of m scatter with variance m·(1 + clumping) + m²/dispersion.',
      }),
      log10CriticalP: z.number().nullable().meta({ description: 'The p-value up to which units are significant.' }),
    }),
    cases: z.array(DetectedUnit).meta({ description: 'To be opened, highest score first.' }),
    watch: z.array(DetectedUnit).meta({ description: 'Alerts and units to keep an eye on; no accusation.' }),
    clonedCodes: z.array(
      z.object({
        code: z.string(),
        dealer: z.string().nullable(),
        scans: z.tuple([z.int(), z.int()]),
        distanceKm: z.number(),
        minutes: z.number(),
        speedKmh: z.number().nullable(),
        readings: z.int(),
      }),
    ),
    fakeScans: z.array(
      z.object({
        longitude: z.number(),
        latitude: z.number(),
        from: Instant,
        to: Instant,
        codes: z.int(),
        users: z.int().nullable().meta({
          description: 'Distinct users or devices, whichever are fewer; null where not all are known.',
        }),
        dealers: z.array(z.string()),
        scans: z.array(z.int()),
      }),
    ),
    frozenPlaces: z.array(
      z.object({
        longitude: z.number(),
        latitude: z.number(),
        codes: z.int(),
        days: z.int(),
        dealers: z.array(z.string()),
        scans: z.array(z.int()),
      }),
    ),
    feeds: z.array(Feed),
    spreadSellers: z
      .array(
        z.object({
          dealer: z.string(),
          productLine: z.string().nullable(),
          cities: z.int(),
          lots: z.int(),
          rate: z.number(),
        }),
      )
      .meta({
        description: 'Goods thinly all over the country, as e-commerce or gifts spread them: not a case of diversion.',
      }),
    darkStock: z
      .array(
        z.object({
          dealer: z.string(),
          productLine: z.string().nullable(),
          shipped: z.int(),
          explained: z.int().meta({ description: 'Counted and returned.' }),
          scannedInside: z.int(),
          scanRate: z
            .number()
            .meta({ description: 'Share of sold codes that are scanned inside, over matched dealers.' }),
          missing: z
            .object({ low: z.int(), middle: z.int(), high: z.int() })
            .meta({ description: 'Codes, 95 % interval.' }),
        }),
      )
      .meta({ description: 'Goods that were shipped, and neither sold inside, counted nor returned.' }),
  })
  .meta({ title: 'diversion detect: output' });
export type DetectOutput = z.infer<typeof DetectOutput>;
