import { orientation } from './orientation.ts';

/** A ring's corners, [longitude, latitude] degrees; closed or left open. */
export type Ring = readonly (readonly number[])[];

/** Where a point lies: on the border of an area it belongs to neither side. */
export type Position = 'inside' | 'boundary' | 'outside';

/** One polygon, ready to be asked: outer ring and holes, even-odd. */
export interface PreparedPolygon {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
  /** Edges as ax, ay, bx, by; none of them a point. */
  readonly edges: Float64Array;
  /** Edges that reach into band b of equal height: `members[start[b]..start[b + 1])`. */
  readonly start: Uint32Array;
  readonly members: Uint32Array;
}

const BANDS = 64;

/** Prepares one polygon of finite coordinates. */
export function preparePolygon(rings: readonly Ring[]): PreparedPolygon {
  const list: number[] = [];
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const ring of rings) {
    ring.forEach(([ax = 0, ay = 0], index) => {
      const [bx = 0, by = 0] = ring[(index + 1) % ring.length] ?? [];
      if (ax !== bx || ay !== by) list.push(ax, ay, bx, by);
      box.west = Math.min(box.west, ax);
      box.east = Math.max(box.east, ax);
      box.south = Math.min(box.south, ay);
      box.north = Math.max(box.north, ay);
    });
  }
  const edges = Float64Array.from(list);
  const bandOf = bander(box.south, box.north);
  const perBand: number[][] = Array.from({ length: BANDS }, () => []);
  for (let edge = 0; edge < edges.length; edge += 4) {
    const a = bandOf(edges[edge + 1] as number);
    const b = bandOf(edges[edge + 3] as number);
    for (let band = Math.min(a, b); band <= Math.max(a, b); band += 1) perBand[band]?.push(edge);
  }
  const start = new Uint32Array(BANDS + 1);
  perBand.forEach((band, n) => {
    start[n + 1] = (start[n] as number) + band.length;
  });
  return { ...box, edges, start, members: Uint32Array.from(perBand.flat()) };
}

function bander(south: number, north: number): (y: number) => number {
  const scale = north > south ? BANDS / (north - south) : 0;
  return (y) => Math.min(BANDS - 1, Math.max(0, Math.floor((y - south) * scale)));
}

/** Where a point lies in a polygon, exactly for the numbers as they are given. */
export function positionIn(polygon: PreparedPolygon, x: number, y: number): Position {
  const { west, south, east, north, edges, start, members } = polygon;
  if (!(x >= west && x <= east && y >= south && y <= north)) return 'outside';
  const band = bander(south, north)(y);
  let inside = false;
  for (let at = start[band] as number; at < (start[band + 1] as number); at += 1) {
    const edge = members[at] as number;
    const ay = edges[edge + 1] as number;
    const by = edges[edge + 3] as number;
    if (Math.min(ay, by) > y || Math.max(ay, by) < y) continue;
    const ax = edges[edge] as number;
    const bx = edges[edge + 2] as number;
    if (Math.max(ax, bx) < x) continue;
    if (ay === y && by === y) {
      if (Math.min(ax, bx) <= x) return 'boundary';
      continue;
    }
    const isCrossed = ay > y !== by > y;
    if (Math.min(ax, bx) > x) {
      if (isCrossed) inside = !inside;
      continue;
    }
    const side = orientation(ax, ay, bx, by, x, y);
    if (side === 0) return 'boundary';
    if (isCrossed && side > 0 === by > ay) inside = !inside;
  }
  return inside ? 'inside' : 'outside';
}
