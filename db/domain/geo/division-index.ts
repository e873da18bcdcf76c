import { CellBook } from './cell-book.ts';
import { type Bands, bandEdges, followers } from './division-bands.ts';
import { type DivisionRings, decodeDivisions, toUnits } from './division-file.ts';
import type { DivisionIndex } from './types.ts';

/** Side of a grid cell in millionths of a degree: a fiftieth of a degree, about two kilometres. */
const CELL = 20_000;
/** Cells are taken together in blocks of eight by eight. */
const BLOCK_BITS = 3;
const NOWHERE = -1;
/** A cell or block that no border enters and that nobody asked for yet. */
const UNASKED = -2;
/** A cell or block with borders. */
const BORDERED = -3;
/** A cell with borders that was asked for: what its points are held against stands in the book at `WRITTEN - value`. */
const WRITTEN = -4;

/**
 * Finds the division of a point, exactly: even-odd rule over the stored rings, so holes are out and islands are in. A
 * point on a shared border belongs to exactly one side: an edge counts when its lower end lies at or below the point
 * and its upper end above, and the crossing lies to the right of the point.
 *
 * Grid and bands: a cell without any border lies wholly in one division (asked once, then remembered), and so does a block
 * of cells; in a cell with borders only the divisions they belong to are tried, each against only those of its edges that
 * come into the cell. What lies between a cell and the end of its row is summed up when the cell is first asked for.
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
  const blockColumns = (columns >> BLOCK_BITS) + 1;
  const cells = new Int32Array(columns * rows).fill(UNASKED);
  const blocks = new Int32Array(blockColumns * ((rows >> BLOCK_BITS) + 1)).fill(UNASKED);
  markBorders(rings, { west, south, columns, blockColumns, cells, blocks });
  const bands = bandEdges(rings, south, CELL);
  const inRow = divisionsInRows(bands, rows);
  const book = new CellBook(bands);

  function locate(degreesEast: number, degreesNorth: number): number {
    const x = toUnits(degreesEast);
    const y = toUnits(degreesNorth);
    const column = Math.floor((x - west) / CELL);
    const row = Math.floor((y - south) / CELL);
    if (!(column >= 0 && column < columns && row >= 0 && row < rows)) return NOWHERE;
    const block = (row >> BLOCK_BITS) * blockColumns + (column >> BLOCK_BITS);
    const whole = blocks[block] as number;
    if (whole >= NOWHERE) return whole;
    if (whole === UNASKED) {
      const found = firstHolder(x, y, row);
      blocks[block] = found;
      return found;
    }
    const cell = row * columns + column;
    const value = cells[cell] as number;
    if (value >= NOWHERE) return value;
    if (value <= WRITTEN) return book.holder(WRITTEN - value, x, y);
    if (value === UNASKED) return spread(cell, firstHolder(x, y, row), column);
    const box = { left: west + column * CELL, bottom: south + row * CELL, side: CELL };
    const at = book.write(inRow[row] as readonly number[], row, box);
    cells[cell] = WRITTEN - at;
    return book.holder(at, x, y);
  }

  function firstHolder(x: number, y: number, row: number): number {
    for (const d of inRow[row] as readonly number[]) {
      if (x >= (bands.west[d] as number) && x <= (bands.east[d] as number) && book.contains(d, x, y, row)) return d;
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

/** Divisions that reach into each row of cells. */
function divisionsInRows({ first, offset }: Bands, rows: number): readonly (readonly number[])[] {
  const inRow: number[][] = Array.from({ length: rows }, () => []);
  first.forEach((from, d) => {
    const count = (offset[d + 1] as number) - (offset[d] as number) - 1;
    for (let row = from; row < from + count; row += 1) inRow[row]?.push(d);
  });
  return inRow;
}

interface Grid {
  readonly west: number;
  readonly south: number;
  readonly columns: number;
  readonly blockColumns: number;
  readonly cells: Int32Array;
  readonly blocks: Int32Array;
}

/** Marks the cells and blocks that borders may enter. */
function markBorders(
  { ringStart, longitude, latitude }: DivisionRings,
  { west, south, columns, blockColumns, cells, blocks }: Grid,
): void {
  const next = followers(ringStart, longitude.length);
  for (let v = 0; v < longitude.length; v += 1) {
    const w = next[v] as number;
    const [xa, xb, ya, yb] = [longitude[v], longitude[w], latitude[v], latitude[w]] as [number, number, number, number];
    const left = Math.floor((Math.min(xa, xb) - west) / CELL);
    const right = Math.floor((Math.max(xa, xb) - west) / CELL);
    const top = Math.floor((Math.max(ya, yb) - south) / CELL);
    for (let row = Math.floor((Math.min(ya, yb) - south) / CELL); row <= top; row += 1) {
      for (let column = left; column <= right; column += 1) {
        cells[row * columns + column] = BORDERED;
        blocks[(row >> BLOCK_BITS) * blockColumns + (column >> BLOCK_BITS)] = BORDERED;
      }
    }
  }
}

function minimum(values: Int32Array): number {
  return values.reduce((low, value) => (value < low ? value : low), Number.MAX_SAFE_INTEGER);
}

function maximum(values: Int32Array): number {
  return values.reduce((high, value) => (value > high ? value : high), Number.MIN_SAFE_INTEGER);
}
