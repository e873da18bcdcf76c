import type { AreaShape, DivisionMap } from '../../geo/area.ts';
import { type DivisionRings, toUnits, UNITS_PER_DEGREE } from '../../geo/division-file.ts';
import { divisionOutline } from '../../geo/division-outline.ts';
import { orientation } from '../../geo/orientation.ts';
import { outline } from '../../geo/outline.ts';
import { type PreparedPolygon, positionIn } from '../../geo/polygon.ts';

/** [west, south, east, north], degrees. */
export type Box = readonly [number, number, number, number];

/** Ground as borders of divisions and drawn polygons make it: edges ax, ay, bx, by in degrees, GCJ-02. */
export type Edges = Float64Array;

const NONE: Edges = new Float64Array();

/** Whether a place lies in divisions or polygons; one on a border of drawn ground does. */
export function holds(map: DivisionMap, shape: AreaShape, x: number, y: number): boolean {
  return (
    shape.divisions.has(map.index.locate(x, y)) ||
    shape.polygons.some((polygon) => positionIn(polygon, x, y) !== 'outside')
  );
}

/** The smallest box around a division. */
export function boxOfDivision({ firstRing, ringStart, longitude, latitude }: DivisionRings, division: number): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const from = ringStart[firstRing[division] as number] as number;
  const to = ringStart[firstRing[division + 1] as number] as number;
  for (let v = from; v < to; v += 1) {
    west = Math.min(west, longitude[v] as number);
    east = Math.max(east, longitude[v] as number);
    south = Math.min(south, latitude[v] as number);
    north = Math.max(north, latitude[v] as number);
  }
  return [west, south, east, north].map((units) => units / UNITS_PER_DEGREE) as unknown as Box;
}

export const boxOfPolygon = ({ west, south, east, north }: PreparedPolygon): Box => [west, south, east, north];

export const doBoxesMeet = (one: Box, other: Box): boolean =>
  one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];

/** What two shapes both hold. */
export interface Shared {
  /** Divisions of both, by index. */
  readonly divisions: readonly number[];
  /** Border of the ground beside those that is common because of a drawn polygon; strips thinner than millimetres are none. */
  readonly edges: Edges;
}

const NOTHING: AreaShape = { divisions: new Set(), polygons: [] };

/** Where two shapes lie on one another, outside a third. Touching borders are no overlap. */
export function sharedGround(map: DivisionMap, one: AreaShape, other: AreaShape, except = NOTHING): Shared {
  const common = new Set([...one.divisions].filter((division) => other.divisions.has(division)));
  const edges = groundOf(
    map,
    [one.divisions, other.divisions, except.divisions],
    [...one.polygons, ...other.polygons, ...except.polygons],
    (x, y) =>
      !common.has(map.index.locate(x, y)) &&
      isWithin(map, one, x, y) &&
      isWithin(map, other, x, y) &&
      !isWithin(map, except, x, y),
  );
  return { divisions: [...common].filter((division) => !except.divisions.has(division)), edges };
}

/** What of a division nobody holds whose divisions and polygons are given; null: all of it is held. */
export function openGround(
  map: DivisionMap,
  division: number,
  held: AreaShape,
): { readonly isPartial: boolean; readonly edges: Edges } | null {
  if (held.divisions.has(division)) return null;
  const box = boxOfDivision(map.rings, division);
  const polygons = held.polygons.filter((polygon) => doBoxesMeet(boxOfPolygon(polygon), box));
  const own = new Set([division]);
  const isIn = (x: number, y: number): boolean => polygons.some((polygon) => positionIn(polygon, x, y) === 'inside');
  const ground = (isDrawn: boolean): Edges =>
    groundOf(map, [own], polygons, (x, y) => map.index.locate(x, y) === division && isIn(x, y) === isDrawn);
  if (polygons.length === 0 || ground(true).length === 0) return { isPartial: false, edges: NONE };
  const edges = ground(false);
  return edges.length === 0 ? null : { isPartial: true, edges };
}

/** Whether some of a division that one shape held is held by the other no longer. */
export function isGroundLost(map: DivisionMap, division: number, before: AreaShape, now: AreaShape): boolean {
  if (now.divisions.has(division)) return false;
  const own: AreaShape = { divisions: new Set([division]), polygons: [] };
  const lost = sharedGround(map, own, before, now);
  return lost.divisions.length + lost.edges.length > 0;
}

const isWithin = (map: DivisionMap, shape: AreaShape, x: number, y: number): boolean =>
  shape.divisions.has(map.index.locate(x, y)) ||
  shape.polygons.some((polygon) => positionIn(polygon, x, y) === 'inside');

/** The border of the ground that `isOf` tells, which lies within the polygons or the divisions that they reach into. */
function groundOf(
  map: DivisionMap,
  sets: readonly ReadonlySet<number>[],
  polygons: readonly PreparedPolygon[],
  isOf: (x: number, y: number) => boolean,
): Edges {
  if (polygons.length === 0) return NONE;
  const boxes = polygons.map(boxOfPolygon);
  const reached = (division: number): boolean => {
    const box = boxOfDivision(map.rings, division);
    return boxes.some((one) => doBoxesMeet(one, box));
  };
  const divisions = joined(sets.map((set) => divisionOutline(map.rings, [...set].filter(reached)))).map(
    (units) => units / UNITS_PER_DEGREE,
  );
  return outline({ divisions, drawn: joined(polygons.map(({ edges }) => edges)), holds: isOf });
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** Whether a place lies exactly on the border of a division, to the last digit of its coordinates. */
export function isOnBorder(rings: DivisionRings, division: number, x: number, y: number): boolean {
  const { firstRing, ringStart, longitude, latitude } = rings;
  const [px, py] = [toUnits(x), toUnits(y)];
  for (let ring = firstRing[division] as number; ring < (firstRing[division + 1] as number); ring += 1) {
    const [start, end] = [ringStart[ring] as number, ringStart[ring + 1] as number];
    for (let v = start; v < end; v += 1) {
      const w = v + 1 < end ? v + 1 : start;
      const [ax, ay] = [longitude[v] as number, latitude[v] as number];
      const [bx, by] = [longitude[w] as number, latitude[w] as number];
      if (px < Math.min(ax, bx) || px > Math.max(ax, bx) || py < Math.min(ay, by) || py > Math.max(ay, by)) continue;
      if (orientation(ax, ay, bx, by, px, py) === 0) return true;
    }
  }
  return false;
}
