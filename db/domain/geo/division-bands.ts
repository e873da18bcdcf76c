import type { DivisionRings } from './division-file.ts';

/** Edges by division and row of cells, each as xa, ya, xb, yb side by side. */
export interface Bands {
  /** How far a division reaches. */
  readonly west: Int32Array;
  readonly east: Int32Array;
  /** Row of a division's first band. */
  readonly first: Int32Array;
  /** Division d's bands are `offset[d]` to `offset[d + 1] - 1`; one more closes the last. */
  readonly offset: Uint32Array;
  readonly start: Uint32Array;
  readonly edges: Int32Array;
}

/**
 * Sorts the edges of all rings into rows of cells; an edge is in every row it reaches into.
 * @param south lower end of the first row
 * @param height of a row
 */
export function bandEdges(
  { divisions, firstRing, ringStart, longitude, latitude }: DivisionRings,
  south: number,
  height: number,
): Bands {
  const rowOf = (y: number): number => Math.floor((y - south) / height);
  const westOf = new Int32Array(divisions.length).fill(0x7fff_ffff);
  const eastOf = new Int32Array(divisions.length).fill(-0x7fff_ffff);
  const first = new Int32Array(divisions.length);
  const offset = new Uint32Array(divisions.length + 1);
  const next = followers(ringStart, longitude.length);
  for (let d = 0; d < divisions.length; d += 1) {
    let low = Number.MAX_SAFE_INTEGER;
    let high = -1;
    for (
      let v = ringStart[firstRing[d] as number] as number;
      v < (ringStart[firstRing[d + 1] as number] as number);
      v += 1
    ) {
      const row = rowOf(latitude[v] as number);
      if (row < low) low = row;
      if (row > high) high = row;
      westOf[d] = Math.min(westOf[d] as number, longitude[v] as number);
      eastOf[d] = Math.max(eastOf[d] as number, longitude[v] as number);
    }
    first[d] = low;
    offset[d + 1] = (offset[d] as number) + Math.max(0, high - low + 1) + 1;
  }
  const start = new Uint32Array((offset[divisions.length] as number) + 1);
  const eachBand = (visit: (band: number, v: number) => void): void => {
    for (let d = 0; d < divisions.length; d += 1) {
      const base = (offset[d] as number) - (first[d] as number);
      for (
        let v = ringStart[firstRing[d] as number] as number;
        v < (ringStart[firstRing[d + 1] as number] as number);
        v += 1
      ) {
        const a = latitude[v] as number;
        const b = latitude[next[v] as number] as number;
        // A level edge is never crossed.
        if (a === b) continue;
        for (let row = rowOf(Math.min(a, b)); row <= rowOf(Math.max(a, b)); row += 1) visit(base + row, v);
      }
    }
  };
  eachBand((band) => {
    start[band + 1] = (start[band + 1] as number) + 4;
  });
  for (let band = 1; band < start.length; band += 1)
    start[band] = (start[band] as number) + (start[band - 1] as number);
  const edges = new Int32Array(start.at(-1) ?? 0);
  const fill = start.slice();
  eachBand((band, v) => {
    const at = fill[band] as number;
    const w = next[v] as number;
    edges[at] = longitude[v] as number;
    edges[at + 1] = latitude[v] as number;
    edges[at + 2] = longitude[w] as number;
    edges[at + 3] = latitude[w] as number;
    fill[band] = at + 4;
  });
  return { west: westOf, east: eastOf, first, offset, start, edges };
}

/** The vertex after each, in its ring. */
export function followers(ringStart: Uint32Array, vertices: number): Uint32Array {
  const next = new Uint32Array(vertices);
  for (let ring = 0; ring + 1 < ringStart.length; ring += 1) {
    const start = ringStart[ring] as number;
    const end = ringStart[ring + 1] as number;
    for (let v = start; v < end; v += 1) next[v] = v + 1 < end ? v + 1 : start;
  }
  return next;
}
