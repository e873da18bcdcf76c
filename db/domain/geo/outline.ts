/** Areas added and taken away, by their edges. */
export interface OutlineParts {
  /** Edges of divisions, ax, ay, bx, by in degrees; among themselves they do not cross. */
  readonly divisions: Float64Array;
  /** Edges of drawn polygons; they may cross anything, or run along it. */
  readonly drawn: Float64Array;
  /** Whether a point belongs to what remains. */
  readonly holds: (x: number, y: number) => boolean;
}

/** How far beside an edge its two sides are asked, degrees: about two millimetres. */
const BESIDE = 2e-8;

/**
 * The border of what remains, as edges ax, ay, bx, by in degrees: every edge is cut where another one meets it, and a
 * piece is border when the answer differs on its two sides. Shared borders of neighbours and everything that is covered
 * by another area fall away by themselves.
 */
export function outline({ divisions, drawn, holds }: OutlineParts): Float64Array {
  const edges = new Float64Array(divisions.length + drawn.length);
  edges.set(divisions);
  edges.set(drawn, divisions.length);
  const cuts = cutEdges(edges, divisions.length);
  const kept: number[] = [];
  for (let edge = 0; edge < edges.length; edge += 4) {
    const ax = edges[edge] as number;
    const ay = edges[edge + 1] as number;
    const dx = (edges[edge + 2] as number) - ax;
    const dy = (edges[edge + 3] as number) - ay;
    const length = Math.hypot(dx, dy);
    const ends = [0, ...(cuts.get(edge) ?? []).sort((a, b) => a - b), 1];
    for (let n = 1; n < ends.length; n += 1) {
      const from = ends[n - 1] as number;
      const to = ends[n] as number;
      if ((to - from) * length < BESIDE) continue;
      const x = ax + (dx * (from + to)) / 2;
      const y = ay + (dy * (from + to)) / 2;
      const sideX = (-dy / length) * BESIDE;
      const sideY = (dx / length) * BESIDE;
      if (holds(x + sideX, y + sideY) === holds(x - sideX, y - sideY)) continue;
      kept.push(ax + dx * from, ay + dy * from, ax + dx * to, ay + dy * to);
    }
  }
  return Float64Array.from(kept);
}

/** Per edge where others meet it, as shares of its length; pairs of divisions' edges are not asked. */
function cutEdges(edges: Float64Array, drawnFrom: number): Map<number, number[]> {
  const cuts = new Map<number, number[]>();
  const cut = (edge: number, share: number): void => {
    if (!(share > 0 && share < 1)) return;
    const list = cuts.get(edge);
    if (list === undefined) cuts.set(edge, [share]);
    else list.push(share);
  };
  const south = (edge: number): number => Math.min(edges[edge + 1] as number, edges[edge + 3] as number);
  const north = (edge: number): number => Math.max(edges[edge + 1] as number, edges[edge + 3] as number);
  const west = (edge: number): number => Math.min(edges[edge] as number, edges[edge + 2] as number);
  const east = (edge: number): number => Math.max(edges[edge] as number, edges[edge + 2] as number);
  const sorted = Uint32Array.from({ length: edges.length / 4 }, (_, n) => n * 4).sort((a, b) => south(a) - south(b));
  let open: number[] = [];
  let openDrawn: number[] = [];
  for (const edge of sorted) {
    const isDrawn = edge >= drawnFrom;
    const level = south(edge);
    openDrawn = openDrawn.filter((other) => north(other) >= level);
    if (isDrawn) open = open.filter((other) => north(other) >= level);
    for (const other of isDrawn ? open : openDrawn) {
      if (east(other) < west(edge) || east(edge) < west(other)) continue;
      meet(edges, edge, other, cut);
    }
    open.push(edge);
    if (isDrawn) openDrawn.push(edge);
  }
  return cuts;
}

/** Cuts two edges where they cross, or where an end of one lies along the other. */
function meet(edges: Float64Array, a: number, b: number, cut: (edge: number, share: number) => void): void {
  const ax = edges[a] as number;
  const ay = edges[a + 1] as number;
  const ux = (edges[a + 2] as number) - ax;
  const uy = (edges[a + 3] as number) - ay;
  const bx = edges[b] as number;
  const by = edges[b + 1] as number;
  const vx = (edges[b + 2] as number) - bx;
  const vy = (edges[b + 3] as number) - by;
  const cross = ux * vy - uy * vx;
  const square = ux * ux + uy * uy;
  const otherSquare = vx * vx + vy * vy;
  if (Math.abs(cross) > 1e-12 * Math.sqrt(square * otherSquare)) {
    const shareA = ((bx - ax) * vy - (by - ay) * vx) / cross;
    const shareB = ((bx - ax) * uy - (by - ay) * ux) / cross;
    const isMet = shareA > -1e-9 && shareA < 1 + 1e-9 && shareB > -1e-9 && shareB < 1 + 1e-9;
    if (!isMet) return;
    cut(a, shareA);
    cut(b, shareB);
    return;
  }
  // Parallel: the ends of each as shares of the other; off its line they only cut where nothing changes.
  for (const [x, y] of [[bx, by], [bx + vx, by + vy]] as const) cut(a, ((x - ax) * ux + (y - ay) * uy) / square); // biome-ignore format: two ends
  for (const [x, y] of [[ax, ay], [ax + ux, ay + uy]] as const) cut(b, ((x - bx) * vx + (y - by) * vy) / otherSquare); // biome-ignore format: two ends
}
