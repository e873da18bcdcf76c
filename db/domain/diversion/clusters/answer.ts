import type { ClustersInput, ClustersOutput } from '../schema/clusters.ts';
import { findClusters } from './scan-statistic.ts';
import type { ScanLocation } from './windows.ts';

/** Answers a checked document of `diversion clusters`. */
export function answerClusters(input: ClustersInput): ClustersOutput {
  const { coordinates, settings } = input;
  const locations: readonly ScanLocation[] =
    input.coordinates === 'cartesian'
      ? input.locations
      : input.locations.map(({ longitude, latitude, ...rest }) => ({ ...rest, x: longitude, y: latitude }));
  const clusters = findClusters(locations, { metric: coordinates, ...settings });
  return {
    coordinates,
    settings,
    totals: {
      locations: locations.length,
      cases: locations.reduce((sum, { cases }) => sum + cases, 0),
      population: locations.reduce((sum, { population }) => sum + population, 0),
    },
    clusters: clusters.map((cluster, index) => ({
      ...cluster,
      locations: [...cluster.locations],
      rank: index + 1,
      observedToExpected: cluster.cases / cluster.expected,
    })),
  };
}
