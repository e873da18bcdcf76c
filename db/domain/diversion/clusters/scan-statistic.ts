import { createAliasTable } from '../../statistics/alias-table.ts';
import { createSequence } from '../../statistics/sequence.ts';
import { logLikelihoodRatio } from './log-likelihood-ratio.ts';
import {
  type Around,
  buildWindows,
  distanceOf,
  lookAround,
  type Metric,
  type ScanLocation,
  type Windows,
} from './windows.ts';

export interface ScanOptions {
  readonly metric: Metric;
  /** Largest share of the population in a window, in (0, 0.5]. */
  readonly maxPopulationShare: number;
  /** Fewest cases in a cluster. */
  readonly minCases: number;
  /** Random data sets for the p-values; 0 for none. */
  readonly replicates: number;
  readonly seed: number;
}

export interface Cluster {
  /** Id of the location in the middle. */
  readonly centre: string;
  /** Distance from the centre to the farthest location, in the unit of the plane or in metres. */
  readonly radius: number;
  /** Ids, nearest to the centre first. */
  readonly locations: readonly string[];
  readonly population: number;
  readonly cases: number;
  readonly expected: number;
  /** Rate inside by the rate outside. */
  readonly relativeRisk: number | null;
  readonly logLikelihoodRatio: number;
  /** Random data sets whose best window is at least as unusual. */
  readonly replicatesAtLeast: number;
  /** (replicatesAtLeast + 1) / (replicates + 1); null without replicates. */
  readonly pValue: number | null;
}

/**
 * Kulldorff's circular scan for high rates (discrete Poisson), most likely cluster first, then the secondary ones that
 * have no location in common with a cluster before them. As in SaTScan each centre enters with its best window only.
 * @param locations ids are distinct; some population and at least `minCases` cases in all
 * @param around who lies around each location, for a caller who knows it from before
 */
export function findClusters(
  locations: readonly ScanLocation[],
  options: ScanOptions,
  around: (centre: number) => Around = lookAround(locations, options.metric),
): readonly Cluster[] {
  const totals = {
    cases: locations.reduce((sum, location) => sum + location.cases, 0),
    population: locations.reduce((sum, location) => sum + location.population, 0),
  };
  const windows = buildWindows(locations, around, options.maxPopulationShare);
  const expected = Float64Array.from(locations, ({ population }) => (totals.cases * population) / totals.population);
  const best = bestWindows(locations, windows, totals.population, totals.cases, options.minCases);
  const kept = withoutOverlap(best, windows);
  const maxima = simulate(windows, expected, totals.cases, options);
  return kept.map(({ centre, length, ratio }) => {
    const from = windows.start[centre] as number;
    const members = [...windows.order.subarray(from, from + length)].map((index) => locations[index] as ScanLocation);
    const cases = members.reduce((sum, member) => sum + member.cases, 0);
    const population = members.reduce((sum, member) => sum + member.population, 0);
    const share = (totals.cases * population) / totals.population;
    const middle = locations[centre] as ScanLocation;
    const atLeast = maxima.filter((maximum) => maximum >= ratio).length;
    return {
      centre: middle.id,
      radius: distanceOf(options.metric, middle, members.at(-1) ?? middle),
      locations: members.map(({ id }) => id),
      population,
      cases,
      expected: share,
      relativeRisk: cases === totals.cases ? null : cases / share / ((totals.cases - cases) / (totals.cases - share)),
      logLikelihoodRatio: ratio,
      replicatesAtLeast: atLeast,
      pValue: options.replicates === 0 ? null : (atLeast + 1) / (options.replicates + 1),
    };
  });
}

interface BestWindow {
  readonly centre: number;
  readonly length: number;
  readonly ratio: number;
}

/** The best window of every centre that has one, most unusual first. */
function bestWindows(
  locations: readonly ScanLocation[],
  { start, order, closes }: Windows,
  totalPopulation: number,
  totalCases: number,
  minCases: number,
): BestWindow[] {
  const found: BestWindow[] = [];
  for (let centre = 0; centre < locations.length; centre += 1) {
    const from = start[centre] as number;
    let best: BestWindow = { centre, length: 0, ratio: 0 };
    let cases = 0;
    let population = 0;
    for (let at = from; at < (start[centre + 1] as number); at += 1) {
      const member = locations[order[at] as number] as ScanLocation;
      cases += member.cases;
      population += member.population;
      if (closes[at] === 0 || cases < minCases) continue;
      const ratio = logLikelihoodRatio(cases, (totalCases * population) / totalPopulation, totalCases);
      if (ratio > best.ratio) best = { centre, length: at + 1 - from, ratio };
    }
    if (best.length > 0) found.push(best);
  }
  return found.sort((a, b) => b.ratio - a.ratio || a.length - b.length || a.centre - b.centre);
}

function withoutOverlap(best: readonly BestWindow[], { start, order }: Windows): BestWindow[] {
  const taken = new Set<number>();
  return best.filter(({ centre, length }) => {
    const from = start[centre] as number;
    const members = order.subarray(from, from + length);
    if (members.some((member) => taken.has(member))) return false;
    for (const member of members) taken.add(member);
    return true;
  });
}

/**
 * The highest ratio of each random data set: as many cases as there were, each at a location with a chance in proportion
 * to its population. For a number of cases the window that expects fewest has the highest ratio, so a pass notes the
 * least expected per number of cases, and takes logarithms only of those.
 */
function simulate(
  { start, order, closes }: Windows,
  expected: Float64Array,
  totalCases: number,
  { replicates, seed, minCases }: ScanOptions,
): Float64Array {
  const draw = createAliasTable(expected, createSequence(seed));
  const cases = new Uint32Array(expected.length);
  const least = new Float64Array(totalCases + 1);
  const shares = windowShares(start, order, closes, expected);
  return Float64Array.from({ length: replicates }, () => {
    cases.fill(0);
    for (let n = 0; n < totalCases; n += 1) {
      const at = draw();
      cases[at] = (cases[at] as number) + 1;
    }
    least.fill(Number.POSITIVE_INFINITY);
    for (let centre = 0; centre + 1 < start.length; centre += 1) {
      let observed = 0;
      for (let at = start[centre] as number, end = start[centre + 1] as number; at < end; at += 1) {
        observed += cases[order[at] as number] as number;
        const share = shares[at] as number;
        if (share < (least[observed] as number)) least[observed] = share;
      }
    }
    let maximum = 0;
    for (let observed = minCases; observed <= totalCases; observed += 1) {
      const share = least[observed] as number;
      if (share < observed) maximum = Math.max(maximum, logLikelihoodRatio(observed, share, totalCases));
    }
    return maximum;
  });
}

/** What is expected in each window, the same in every data set; Infinity where none ends. */
function windowShares(
  start: Uint32Array,
  order: Uint32Array,
  closes: Uint8Array,
  expected: Float64Array,
): Float64Array {
  const shares = new Float64Array(order.length);
  for (let centre = 0; centre + 1 < start.length; centre += 1) {
    let share = 0;
    for (let at = start[centre] as number; at < (start[centre + 1] as number); at += 1) {
      share += expected[order[at] as number] as number;
      shares[at] = closes[at] === 1 ? share : Number.POSITIVE_INFINITY;
    }
  }
  return shares;
}
