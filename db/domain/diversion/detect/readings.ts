import { CRS, type Crs } from '../../geo/crs.ts';
import type { Placed } from '../judge-reading.ts';
import { type Reading, readingOf } from '../reading.ts';
import { ACTORS, type Actor, type ScanRow } from '../schema/scan-row.ts';

const NO_DAY = -0x8000_0000;
/** No code, no lot, no dealer: nothing to tell apart. */
export const NONE = -1;
/** What the columns say for an actor. */
export const ACTOR_NUMBER = Object.fromEntries(ACTORS.map((actor, n) => [actor, n])) as Readonly<Record<Actor, number>>;
/** Bits of a position in the keys that are sorted; the rest is time. */
const POSITION_BITS = 23;
const TIME_LIMIT = 2 ** (64 - POSITION_BITS);

/** A dealer's product line, as it is named in readings. */
export interface Line {
  readonly dealer: string;
  readonly productLine: string | null;
}

/**
 * Readings as columns by position in the document: a million objects would cost more than what is asked of them. A
 * `Reading` is made of a position when somebody wants one; best in the order of the document, in which rows lie in memory:
 * in that of time each would have to be fetched from far away.
 */
export class Readings {
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  /** Milliseconds since 1970. */
  readonly scannedAt: Float64Array;
  readonly scannedDay: Int32Array;
  /** Number of the code, the same for the same text; `NONE` without one. */
  readonly code: Int32Array;
  /** Number of the packing case, where that is not known of the code; `NONE` without either. */
  readonly lot: Int32Array;
  /** Whether the lot is a packing case; 1 or 0. */
  readonly isCase: Uint8Array;
  /** Number of dealer and product line, the place in `lines`; `NONE` without a dealer. */
  readonly line: Int32Array;
  readonly lines: Line[] = [];
  /** `ACTOR_NUMBER` of who scanned. */
  readonly actor: Uint8Array;
  /** Metres; NaN where it is not known. */
  readonly accuracyM: Float64Array;
  readonly #rows: (ScanRow | undefined)[];
  readonly #crs: Uint8Array;
  readonly #shippedDay: Int32Array;
  readonly #names = new Map<string, number>();
  readonly #linesOf = new Map<string, Map<string | null, number>>();
  /** Positions in the order of their instants, set by `sort`. */
  order: Uint32Array = new Uint32Array(0);

  constructor(size: number) {
    this.longitude = new Float64Array(size);
    this.latitude = new Float64Array(size);
    this.scannedAt = new Float64Array(size);
    this.scannedDay = new Int32Array(size);
    this.code = new Int32Array(size);
    this.lot = new Int32Array(size);
    this.isCase = new Uint8Array(size);
    this.line = new Int32Array(size);
    this.actor = new Uint8Array(size);
    this.accuracyM = new Float64Array(size);
    this.#rows = new Array(size);
    this.#crs = new Uint8Array(size);
    this.#shippedDay = new Int32Array(size);
  }

  /** How many texts name codes and packing cases; their numbers are below it. */
  get names(): number {
    return this.#names.size;
  }

  /** The number of a code or packing case; undefined when no reading names it. */
  numberOf(name: string): number | undefined {
    return this.#names.get(name);
  }

  /** Keeps a reading that has an instant, with the row it came from. */
  put(row: ScanRow, reading: Reading): void {
    const { index, code, dealer } = reading;
    this.#rows[index] = row;
    this.longitude[index] = reading.longitude;
    this.latitude[index] = reading.latitude;
    this.scannedAt[index] = reading.scannedAt as number;
    this.scannedDay[index] = reading.scannedDay as number;
    this.#crs[index] = CRS.indexOf(reading.crs);
    this.#shippedDay[index] = reading.shippedDay ?? NO_DAY;
    this.actor[index] = ACTOR_NUMBER[reading.actor];
    this.accuracyM[index] = reading.accuracyM ?? Number.NaN;
    this.code[index] = code === null ? NONE : this.#name(code);
    this.lot[index] = reading.case === null ? (this.code[index] as number) : this.#name(reading.case);
    this.isCase[index] = reading.case === null ? 0 : 1;
    this.line[index] = dealer === null ? NONE : this.#lineOf(dealer, reading.productLine);
  }

  #name(text: string): number {
    let number = this.#names.get(text);
    if (number === undefined) {
      number = this.#names.size;
      this.#names.set(text, number);
    }
    return number;
  }

  #lineOf(dealer: string, productLine: string | null): number {
    let ofDealer = this.#linesOf.get(dealer);
    if (ofDealer === undefined) {
      ofDealer = new Map();
      this.#linesOf.set(dealer, ofDealer);
    }
    let number = ofDealer.get(productLine);
    if (number === undefined) {
      number = this.lines.length;
      this.lines.push({ dealer, productLine });
      ofDealer.set(productLine, number);
    }
    return number;
  }

  /** Gives a reading another place, GCJ-02, in the name of another coordinate system. */
  move(index: number, crs: Crs, [longitude, latitude]: readonly [number, number]): void {
    this.#crs[index] = CRS.indexOf(crs);
    this.longitude[index] = longitude;
    this.latitude[index] = latitude;
  }

  row(index: number): ScanRow {
    return this.#rows[index] as ScanRow;
  }

  crs(index: number): Crs {
    return CRS[this.#crs[index] as number] as Crs;
  }

  at(index: number): Reading {
    const shippedDay = this.#shippedDay[index] as number;
    return readingOf(this.row(index), index, {
      longitude: this.longitude[index] as number,
      latitude: this.latitude[index] as number,
      crs: this.crs(index),
      shippedDay: shippedDay === NO_DAY ? null : shippedDay,
      scannedDay: this.scannedDay[index] as number,
      scannedAt: this.scannedAt[index] as number,
    });
  }

  /** What of a reading is judged. */
  placed(index: number): Placed {
    const line = this.lines[this.line[index] as number];
    const accuracyM = this.accuracyM[index] as number;
    const shippedDay = this.#shippedDay[index] as number;
    return {
      longitude: this.longitude[index] as number,
      latitude: this.latitude[index] as number,
      dealer: line?.dealer ?? null,
      productLine: line?.productLine ?? null,
      accuracyM: Number.isNaN(accuracyM) ? null : accuracyM,
      shippedDay: shippedDay === NO_DAY ? null : shippedDay,
      scannedDay: this.scannedDay[index] as number,
      sku: this.row(index).sku ?? null,
    };
  }

  /** Rows and the systems they were taken in, in order. */
  *tagged(): Iterable<{ readonly row: ScanRow; readonly crs: Crs }> {
    for (const index of this.order) yield { row: this.row(index), crs: this.crs(index) };
  }

  /** Puts positions in the order of their instants, those of one instant by what they say: never as they came. */
  sort(positions: Uint32Array): void {
    const { scannedAt } = this;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const position of positions) {
      first = Math.min(first, scannedAt[position] as number);
      last = Math.max(last, scannedAt[position] as number);
    }
    if (last - first >= TIME_LIMIT || scannedAt.length > 2 ** POSITION_BITS) {
      this.order = positions.sort((a, b) => (scannedAt[a] as number) - (scannedAt[b] as number) || a - b);
      this.#settleTies();
      return;
    }
    // Instant and position in one whole number each: sorting those needs no comparing function.
    const keys = new BigUint64Array(positions.length);
    const halves = new Uint32Array(keys.buffer);
    const low = 2 ** (32 - POSITION_BITS);
    positions.forEach((position, n) => {
      const since = (scannedAt[position] as number) - first;
      halves[2 * n] = (since % low) * 2 ** POSITION_BITS + position;
      halves[2 * n + 1] = Math.floor(since / low);
    });
    keys.sort();
    this.order = positions.map((_, n) => (halves[2 * n] as number) % 2 ** POSITION_BITS);
    this.#settleTies();
  }

  #settleTies(): void {
    const { order, scannedAt } = this;
    for (let from = 0; from < order.length; ) {
      let to = from + 1;
      while (to < order.length && scannedAt[order[to] as number] === scannedAt[order[from] as number]) to += 1;
      if (to - from > 1) order.subarray(from, to).sort((a, b) => this.#compare(a, b));
      from = to;
    }
  }

  #compare(a: number, b: number): number {
    const [one, other] = [this.row(a), this.row(b)];
    return (
      byText(one.code, other.code) ||
      byText(one.id, other.id) ||
      byText(one.actor, other.actor) ||
      byText(one.user, other.user) ||
      byText(one.device, other.device) ||
      byText(one.terminal, other.terminal) ||
      (this.longitude[a] as number) - (this.longitude[b] as number) ||
      (this.latitude[a] as number) - (this.latitude[b] as number) ||
      a - b
    );
  }

  /** Drops positions from the order, in order. */
  keep(isKept: (position: number) => boolean): void {
    const { order } = this;
    let kept = 0;
    for (const position of order) {
      if (!isKept(position)) continue;
      order[kept] = position;
      kept += 1;
    }
    this.order = order.subarray(0, kept);
  }
}

const byText = (a: string | null | undefined, b: string | null | undefined): number => {
  const [one, other] = [a ?? '', b ?? ''];
  return one === other ? 0 : one < other ? -1 : 1;
};
