import { type DivisionRings, decodeDivisions, toUnits } from './division-file.ts';
import type { DivisionIndex } from './types.ts';

/** Side of a grid cell in millionths of a degree: a fiftieth of a degree, about two kilometres. */
const CELL = 20_000;
const NOWHERE = -1;
/** A cell that no border enters and that nobody asked for yet. */
const UNASKED = -2;
/** A cell with borders: its list of divisions is number `MIXED - value`. */
const MIXED = -3;

/**
 * Finds the division of a point, exactly: even-odd rule over the stored rings, so holes are out and islands are in. A
 * point on a shared border belongs to exactly one side: an edge counts when its lower end lies at or below the point
 * and its upper end above, and the crossing lies to the right of the point.
 *
 * Grid and bands: a cell without any border lies wholly in one division (asked once, then remembered); in a cell with
 * borders only the divisions they belong to are tried, each against only those of its edges that cross the row of
 * cells the point lies in.
 */
export function decodeDivisionIndex(bytes: Uint8Array): DivisionIndex {
  return indexDivisions(decodeDivisions(bytes));
}

export function indexDivisions(rings: DivisionRings): DivisionIndex {
  const { divisions, longitude, latitude } = rings;
  const west = minimum(longitude);
  const south = minimum(latitude);
  const columns = Math.floor((maximum(longitude) - west) / CELL) + 1;
  const rows = Math.floor((maximum(latitude) - south) / CELL) + 1;
  const cells = new Int32Array(columns * rows).fill(UNASKED);
  const bands = banded(rings, south);
  const owners = ownersOfCells(rings, cells, { west, south, columns });

  /** Per list of owners: what lies behind them. */
  const background = new Int32Array(owners.length).fill(UNASKED);
  /** Divisions that reach into each row of cells. */
  const inRow: readonly number[][] = Array.from({ length: rows }, () => []);
  divisions.forEach((_, d) => {
    const first = bands.first[d] as number;
    const count = (bands.offset[d + 1] as number) - (bands.offset[d] as number) - 1;
    for (let row = first; row < first + count; row += 1) inRow[row]?.push(d);
  });

  /** Whether a division holds a point of a row of cells. */
  function contains(division: number, x: number, y: number, row: number): boolean {
    const first = bands.first[division] as number;
    const at = bands.offset[division] as number;
    const band = at + row - first;
    if (row < first || band >= (bands.offset[division + 1] as number) - 1) return false;
    const { edges } = bands;
    let inside = false;
    for (let n = bands.start[band] as number, end = bands.start[band + 1] as number; n < end; n += 4) {
      const ya = edges[n + 1] as number;
      const yb = edges[n + 3] as number;
      if (ya > y === yb > y) continue;
      const xa = edges[n] as number;
      const xb = edges[n + 2] as number;
      if (x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
    }
    return inside;
  }

  function locate(degreesEast: number, degreesNorth: number): number {
    const x = toUnits(degreesEast);
    const y = toUnits(degreesNorth);
    const column = Math.floor((x - west) / CELL);
    const row = Math.floor((y - south) / CELL);
    if (!(column >= 0 && column < columns && row >= 0 && row < rows)) return NOWHERE;
    const cell = row * columns + column;
    const value = cells[cell] as number;
    if (value >= NOWHERE) return value;
    if (value <= MIXED) {
      const list = owners[MIXED - value] as readonly number[];
      for (let n = 0; n < list.length; n += 1) if (contains(list[n] as number, x, y, row)) return list[n] as number;
      // A division without a border in the cell holds all of it or nothing.
      const known = background[MIXED - value] as number;
      if (known !== UNASKED) return known;
      background[MIXED - value] = firstHolder(x, y, row);
      return background[MIXED - value] as number;
    }
    return spread(cell, firstHolder(x, y, row), column);
  }

  function firstHolder(x: number, y: number, row: number): number {
    for (const d of inRow[row] as readonly number[]) {
      if (x >= (bands.west[d] as number) && x <= (bands.east[d] as number) && contains(d, x, y, row)) return d;
    }
    return NOWHERE;
  }

  /** What one cell without borders lies in, its neighbours in the row lie in as well, up to the next border. */
  function spread(cell: number, found: number, column: number): number {
    for (let c = column, at = cell; c < columns && cells[at] === UNASKED; c += 1, at += 1) cells[at] = found;
    for (let c = column - 1, at = cell - 1; c >= 0 && cells[at] === UNASKED; c -= 1, at -= 1) cells[at] = found;
    return found;
  }

  return { divisions, locate };
}

/** Edges by division and row of cells, each as xa, ya, xb, yb side by side. */
interface Bands {
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

function banded({ divisions, firstRing, ringStart, longitude, latitude }: DivisionRings, south: number): Bands {
  const rowOf = (y: number): number => Math.floor((y - south) / CELL);
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

/** Marks the cells that borders may enter, and lists whose they are. */
function ownersOfCells(
  { divisions, firstRing, ringStart, longitude, latitude }: DivisionRings,
  cells: Int32Array,
  { west, south, columns }: { readonly west: number; readonly south: number; readonly columns: number },
): readonly (readonly number[])[] {
  const owners: number[][] = [];
  const next = followers(ringStart, longitude.length);
  for (let d = 0; d < divisions.length; d += 1) {
    for (
      let v = ringStart[firstRing[d] as number] as number;
      v < (ringStart[firstRing[d + 1] as number] as number);
      v += 1
    ) {
      const w = next[v] as number;
      const [xa, xb, ya, yb] = [longitude[v], longitude[w], latitude[v], latitude[w]] as [
        number,
        number,
        number,
        number,
      ];
      const left = Math.floor((Math.min(xa, xb) - west) / CELL);
      const right = Math.floor((Math.max(xa, xb) - west) / CELL);
      const top = Math.floor((Math.max(ya, yb) - south) / CELL);
      for (let row = Math.floor((Math.min(ya, yb) - south) / CELL); row <= top; row += 1) {
        for (let cell = row * columns + left; cell <= row * columns + right; cell += 1) {
          const value = cells[cell] as number;
          if (value === UNASKED) {
            cells[cell] = MIXED - owners.length;
            owners.push([d]);
          } else {
            const list = owners[MIXED - value] as number[];
            if (list.at(-1) !== d) list.push(d);
          }
        }
      }
    }
  }
  return owners;
}

/** The vertex after each, in its ring. */
function followers(ringStart: Uint32Array, vertices: number): Uint32Array {
  const next = new Uint32Array(vertices);
  for (let ring = 0; ring + 1 < ringStart.length; ring += 1) {
    const start = ringStart[ring] as number;
    const end = ringStart[ring + 1] as number;
    for (let v = start; v < end; v += 1) next[v] = v + 1 < end ? v + 1 : start;
  }
  return next;
}

function minimum(values: Int32Array): number {
  return values.reduce((low, value) => (value < low ? value : low), Number.MAX_SAFE_INTEGER);
}

function maximum(values: Int32Array): number {
  return values.reduce((high, value) => (value > high ? value : high), Number.MIN_SAFE_INTEGER);
}
