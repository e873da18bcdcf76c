import { z } from 'zod';

const id = z.string().min(1).meta({ description: 'Name of the location, distinct within the document.' });
const cases = z.int().nonnegative().meta({ description: 'Cases counted at the location.' });
const population = z
  .number()
  .nonnegative()
  .meta({ description: 'People, shops or goods at risk. Locations may have none, but then no cases either.' });

const settings = z
  .strictObject({
    maxPopulationShare: z
      .number()
      .gt(0)
      .max(0.5)
      .default(0.5)
      .meta({ description: 'Largest share of the whole population inside a window: 0.5 is 50 %.' }),
    minCases: z
      .int()
      .min(1)
      .default(2)
      .meta({ description: 'Fewest cases in a cluster. A document with fewer in all is refused.' }),
    replicates: z
      .int()
      .min(0)
      .max(99_999)
      .default(999)
      .meta({ description: 'Random data sets behind the p-values; 0 leaves them out.' }),
    seed: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .default(1)
      .meta({ description: 'Same seed and same order of locations, same p-values.' }),
  })
  .prefault({});

const located = <T extends z.ZodRawShape>(place: T) =>
  z
    .array(z.strictObject({ id, cases, population, ...place }))
    .min(1)
    .max(20_000);

const cartesian = z.strictObject({
  coordinates: z.literal('cartesian'),
  settings,
  locations: located({
    x: z.number().meta({ description: 'Coordinate in a plane, any unit.' }),
    y: z.number().meta({ description: 'Coordinate in a plane, the same unit.' }),
  }),
});
const latlong = z.strictObject({
  coordinates: z.literal('latlong'),
  settings,
  locations: located({
    latitude: z.number().min(-90).max(90).meta({ description: 'Degrees; distances are great circles.' }),
    longitude: z.number().min(-180).max(180).meta({ description: 'Degrees.' }),
  }),
});

/** What `diversion clusters` reads. */
export const ClustersInput = z
  .discriminatedUnion('coordinates', [cartesian, latlong])
  .superRefine(({ locations, settings: { minCases } }, context) => {
    const seen = new Map<string, number>();
    locations.forEach((location, index) => {
      const say = (field: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['locations', index, field], message });
      const before = seen.get(location.id);
      if (before !== undefined) say('id', `already used by locations[${before}]`);
      seen.set(location.id, index);
      if (location.population === 0 && location.cases > 0) say('cases', 'cases where there is no population');
    });
    const total = locations.reduce((sum, one) => sum + one.cases, 0);
    if (total < minCases) {
      context.addIssue({ code: 'custom', path: ['locations'], message: `${total} cases in all, fewer than minCases` });
    }
    if (total > 10_000_000) context.addIssue({ code: 'custom', path: ['locations'], message: 'over 10 million cases' });
  })
  .meta({
    title: 'diversion clusters: input',
    description:
      'Cases and population per location. Answered with Kulldorff’s circular scan: discrete Poisson model, high rates, ' +
      'windows centred on locations. A location is taken in whole or the document is refused; none is left out.',
  });
export type ClustersInput = z.infer<typeof ClustersInput>;

/** What `diversion clusters` answers. */
export const ClustersOutput = z
  .object({
    coordinates: z.enum(['cartesian', 'latlong']),
    settings: settings.unwrap(),
    totals: z.object({ locations: z.int(), cases: z.int(), population: z.number() }),
    clusters: z
      .array(
        z.object({
          rank: z.int().min(1),
          centre: id,
          radius: z.number().meta({ description: 'To the farthest location: unit of the plane, or metres (latlong).' }),
          locations: z.array(id).meta({ description: 'Nearest to the centre first.' }),
          population: z.number(),
          cases: z.int(),
          expected: z.number().meta({ description: 'All cases by the share of the population in the window.' }),
          observedToExpected: z.number(),
          relativeRisk: z.number().nullable().meta({ description: 'Null when no case lies outside.' }),
          logLikelihoodRatio: z.number(),
          replicatesAtLeast: z
            .int()
            .meta({ description: 'Random data sets whose best window is at least as unusual as this one.' }),
          pValue: z
            .number()
            .nullable()
            .meta({ description: '(replicatesAtLeast + 1) / (replicates + 1); null without replicates.' }),
        }),
      )
      .meta({
        description:
          'Most likely cluster first, then secondary ones that share no location with a cluster before them. Each ' +
          'centre enters with its best window only. Of windows that are equally unusual the one of fewer locations is named, ' +
          'then that of the earlier centre in the document. Empty when no window holds more cases than expected.',
      }),
  })
  .meta({ title: 'diversion clusters: output' });
export type ClustersOutput = z.infer<typeof ClustersOutput>;
