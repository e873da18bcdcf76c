import { type DivisionRings, decodeDivisions, toUnits } from './division-file.ts';
import type { DivisionIndex } from './types.ts';

/** Side of a grid cell in millionths of a degree: a twentieth of a degree, about five kilometres. */
const CELL = 50_000;
const UNKNOWN = -2;
const NOWHERE = -1;

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
  const { divisions, firstRing, ringStart, longitude, latitude } = rings;
  const west = minimum(longitude);
  const south = minimum(latitude);
  const columns = Math.floor((maximum(longitude) - west) / CELL) + 1;
  const bands = Math.floor((maximum(latitude) - south) / CELL) + 1;

  // Per division: the edges that cross each band (row of cells), as indices of their first vertex.
  const firstBand = new Int32Array(divisions.length);
  const bandStart: Uint32Array[] = [];
  const bandEdges: Uint32Array[] = [];
  const cellOwners = new Map<number, number[]>();
  const next = new Uint32Array(longitude.length);
  for (let ring = 0; ring + 1 < ringStart.length; ring += 1) {
    const start = ringStart[ring] as number;
    const end = ringStart[ring + 1] as number;
    for (let v = start; v < end; v += 1) next[v] = v + 1 < end ? v + 1 : start;
  }
  const bandOf = (y: number): number => Math.floor((y - south) / CELL);
  const columnOf = (x: number): number => Math.floor((x - west) / CELL);

  for (let d = 0; d < divisions.length; d += 1) {
    const from = ringStart[firstRing[d] as number] as number;
    const to = ringStart[firstRing[d + 1] as number] as number;
    let low = bands;
    let high = -1;
    for (let v = from; v < to; v += 1) {
      const band = bandOf(latitude[v] as number);
      if (band < low) low = band;
      if (band > high) high = band;
    }
    const counts = new Uint32Array(Math.max(0, high - low + 1) + 1);
    for (let v = from; v < to; v += 1) {
      const a = bandOf(latitude[v] as number);
      const b = bandOf(latitude[next[v] as number] as number);
      for (let band = Math.min(a, b); band <= Math.max(a, b); band += 1) add(counts, band - low + 1, 1);
    }
    for (let n = 1; n < counts.length; n += 1) add(counts, n, counts[n - 1] as number);
    const edges = new Uint32Array(counts.at(-1) ?? 0);
    const fill = counts.slice();
    for (let v = from; v < to; v += 1) {
      const w = next[v] as number;
      const a = bandOf(latitude[v] as number);
      const b = bandOf(latitude[w] as number);
      const left = columnOf(Math.min(longitude[v] as number, longitude[w] as number));
      const right = columnOf(Math.max(longitude[v] as number, longitude[w] as number));
      for (let band = Math.min(a, b); band <= Math.max(a, b); band += 1) {
        edges[fill[band - low] as number] = v;
        add(fill, band - low, 1);
        for (let column = left; column <= right; column += 1) own(cellOwners, band * columns + column, d);
      }
    }
    firstBand[d] = low;
    bandStart.push(counts);
    bandEdges.push(edges);
  }

  function contains(d: number, x: number, y: number, band: number): boolean {
    const starts = bandStart[d] as Uint32Array;
    const at = band - (firstBand[d] as number);
    if (at < 0 || at + 1 >= starts.length) return false;
    const edges = bandEdges[d] as Uint32Array;
    let inside = false;
    for (let n = starts[at] as number; n < (starts[at + 1] as number); n += 1) {
      const v = edges[n] as number;
      const w = next[v] as number;
      const ya = latitude[v] as number;
      const yb = latitude[w] as number;
      if (ya > y === yb > y) continue;
      const xa = longitude[v] as number;
      const xb = longitude[w] as number;
      if (x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
    }
    return inside;
  }

  const whole = new Int16Array(columns * bands).fill(UNKNOWN);

  function locate(degreesEast: number, degreesNorth: number): number {
    const x = toUnits(degreesEast);
    const y = toUnits(degreesNorth);
    const column = columnOf(x);
    const band = bandOf(y);
    if (!(column >= 0 && column < columns && band >= 0 && band < bands)) return NOWHERE;
    const cell = band * columns + column;
    const owners = cellOwners.get(cell);
    if (owners !== undefined) {
      for (const d of owners) if (contains(d, x, y, band)) return d;
    } else if (whole[cell] !== UNKNOWN) return whole[cell] as number;
    // Either a cell without borders, asked for the first time, or a point in none of the divisions that border in it.
    let found = NOWHERE;
    for (let d = 0; d < divisions.length && found === NOWHERE; d += 1) if (contains(d, x, y, band)) found = d;
    if (owners === undefined) whole[cell] = found;
    return found;
  }

  return { divisions, locate };
}

function add(counts: Uint32Array, at: number, amount: number): void {
  counts[at] = (counts[at] as number) + amount;
}

function own(cells: Map<number, number[]>, cell: number, division: number): void {
  const owners = cells.get(cell);
  if (owners === undefined) cells.set(cell, [division]);
  else if (owners.at(-1) !== division) owners.push(division);
}

function minimum(values: Int32Array): number {
  return values.reduce((low, value) => (value < low ? value : low), Number.MAX_SAFE_INTEGER);
}

function maximum(values: Int32Array): number {
  return values.reduce((high, value) => (value > high ? value : high), Number.MIN_SAFE_INTEGER);
}
