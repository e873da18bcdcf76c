import { NO_INDEX } from './analytics.ts';

/** Typed arrays in memory that threads share. */
export const columns = {
  uint8: (length: number) => new Uint8Array(new SharedArrayBuffer(length)),
  uint16: (length: number) => new Uint16Array(new SharedArrayBuffer(length * 2)),
  uint32: (length: number) => new Uint32Array(new SharedArrayBuffer(length * 4)),
  int16: (length: number) => new Int16Array(new SharedArrayBuffer(length * 2)),
  float64: (length: number) => new Float64Array(new SharedArrayBuffer(length * 8)),
};

/** Position of each key in a list; a fact table can point at fewer than {@link NO_INDEX} rows. */
export function indexBy<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, number> {
  if (rows.length >= NO_INDEX) throw new RangeError(`More than ${NO_INDEX - 1} rows in a dimension`);
  return new Map(rows.map((row, index) => [key(row), index]));
}

/**
 * Places for rows that come in any order and shall stand sorted by day: counted once, then each row is put at the next
 * free place of its day. Rows of one day keep the order in which they come.
 */
export class DaySlots {
  readonly length: number;
  readonly firstDay: number | null;
  readonly lastDay: number | null;
  readonly #next: Uint32Array;

  /** `counts` yields a day and how many rows it has; a day may come more than once. */
  constructor(counts: Iterable<readonly [day: number, rows: number]>) {
    const perDay = new Uint32Array(0x10000);
    let first: number | null = null;
    let last: number | null = null;
    for (const [day, rows] of counts) {
      if (day < 0 || day >= perDay.length) throw new RangeError(`Day ${day} is out of range`);
      perDay[day] = (perDay[day] ?? 0) + rows;
      first = first === null ? day : Math.min(first, day);
      last = last === null ? day : Math.max(last, day);
    }
    let total = 0;
    for (let day = 0; day < perDay.length; day++) {
      const rows = perDay[day] ?? 0;
      perDay[day] = total;
      total += rows;
    }
    this.#next = perDay;
    this.length = total;
    this.firstDay = first;
    this.lastDay = last;
  }

  /** The place of the next row of a day. */
  take(day: number): number {
    const slot = this.#next[day] ?? 0;
    this.#next[day] = slot + 1;
    return slot;
  }
}

/** First index of a sorted column whose value is at least `bound`. */
export function lowerBound(column: Uint16Array, bound: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
