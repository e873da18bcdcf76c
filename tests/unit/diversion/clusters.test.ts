// Goal: clusters are Kulldorff's: the log-likelihood ratio is the published formula, windows hold everything at the same
// distance, no more than the share of the population and no fewer cases than asked; a wrong document is refused by place.
// Method: hand-worked cases; every window of small seeded maps (grids, so that distances tie) tried one by one in another
// way; p-values on data without clusters; documents that break one rule each.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerClusters } from '../../../db/domain/diversion/clusters/answer.ts';
import { logLikelihoodRatio } from '../../../db/domain/diversion/clusters/log-likelihood-ratio.ts';
import { ClustersInput, ClustersOutput } from '../../../db/domain/diversion/schema/clusters.ts';
import { createAliasTable } from '../../../db/domain/statistics/alias-table.ts';
import { createSequence } from '../../../db/domain/statistics/sequence.ts';

const answer = (document: unknown) => answerClusters(ClustersInput.parse(document));
const plane = (rows: readonly (readonly [x: number, y: number, cases: number, population: number])[]) =>
  rows.map(([x, y, cases, population], n) => ({ id: `L${n}`, x, y, cases, population }));

describe('log-likelihood ratio', () => {
  // o ln(o/e) + (C-o) ln((C-o)/(C-e)), worked out with Python's math.log.
  test.each([
    [10, 5, 100, 2.065_421_891],
    [2, 1, 2, 1.386_294_361],
    [38, 17.787_899_738, 552, 9.019_754_817],
    [5, 5, 10, 0],
    [4, 5, 10, 0],
  ])('%d observed, %d expected of %d cases', (observed, expected, cases, ratio) => {
    expect(logLikelihoodRatio(observed, expected, cases)).toBeCloseTo(ratio, 6);
  });
});

interface Found {
  readonly members: string;
  readonly ratio: number;
}

/** The best window of each centre by trying every radius; integer coordinates, squared distances, exact. */
function byHand(rows: ReturnType<typeof plane>, share: number, minCases: number): Found[] {
  const total = rows.reduce((sum, row) => sum + row.population, 0);
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  return rows.flatMap((centre) => {
    const squared = (row: (typeof rows)[number]) => (row.x - centre.x) ** 2 + (row.y - centre.y) ** 2;
    const windows = [...new Set(rows.map(squared))].map((radius) => {
      const inside = rows.filter((row) => squared(row) <= radius);
      const population = inside.reduce((sum, row) => sum + row.population, 0);
      const observed = inside.reduce((sum, row) => sum + row.cases, 0);
      const isAllowed = population * 1000 <= total * share * 1000 && observed >= minCases;
      return {
        members: inside.map(({ id }) => id).sort().join(),
        ratio: isAllowed ? logLikelihoodRatio(observed, (cases * population) / total, cases) : 0,
      }; // biome-ignore format: one line a member
    });
    const best = windows.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    return best.ratio > 0 ? [best] : [];
  });
}

describe('clusters', () => {
  test('are those of trying every window', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 40 }),
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 3, maxLength: 14 }),
        fc.constantFrom(0.5, 0.1, 0.25),
        fc.integer({ min: 1, max: 3 }),
        (rows, maxPopulationShare, minCases) => {
          const locations = plane(rows);
          fc.pre(locations.reduce((sum, { cases }) => sum + cases, 0) >= minCases);
          const { clusters } = answer({
            coordinates: 'cartesian',
            settings: { maxPopulationShare, minCases, replicates: 0 },
            locations,
          });
          const expected = byHand(locations, maxPopulationShare, minCases);
          const found = clusters.map((one) => ({
            members: [...one.locations].sort().join(),
            ratio: one.logLikelihoodRatio,
          }));
          const highest = expected.reduce((most, { ratio }) => Math.max(most, ratio), 0);
          expect(found[0]?.ratio ?? 0).toBeCloseTo(highest, 9);
          const seen = new Set<string>();
          for (const { members, ratio } of found) {
            const same = expected.find((one) => one.members === members);
            expect(same?.ratio).toBeCloseTo(ratio, 9);
            for (const id of members.split(',')) {
              expect(seen.has(id)).toBe(false);
              seen.add(id);
            }
          }
          // What is not reported overlaps something that is at least as unusual.
          for (const { members, ratio } of expected) {
            const met = found.filter((one) => members.split(',').some((id) => one.members.split(',').includes(id)));
            expect(Math.max(...met.map((one) => one.ratio))).toBeGreaterThan(ratio - 1e-9);
          }
        },
      ),
      { seed: 20260925, numRuns: 400 },
    );
  });

  test('everything at the same distance enters together, also over tenths and on the sphere', () => {
    const largest = (document: object, settings = { replicates: 0, minCases: 10 }) =>
      answer({ ...document, settings }).clusters[0]?.locations;
    // Six cases in the middle, two at each of four places around it: nine of ten with fewer would leave some out.
    const around = [[0.1, 0.7, 6, 10], [0.4, 0.7, 2, 10], [-0.2, 0.7, 2, 10], [0.1, 1, 2, 10], [0.1, 0.4, 2, 10], [9, 9, 1, 200]] as const; // biome-ignore format: a map
    expect(largest({ coordinates: 'cartesian', locations: plane(around) })).toHaveLength(5);
    // East and west of the middle on one parallel.
    const parallel = [[120, 6, 10], [120.2, 2, 10], [119.8, 2, 10], [140, 1, 200]] as const; // biome-ignore format: a map
    const locations = parallel.map(([longitude, cases, population]) => ({ id: `${longitude}`, longitude, latitude: 31.3, cases, population })); // biome-ignore format: short
    expect(largest({ coordinates: 'latlong', locations })).toEqual(['120', '120.2', '119.8']);
  });

  test('a window of exactly the largest share is allowed', () => {
    const locations = plane([[0, 0, 5, 10], [50, 0, 1, 45], [0, 50, 1, 45]]); // biome-ignore format: a row each
    const best = (maxPopulationShare: number) =>
      answer({ coordinates: 'cartesian', settings: { maxPopulationShare, replicates: 0 }, locations }).clusters[0];
    expect(best(0.1)?.locations).toEqual(['L0']);
    expect(best(0.0999)).toBeUndefined();
  });

  test('p-values: the same for the same seed, small for a real cluster, spread out without one', () => {
    const step = createSequence(5);
    const grid = (rate: (n: number) => number) =>
      plane(Array.from({ length: 60 }, (_, n) => [n % 8, Math.floor(n / 8), rate(n), 100] as const));
    const ask = (locations: ReturnType<typeof plane>, seed = 1) =>
      answer({ coordinates: 'cartesian', settings: { seed, replicates: 199 }, locations });
    const planted = grid((n) => (n < 3 ? 14 : step() % 3));
    expect(ask(planted)).toEqual(ask(planted));
    expect(ask(planted).clusters[0]?.pValue).toBe(1 / 200);
    const draw = createAliasTable(new Float64Array(60).fill(1), step);
    const values = Array.from({ length: 60 }, () => {
      const counts = new Array<number>(60).fill(0);
      for (let n = 0; n < 120; n += 1) counts[draw()]! += 1;
      return ask(grid((n) => counts[n]!)).clusters[0]?.pValue ?? 1;
    });
    const below = (limit: number) => values.filter((value) => value <= limit).length / values.length;
    // Uniform under chance alone: 60 values leave ± 3 standard errors.
    expect(Math.abs(below(0.5) - 0.5)).toBeLessThan(0.2);
    expect(below(0.1)).toBeLessThan(0.22);
  });

  test('the alias table draws in proportion', () => {
    const weights = Float64Array.from([1, 0, 3, 6]);
    const draw = createAliasTable(weights, createSequence(9));
    const counts = [0, 0, 0, 0];
    for (let n = 0; n < 100_000; n += 1) counts[draw()]! += 1;
    expect(counts[1]).toBe(0);
    expect(counts.map((count) => Math.round(count / 1000))).toEqual([10, 0, 30, 60]);
  });

  test('answers in its own schema, with the settings it used', () => {
    const output = answer({ coordinates: 'cartesian', locations: plane([[0, 0, 5, 10], [5, 5, 1, 90]]) }); // biome-ignore format: short
    expect(ClustersOutput.parse(output)).toEqual(output);
    expect(output.settings).toEqual({ maxPopulationShare: 0.5, minCases: 2, replicates: 999, seed: 1 });
  });
});

describe('a wrong document is refused with its place', () => {
  const good = { id: 'a', x: 0, y: 0, cases: 5, population: 9 };
  test.each([
    ['two of one name', [good, good], 'locations.1.id'],
    ['cases without population', [{ ...good, population: 0 }], 'locations.0.cases'],
    ['half a case', [{ ...good, cases: 0.5 }], 'locations.0.cases'],
    ['negative population', [{ ...good, population: -1 }], 'locations.0.population'],
    ['text for a number', [good, { ...good, id: 'b', x: '0' }], 'locations.1.x'],
    ['latitude in a plane', [{ ...good, latitude: 31 }], 'locations.0'],
    ['too few cases', [{ ...good, cases: 1 }], 'locations'],
    ['nothing', [], 'locations'],
  ])('%s', (_, locations, place) => {
    const { error } = ClustersInput.safeParse({ coordinates: 'cartesian', locations });
    expect(error?.issues.map(({ path }) => path.join('.'))).toContain(place);
  });

  test('latitude and longitude swapped where it can be told', () => {
    const { error } = ClustersInput.safeParse({
      coordinates: 'latlong',
      locations: [{ id: 'a', latitude: 121.5, longitude: 31.2, cases: 5, population: 9 }],
    });
    expect(error?.issues[0]?.path).toEqual(['locations', 0, 'latitude']);
  });
});
