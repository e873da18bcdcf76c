import type { LineString, Position } from 'geojson';
import type { BaseMap, Box } from './base-map.ts';

/** What the inset shows: from the coast of Guangxi to east of Taiwan, from 曾母暗沙 to the mainland. */
export const INSET_BOX: Box = [105.8, 2.6, 123.4, 25.2];

/** A point in the inset, in hundredths of a degree at the equator, y down; longitudes are narrowed at 14° N. */
const SCALE = 100;
const NARROW = Math.cos((14 * Math.PI) / 180);
export const insetPoint = ([x = 0, y = 0]: Position): readonly [number, number] => [
  Math.round((x - INSET_BOX[0]) * NARROW * SCALE),
  Math.round((INSET_BOX[3] - y) * SCALE),
];
export const INSET_SIZE = insetPoint([INSET_BOX[2], INSET_BOX[1]]);

const pathOf = (points: readonly Position[], close: boolean): string =>
  `M${points.map((at) => insetPoint(at).join(' ')).join('L')}${close ? 'Z' : ''}`;

/** Below this size a part of land is an island that would vanish: it is drawn as a dot. Degrees. */
const DOT = 0.35;

/** The land as one path, small islands as dots, the dashes as paths, in the units of {@link INSET_SIZE}. */
export function insetShapes(base: BaseMap): {
  readonly land: string;
  readonly islands: readonly (readonly [number, number])[];
  readonly dashes: readonly string[];
} {
  const land: string[] = [];
  const islands: (readonly [number, number])[] = [];
  for (const { geometry } of base.provinces.features) {
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const [outer = []] of parts) {
      const xs = outer.map(([x = 0]) => x);
      const ys = outer.map(([, y = 0]) => y);
      const box = { west: min(xs), east: -min(xs.map((x) => -x)), south: min(ys), north: -min(ys.map((y) => -y)) };
      const [west, south, east, north] = INSET_BOX;
      if (box.east < west || box.west > east || box.north < south || box.south > north) continue;
      const isSmall = box.east - box.west < DOT && box.north - box.south < DOT;
      if (isSmall && box.north < 19) islands.push(insetPoint([(box.west + box.east) / 2, (box.south + box.north) / 2]));
      else land.push(pathOf(outer, true));
    }
  }
  const dashes = base.dashes.features.map(({ geometry }) => pathOf((geometry as LineString).coordinates, false));
  return { land: land.join(''), islands, dashes };
}

const min = (values: readonly number[]): number => values.reduce((least, one) => Math.min(least, one), Infinity);
