import { deepStrictEqual } from 'node:assert';
import { type Measured, ratioGoal, side } from '../report.ts';
import { type Locate, libraries } from './libraries.ts';
import { readMap } from './map.ts';
import { type Points, uniformPoints, urbanPoints } from './points.ts';

const COUNT = { small: 2_000, full: 100_000 } as const;
/** How many times faster the product is to be, by library; on uniform points. */
const GOALS = { 'which-polygon': 15, flatbush: 10, turf: 50 } as const;

function answers(locate: Locate, points: Points): Int32Array {
  const found = new Int32Array(points.length / 2);
  for (let n = 0; n < found.length; n += 1) found[n] = locate(points[2 * n] as number, points[2 * n + 1] as number);
  return found;
}

function timed(locate: Locate, points: Points): number {
  const begun = performance.now();
  answers(locate, points);
  return performance.now() - begun;
}

/** Finding the division of points, against three libraries over the same polygons, one pair of runs after the other. */
export function classification(size: 'small' | 'full', seed: number, runs: number): readonly Measured[] {
  const map = readMap();
  const others = libraries(map);
  const places = { uniform: uniformPoints(map, COUNT[size], seed), urban: urbanPoints(COUNT[size], seed) };
  return (Object.keys(places) as (keyof typeof places)[]).flatMap((where) =>
    (Object.keys(GOALS) as (keyof typeof GOALS)[]).map((name): Measured => {
      const points = places[where];
      const expected = answers(others[name], points);
      deepStrictEqual(answers(map.index.locate, points), expected, `${name} must find the same divisions`);
      const times: { readonly other: number[]; readonly product: number[] } = { other: [], product: [] };
      for (let run = 0; run < runs; run += 1) {
        times.other.push(timed(others[name], points));
        times.product.push(timed(map.index.locate, points));
      }
      const other = side(name, 'ms', times.other);
      const product = side('product, grid and bands', 'ms', times.product);
      return {
        part: `${where} ${name}`,
        question: `How fast is the division of a point found, against ${name}?`,
        sizes: { points: COUNT[size], divisions: map.index.divisions.length, inDivisions: expected.filter((one) => one >= 0).length, runs },
        sides: [product, other],
        goal: ratioGoal(other, product, 'at least', GOALS[name]),
        equal: 'the division of every point',
        notes: ['building either index is not counted'],
      };
    }),
  ); // biome-ignore format: the sizes
}
