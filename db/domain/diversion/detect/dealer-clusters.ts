import { findClusters } from '../clusters/scan-statistic.ts';
import { type Around, lookAround, type ScanLocation } from '../clusters/windows.ts';
import { CHANNELS, type CityTally, type Exposure, lotOf, type Unit } from './evidence.ts';
import type { Expectation } from './expectation.ts';

/** Where a dealer's goods lie closer together than the pattern of all dealers would put them. */
export interface DealerCluster {
  readonly cities: ReadonlySet<string>;
  readonly lots: number;
  readonly expected: number;
  readonly logLikelihoodRatio: number;
  readonly pValue: number;
}

const OPTIONS = { metric: 'latlong', maxPopulationShare: 0.5, minCases: 2, replicates: 99, seed: 1 } as const;
/** Dealers and lines that are looked at, the least likely first: what a scan costs is bounded. */
const MOST = 60;
/** A cluster that comes by chance more often than this says nothing. */
const SURE = 0.05;

/**
 * Layer 5d: Kulldorff's circular scan over the cities in which a dealer's product line was seen elsewhere. The population
 * of a city is what would be expected there of him, so that a large or near market is no cluster by itself.
 * @param units by exposure, least likely first
 * @returns significant clusters by exposure
 */
export function findDealerClusters(
  exposures: readonly Exposure[],
  units: ReadonlyMap<number, readonly Unit[]>,
  expectation: Expectation,
  cities: readonly CityTally[],
): ReadonlyMap<number, readonly DealerCluster[]> {
  const found = new Map<number, readonly DealerCluster[]>();
  const around = remembered(cities);
  for (const [number, own] of [...units].slice(0, MOST)) {
    const exposure = exposures[number] as Exposure;
    const lots = new Map(own.map(({ city, evidence }) => [city, new Set(evidence.map(lotOf)).size]));
    const locations = cities.map(
      ({ code, place: [x, y] }): ScanLocation => ({
        id: code,
        x,
        y,
        cases: lots.get(code) ?? 0,
        population: CHANNELS.reduce(
          (sum, channel) => sum + expectation.perLot(number, code, channel) * totalOf(exposure.lots[channel]),
          0,
        ),
      }),
    );
    const cases = locations.reduce((sum, one) => sum + one.cases, 0);
    if (cases < OPTIONS.minCases || locations.every(({ population }) => population === 0)) continue;
    const clusters = findClusters(locations, OPTIONS, around).flatMap((cluster): DealerCluster[] => {
      const { pValue, expected, logLikelihoodRatio } = cluster;
      if (pValue === null || pValue > SURE) return [];
      return [{ cities: new Set(cluster.locations), lots: cluster.cases, expected, logLikelihoodRatio, pValue }];
    });
    if (clusters.length > 0) found.set(number, clusters);
  }
  return found;
}

const totalOf = (weeks: Float64Array): number => weeks.reduce((sum, lots) => sum + lots, 0);

/** Who lies around each city: the same for every dealer, so looked for once. */
function remembered(cities: readonly CityTally[]): (centre: number) => Around {
  const places = cities.map(({ code, place: [x, y] }): ScanLocation => ({ id: code, x, y, cases: 0, population: 0 }));
  const look = lookAround(places, OPTIONS.metric);
  const known: (Around | undefined)[] = [];
  return (centre) => {
    const seen = known[centre];
    if (seen !== undefined) return seen;
    const { nearest, distance } = look(centre);
    const kept = { nearest: nearest.slice(), distance: distance.slice() };
    known[centre] = kept;
    return kept;
  };
}
