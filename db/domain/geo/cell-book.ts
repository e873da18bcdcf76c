import type { Bands } from './division-bands.ts';

const NOWHERE = -1;
/** Closes the divisions of a cell. */
const END = -1;
/** East of everything. */
const FAR = 0x7fff_ffff;

/** A cell of the grid: from its left and lower sides up to, not with, the right and upper ones. */
export interface Cell {
  readonly left: number;
  readonly bottom: number;
  readonly side: number;
}

/**
 * What the points of cells with borders are held against, cell after cell in one array, so that a point reads a few
 * numbers that stand side by side:
 *
 *   division that holds the cell and has no border in it, or -1
 *   per division with a border in the cell: its number · 1 when its edges right of the cell are crossed an odd number of
 *   times at the lower side · how many numbers follow · edges as xa, ya, xb, yb
 *   -1
 *
 * Left of the cell nothing is crossed. Right of it everything is, wherever the point is between the sides: how often, only
 * its height tells. Where that changes from odd to even within the cell, an upright edge far to the right stands for it.
 */
export class CellBook {
  readonly #bands: Bands;
  #numbers = new Int32Array(1 << 16);
  #size = 0;

  constructor(bands: Bands) {
    this.#bands = bands;
  }

  /** Whether a division holds a point of a row of cells. */
  contains(division: number, x: number, y: number, row: number): boolean {
    const { start, edges } = this.#bands;
    const band = this.#bandOf(division, row);
    return isInside(edges, start[band] as number, start[band + 1] as number, x, y, false);
  }

  /** The first division of a written cell that holds a point of it. */
  holder(at: number, x: number, y: number): number {
    const numbers = this.#numbers;
    let n = at + 1;
    for (let division = numbers[n] as number; division !== END; division = numbers[n] as number) {
      const from = n + 3;
      n = from + (numbers[n + 2] as number);
      if (isInside(numbers, from, n, x, y, numbers[from - 2] === 1)) return division;
    }
    return numbers[at] as number;
  }

  /**
   * Writes a cell down. Returns where.
   * @param divisions those that reach into the row of the cell
   */
  write(divisions: readonly number[], row: number, cell: Cell): number {
    const { west, east } = this.#bands;
    const at = this.#size;
    this.#put(NOWHERE);
    for (const division of divisions) {
      if ((west[division] as number) >= cell.left + cell.side || (east[division] as number) < cell.left) continue;
      const isAround = this.#writeDivision(division, row, cell);
      if (isAround && this.#numbers[at] === NOWHERE) this.#numbers[at] = division;
    }
    this.#put(END);
    return at;
  }

  /** Returns whether the division has no border in the cell and holds all of it; without a border nothing is written. */
  #writeDivision(division: number, row: number, { left, bottom, side }: Cell): boolean {
    const { start, edges } = this.#bands;
    const band = this.#bandOf(division, row);
    const top = bottom + side;
    const changes = new Set<number>();
    const change = (y: number): void => {
      if (y > bottom && y < top && !changes.delete(y)) changes.add(y);
    };
    let isOdd = false;
    const [from, end] = [start[band] as number, start[band + 1] as number];
    const begin = this.#size;
    // Every edge may be written, and both its ends may stand for a change.
    const numbers = this.#room(3 + 2 * (end - from));
    let size = begin + 3;
    for (let n = from; n < end; n += 4) {
      const xa = edges[n] as number;
      const ya = edges[n + 1] as number;
      const xb = edges[n + 2] as number;
      const yb = edges[n + 3] as number;
      if (xa < left && xb < left) continue;
      if (xa < left + side || xb < left + side) {
        size = putEdge(numbers, size, xa, ya, xb, yb);
        continue;
      }
      if (ya > bottom !== yb > bottom) isOdd = !isOdd;
      change(ya);
      change(yb);
    }
    for (const y of changes) size = putEdge(numbers, size, FAR, y, FAR, top);
    if (size === begin + 3) return isOdd;
    numbers[begin] = division;
    numbers[begin + 1] = isOdd ? 1 : 0;
    numbers[begin + 2] = size - begin - 3;
    this.#size = size;
    return false;
  }

  #bandOf(division: number, row: number): number {
    return (this.#bands.offset[division] as number) + row - (this.#bands.first[division] as number);
  }

  #put(number: number): void {
    this.#room(1)[this.#size] = number;
    this.#size += 1;
  }

  /** The numbers, with room for so many more. */
  #room(more: number): Int32Array {
    if (this.#size + more > this.#numbers.length) {
      const larger = new Int32Array(2 * (this.#size + more));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    return this.#numbers;
  }
}

/** Returns the place after it. */
function putEdge(numbers: Int32Array, at: number, xa: number, ya: number, xb: number, yb: number): number {
  numbers[at] = xa;
  numbers[at + 1] = ya;
  numbers[at + 2] = xb;
  numbers[at + 3] = yb;
  return at + 4;
}

/** Even-odd rule over edges from `from` up to `to`, begun with what is known. */
function isInside(edges: Int32Array, from: number, to: number, x: number, y: number, begun: boolean): boolean {
  let inside = begun;
  for (let n = from; n < to; n += 4) {
    const ya = edges[n + 1] as number;
    const yb = edges[n + 3] as number;
    if (ya > y === yb > y) continue;
    const xa = edges[n] as number;
    const xb = edges[n + 2] as number;
    if (x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
  }
  return inside;
}
