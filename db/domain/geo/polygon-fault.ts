import { orientation } from './orientation.ts';
import type { Ring } from './polygon.ts';

/** What is wrong with a drawn polygon, and where. */
export interface PolygonFault {
  readonly kind: 'too_few_corners' | 'no_area' | 'crosses_itself';
  /** [longitude, latitude] where it happens: where edges cross, or begin to lie on one another; else the first corner. */
  readonly at: readonly [number, number];
}

interface Edge {
  readonly ring: number;
  readonly index: number;
  readonly count: number;
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
}

/**
 * The first fault of a polygon, null when it can be used. A ring whose corners all lie on one line has no area. Rings may touch in single points; edges that cross, or lie on
 * one another, leave open what is inside.
 */
export function polygonFault(rings: readonly Ring[]): PolygonFault | null {
  const edges: Edge[] = [];
  for (const [ringIndex, ring] of rings.entries()) {
    const corners = distinctCorners(ring);
    const [x = 0, y = 0] = ring[0] ?? [];
    if (corners.length < 3) return { kind: 'too_few_corners', at: [x, y] };
    if (isLine(corners)) return { kind: 'no_area', at: [x, y] };
    corners.forEach(([ax = 0, ay = 0], index) => {
      const [bx = 0, by = 0] = corners[(index + 1) % corners.length] ?? [];
      edges.push({ ring: ringIndex, index, count: corners.length, ax, ay, bx, by });
    });
  }
  edges.sort((one, other) => Math.min(one.ax, one.bx) - Math.min(other.ax, other.bx));
  // Sweep from the west: only edges that reach as far east as the next one begins can meet it.
  let open: Edge[] = [];
  for (const edge of edges) {
    const west = Math.min(edge.ax, edge.bx);
    open = open.filter((other) => Math.max(other.ax, other.bx) >= west);
    const met = open.find((other) => doCross(edge, other));
    if (met !== undefined) return { kind: 'crosses_itself', at: meetingPoint(edge, met) };
    open.push(edge);
  }
  return null;
}

function distinctCorners(ring: Ring): Ring {
  const open = ring.filter((corner, index) => {
    const [x, y] = ring[(index + 1) % ring.length] ?? [];
    return corner[0] !== x || corner[1] !== y;
  });
  return open;
}

/** Whether all corners lie on the line through the first two, which are distinct. */
function isLine(corners: Ring): boolean {
  const [[ax = 0, ay = 0] = [], [bx = 0, by = 0] = []] = corners;
  return corners.every(([x = 0, y = 0]) => orientation(ax, ay, bx, by, x, y) === 0);
}

/** Where two edges that cross do so; where they lie on one another, the end of one that lies on the other. */
function meetingPoint(a: Edge, b: Edge): readonly [number, number] {
  const [ax, ay, bx, by] = [a.bx - a.ax, a.by - a.ay, b.bx - b.ax, b.by - b.ay];
  const across = ax * by - ay * bx;
  if (across !== 0) {
    const along = ((b.ax - a.ax) * by - (b.ay - a.ay) * bx) / across;
    return [a.ax + along * ax, a.ay + along * ay];
  }
  const isWithin = (x: number, y: number, { ax, ay, bx, by }: Edge): boolean =>
    x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
  return isWithin(a.ax, a.ay, b) ? [a.ax, a.ay] : isWithin(b.ax, b.ay, a) ? [b.ax, b.ay] : [a.bx, a.by];
}

const isNext = (a: Edge, b: Edge): boolean =>
  a.ring === b.ring && ((a.index + 1) % a.count === b.index || (b.index + 1) % b.count === a.index);

function doCross(a: Edge, b: Edge): boolean {
  if (Math.max(a.ay, a.by) < Math.min(b.ay, b.by) || Math.max(b.ay, b.by) < Math.min(a.ay, a.by)) return false;
  const sides = [
    Math.sign(orientation(a.ax, a.ay, a.bx, a.by, b.ax, b.ay)),
    Math.sign(orientation(a.ax, a.ay, a.bx, a.by, b.bx, b.by)),
    Math.sign(orientation(b.ax, b.ay, b.bx, b.by, a.ax, a.ay)),
    Math.sign(orientation(b.ax, b.ay, b.bx, b.by, a.bx, a.by)),
  ] as const;
  if (sides.every((side) => side === 0)) return overlap(a, b);
  return sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0;
}

/** Edges on one line: whether more than a point is common. Neighbours in a ring may fold back: that is a spike. */
function overlap(a: Edge, b: Edge): boolean {
  const alongX = Math.abs(a.bx - a.ax) >= Math.abs(a.by - a.ay);
  const range = ({ ax, ay, bx, by }: Edge): readonly [number, number] =>
    alongX ? [Math.min(ax, bx), Math.max(ax, bx)] : [Math.min(ay, by), Math.max(ay, by)];
  const [fromA, toA] = range(a);
  const [fromB, toB] = range(b);
  const common = Math.min(toA, toB) - Math.max(fromA, fromB);
  return common > 0 && (!isNext(a, b) || a.count > 2);
}
