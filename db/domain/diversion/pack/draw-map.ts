import { type DivisionRings, UNITS_PER_DEGREE } from '../../geo/division-file.ts';
import type { CustodyRow } from '../cases/schema.ts';
import type { PackMap } from './content.ts';

/** Units of the map: thousandths of a degree, about a hundred metres. */
const SCALE = 1000;
/** Around the places, degrees. */
const MARGIN = 0.35;
/** Corners nearer than this to the one before are left out. */
const LEAST_STEP = 8;
/** Outlines of more corners than this in all are drawn coarser. */
const CORNERS_MAX = 12_000;

type Place = readonly [longitude: number, latitude: number];

/**
 * The piece of map on which the scans of a case lie, with the outlines of the counties there. Consumers' places come as cells
 * or not at all, as the chain of custody has them. Null when no scan has a place.
 * @param seat where the dealer sits, GCJ-02 degrees; left out of the map when it is far away
 */
export function drawMap(
  rings: DivisionRings,
  custody: readonly CustodyRow[],
  seat: Place | null,
  terms: Pick<PackMap, 'approval' | 'source'>,
): PackMap | null {
  const placed = custody.flatMap(({ longitude, latitude, actor }) =>
    longitude === null || latitude === null ? [] : [{ at: [longitude, latitude] as const, actor }],
  );
  if (placed.length === 0) return null;
  const box = boxOf(placed.map(({ at }) => at));
  const west = Math.floor((box.west - MARGIN) * SCALE);
  const south = Math.floor((box.south - MARGIN) * SCALE);
  const width = Math.ceil((box.east + MARGIN) * SCALE) - west;
  const height = Math.ceil((box.north + MARGIN) * SCALE) - south;
  const unit = ([longitude, latitude]: Place): [number, number] => [
    Math.round(longitude * SCALE) - west,
    Math.round(latitude * SCALE) - south,
  ];
  const isInside = ([x, y]: readonly [number, number]): boolean => x >= 0 && y >= 0 && x <= width && y <= height;
  const cells = new Map<string, { at: [number, number]; actor: string; scans: number }>();
  for (const { at, actor } of placed) {
    const [x, y] = unit(at);
    const known = cells.get(`${actor}/${x}/${y}`);
    if (known === undefined) cells.set(`${actor}/${x}/${y}`, { at: [x, y], actor, scans: 1 });
    else known.scans += 1;
  }
  const seatUnit = seat === null ? null : unit(seat);
  return {
    width,
    height,
    corner: [west, south],
    outlines: outlinesIn(rings, west, south, width, height),
    places: [...cells.values()],
    seat: seatUnit !== null && isInside(seatUnit) ? seatUnit : null,
    ...terms,
  };
}

function boxOf(places: readonly Place[]) {
  const xs = places.map(([x]) => x);
  const ys = places.map(([, y]) => y);
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b));
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));
  return { west: least(xs), east: most(xs), south: least(ys), north: most(ys) };
}

/** The rings that touch the piece, in its units; coarser until they are few enough. */
function outlinesIn(
  rings: DivisionRings,
  west: number,
  south: number,
  width: number,
  height: number,
): [number, number][][] {
  for (let step = LEAST_STEP; ; step *= 2) {
    const outlines: [number, number][][] = [];
    let corners = 0;
    for (let ring = 0; ring + 1 < rings.ringStart.length; ring += 1) {
      const outline: [number, number][] = [];
      let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
      const end = rings.ringStart[ring + 1] as number;
      for (let at = rings.ringStart[ring] as number; at < end; at += 1) {
        const x = Math.round(((rings.longitude[at] as number) / UNITS_PER_DEGREE) * SCALE) - west;
        const y = Math.round(((rings.latitude[at] as number) / UNITS_PER_DEGREE) * SCALE) - south;
        [left, right, bottom, top] = [Math.min(left, x), Math.max(right, x), Math.min(bottom, y), Math.max(top, y)];
        const last = outline.at(-1);
        if (last === undefined || Math.abs(last[0] - x) + Math.abs(last[1] - y) >= step) outline.push([x, y]);
      }
      // A county may lie around the whole piece without a corner in it.
      const touches = left <= width && right >= 0 && bottom <= height && top >= 0;
      if (!touches || outline.length < 3) continue;
      outlines.push(outline);
      corners += outline.length;
    }
    if (corners <= CORNERS_MAX) return outlines;
  }
}
