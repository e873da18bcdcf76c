import { z } from 'zod';

/** `up`, `down`: a region may only be stricter in this way. `fixed`: head office's alone. */
export type Leeway = 'up' | 'down' | 'fixed';

/** A tunable number: default, the bounds head office may set it in, and which way a region may move it. */
interface Bounded {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole?: true;
  /** Which way a region may move it from head office's base; absent: either. */
  readonly region?: Leeway;
  readonly says: string;
}

/** Parameters of the detector. Bounds are head office's; a document may narrow them. */
export const PARAMETERS = {
  bufferUrbanKm: { default: 1, min: 0, max: 20, says: 'Tolerated strip beyond the border, in districts (区).' },
  bufferRuralKm: { default: 3, min: 0, max: 20, says: 'Tolerated strip beyond the border, elsewhere.' },
  consumerStripKm: {
    default: 10,
    min: 0,
    max: 50,
    says: 'Beyond the border so far, what consumers scan may have been carried home; only trade counts.',
  },
  pOut: {
    default: 0.95,
    min: 0.8,
    max: 0.999,
    region: 'fixed',
    says: 'Probability of being outside from which a reading counts.',
  },
  maxAccuracyM: {
    default: 500,
    min: 50,
    max: 5000,
    says: 'Coarser readings are counted as too coarse, not as evidence.',
  },
  unknownAccuracyM: {
    default: 500,
    min: 50,
    max: 5000,
    region: 'fixed',
    says: 'Radius taken for readings that give none.',
  },
  windowDays: {
    default: 28,
    min: 7,
    max: 90,
    isWhole: true,
    says: 'Length of the sliding window; whole weeks are used.',
  },
  minCodes: { default: 3, min: 2, max: 50, region: 'up', isWhole: true, says: 'Fewest distinct codes of a case.' },
  minCases: {
    default: 2,
    min: 1,
    max: 20,
    region: 'up',
    isWhole: true,
    says: 'Fewest distinct packing cases of a case.',
  },
  fdrQ: {
    default: 0.05,
    min: 0.01,
    max: 0.2,
    region: 'down',
    says: 'Share of false cases among all cases that is accepted.',
  },
  cohesionPoints: {
    default: 1.5,
    min: 0,
    max: 3,
    region: 'fixed',
    says: 'Most points for each packing case of which several codes were seen; 0 leaves cohesion out.',
  },
  cohesionCap: { default: 6, min: 0, max: 12, region: 'fixed', says: 'Most points for cohesion.' },
  ewmaLambda: {
    default: 0.25,
    min: 0.1,
    max: 0.4,
    region: 'fixed',
    says: 'Weight of the newest week in the slow-leak chart.',
  },
  ewmaL: {
    default: 2.8,
    min: 2.5,
    max: 3.5,
    region: 'fixed',
    says: 'Standard deviations at which the slow-leak chart signals.',
  },
  travelSpeedKmh: {
    default: 900,
    min: 300,
    max: 1200,
    region: 'fixed',
    says: 'Faster than this one code cannot have travelled.',
  },
  duplicateMinutes: {
    default: 10,
    min: 0,
    max: 120,
    says: 'The same code by the same kind of actor within this time is one scan: by the same user or device (shop, where neither is given), or, where that is not given on both, at a place that travelSpeedKmh allows (always within 20 km).',
  },
  burstCodes: { default: 20, min: 5, max: 1000, isWhole: true, says: 'Consumer codes at one spot that make a burst.' },
  burstMinutes: {
    default: 10,
    min: 1,
    max: 120,
    says: 'Time in which they must fall; six times as long where people who read five codes and more each read them all.',
  },
  frozenCodes: {
    default: 20,
    min: 5,
    max: 1000,
    isWhole: true,
    says: 'Codes at identical coordinates that are frozen.',
  },
  caseMergeDays: { default: 45, min: 7, max: 120, isWhole: true, says: 'Quiet days that end an episode.' },
  mergeKm: {
    default: 25,
    min: 0,
    max: 100,
    says: 'Goods of a dealer this near to those of a case belong to it, whatever city they are in.',
  },
  caseScore: { default: 4, min: 1, max: 12, region: 'up', says: 'Fewest points of a case.' },
  alertBudget: {
    default: 15,
    min: 1,
    max: 200,
    isWhole: true,
    says: 'Cases a region and week that people can work on.',
  },
} as const satisfies Readonly<Record<string, Bounded>>;

export type ParameterName = keyof typeof PARAMETERS;
export type Parameters = Readonly<Record<ParameterName, number>>;

const numberIn = ({ min, max, isWhole, default: preset, says }: Bounded) =>
  (isWhole ? z.int() : z.number()).min(min).max(max).default(preset).meta({ description: says });

const shape = Object.fromEntries(
  Object.entries(PARAMETERS).map(([name, bounded]) => [name, numberIn(bounded)]),
) as Record<ParameterName, z.ZodDefault<z.ZodNumber>>;

const range = z.tuple([z.number(), z.number()]);
const bounds = Object.fromEntries(Object.keys(PARAMETERS).map((name) => [name, range.optional()])) as Record<
  ParameterName,
  z.ZodOptional<typeof range>
>;

/** Some of the parameters, others left as they are. */
export const ParameterChange = z
  .strictObject(
    Object.fromEntries(
      Object.entries(PARAMETERS).map(([name, bounded]) => [name, numberIn(bounded).unwrap().optional()]),
    ) as Record<ParameterName, z.ZodOptional<z.ZodNumber>>,
  )
  .prefault({});

export const DetectParameters = z
  .strictObject(shape)
  .prefault({})
  .meta({ description: 'What a region tunes; a value outside its bounds is refused.' });

/** All parameters, each with its value. */
export const AllParameters = z.strictObject(
  Object.fromEntries(Object.entries(PARAMETERS).map(([name, bounded]) => [name, numberIn(bounded).unwrap()])) as Record<
    ParameterName,
    z.ZodNumber
  >,
);

/** Head office's narrower bounds: [least, greatest] per parameter. */
export const DetectBounds = z
  .strictObject(bounds)
  .prefault({})
  .meta({ description: 'Bounds head office sets inside the built-in ones, [least, greatest] per parameter.' });

/** Where parameters break the bounds that came with them. */
export function boundFaults(
  parameters: Parameters,
  narrowed: z.infer<typeof DetectBounds>,
): readonly { readonly name: ParameterName; readonly kind: 'outside'; readonly message: string }[] {
  return (Object.keys(PARAMETERS) as ParameterName[]).flatMap((name) => {
    const [min, max] = narrowed[name] ?? [-Infinity, Infinity];
    const value = parameters[name];
    if (value >= min && value <= max) return [];
    return [{ name, kind: 'outside', message: `head office allows ${min} to ${max}, not ${value}` }];
  });
}
