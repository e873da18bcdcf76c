import type { DivisionMap } from '../../../db/domain/geo/area.ts';
import { seeded } from '../samples.ts';

/** Longitudes and latitudes side by side, degrees. */
export type Points = Float64Array;

/** Middles of twenty large cities. */
const CITIES = [
  [116.4, 39.9], [121.47, 31.23], [113.26, 23.13], [114.06, 22.54], [106.55, 29.56], [104.07, 30.67], [114.31, 30.59],
  [108.94, 34.34], [120.16, 30.27], [118.8, 32.06], [117.2, 39.13], [112.94, 28.23], [113.63, 34.75], [123.43, 41.8],
  [126.64, 45.76], [120.38, 36.07], [120.59, 31.3], [118.09, 24.48], [102.71, 25.04], [117.23, 31.82],
] as const; // biome-ignore format: a map
/** Mean distance from the middle of a city, degrees. */
const SCATTER = 0.5;

/** Anywhere in the box of the map. */
export function uniformPoints({ rings }: DivisionMap, count: number, seed: number): Points {
  const random = seeded(seed);
  const range = (values: Int32Array): readonly [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return [low / 1e6, high / 1e6];
  };
  const [west, east] = range(rings.longitude);
  const [south, north] = range(rings.latitude);
  return fill(count, () => [west + (east - west) * random(), south + (north - south) * random()]);
}

/** Around large cities, the denser the nearer. */
export function urbanPoints(count: number, seed: number): Points {
  const random = seeded(seed);
  return fill(count, () => {
    const [x, y] = CITIES[Math.floor(random() * CITIES.length)] as readonly [number, number];
    const far = -SCATTER * Math.log(1 - random());
    const angle = 2 * Math.PI * random();
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

function fill(count: number, next: () => readonly [number, number]): Points {
  const points = new Float64Array(2 * count);
  for (let at = 0; at < points.length; at += 2) [points[at], points[at + 1]] = next() as [number, number];
  return points;
}
