import type { DivisionRings } from './division-file.ts';

/**
 * The border of divisions taken together, as edges ax, ay, bx, by in the map's whole units. Neighbours of the stored map share their
 * edges to the last digit, so an edge that two of them have is inside, and one that only one has is border.
 * @param chosen indices of divisions, each once
 */
export function divisionOutline(map: DivisionRings, chosen: readonly number[]): Float64Array {
  const { longitude, latitude } = map;
  const from: number[] = [];
  const to: number[] = [];
  for (const division of chosen) {
    for (let ring = map.firstRing[division] as number; ring < (map.firstRing[division + 1] as number); ring += 1) {
      const start = map.ringStart[ring] as number;
      const end = map.ringStart[ring + 1] as number;
      for (let v = start; v < end; v += 1) {
        from.push(v);
        to.push(v + 1 < end ? v + 1 : start);
      }
    }
  }
  // Edges with the same sums of coordinates have the same middle: the same edge, run either way.
  const sumX = (edge: number): number =>
    (longitude[from[edge] as number] as number) + (longitude[to[edge] as number] as number);
  const sumY = (edge: number): number =>
    (latitude[from[edge] as number] as number) + (latitude[to[edge] as number] as number);
  const heads = new Map<number, number>();
  const next = new Int32Array(from.length).fill(-1);
  const isInner = new Uint8Array(from.length);
  for (let edge = 0; edge < from.length; edge += 1) {
    const key = Math.imul(sumX(edge), 0x9e3779b1) ^ Math.imul(sumY(edge), 0x85ebca6b);
    let other = heads.get(key) ?? -1;
    while (other >= 0 && (isInner[other] === 1 || sumX(other) !== sumX(edge) || sumY(other) !== sumY(edge))) {
      other = next[other] as number;
    }
    if (other >= 0) {
      isInner[other] = 1;
      isInner[edge] = 1;
    } else {
      next[edge] = heads.get(key) ?? -1;
      heads.set(key, edge);
    }
  }
  const outline: number[] = [];
  for (let edge = 0; edge < from.length; edge += 1) {
    if (isInner[edge] === 1) continue;
    for (const vertex of [from[edge] as number, to[edge] as number]) {
      outline.push(longitude[vertex] as number, latitude[vertex] as number);
    }
  }
  return Float64Array.from(outline);
}
