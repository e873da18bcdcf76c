import type { Actor } from '../schema/scan-row.ts';
import { ACTOR_NUMBER, NONE, type Readings } from './readings.ts';

/** How an exposure's lots are seen where they may be sold. */
export interface HomeLots {
  lots: number;
  /** Of these, scanned by shops or inspectors. */
  byTrade: number;
  /** Known by their packing case. */
  cases: number;
  /** Of these, with more than one code. */
  severalCodes: number;
}

/** A dealer's own receipt says that goods came, not that they stand in a shop. */
export const isSeenInShop = ({ actor }: { readonly actor: Actor }): boolean =>
  actor === 'terminal' || actor === 'inspector';

/** The same of a reading in columns. */
export const isScannedInShop = ({ actor }: Readings, index: number): boolean =>
  actor[index] === ACTOR_NUMBER.terminal || actor[index] === ACTOR_NUMBER.inspector;

const BY_TRADE = 1;
const IS_CASE = 2;
const SEVERAL_CODES = 4;

/** Every lot that was seen, as columns by the lot's number: where first, and what was seen of it inside its dealer's territory. */
export class LotBook {
  readonly #readings: Readings;
  /** Lots seen in more than one place: where else, as one number. */
  readonly #seenElse = new Set<number>();
  /** Exposure and city in which it was seen first, as one number, and the reading; where else is rare. */
  readonly #first: Float64Array;
  readonly #firstAt: Int32Array;
  /** Exposure inside whose territory it was seen. */
  readonly #home: Int32Array;
  readonly #homeCode: Int32Array;
  readonly #flags: Uint8Array;

  constructor(readings: Readings) {
    this.#readings = readings;
    this.#first = new Float64Array(readings.names);
    this.#firstAt = new Int32Array(readings.names).fill(NONE);
    this.#home = new Int32Array(readings.names).fill(NONE);
    this.#homeCode = new Int32Array(readings.names);
    this.#flags = new Uint8Array(readings.names);
  }

  /**
   * Notes a reading of a lot. Returns true when the lot was not seen of this exposure in this city before.
   * @param where exposure and city as one number
   */
  note(index: number, exposure: number, where: number, isInside: boolean): boolean {
    const { lot: lots, isCase, names } = this.#readings;
    const lot = lots[index] as number;
    if (lot === NONE) return true;
    if (isInside) this.#noteHome(lot, index, exposure);
    if (this.#firstAt[lot] === NONE) {
      this.#firstAt[lot] = index;
      this.#first[lot] = where;
      if (isCase[index] === 1) this.#flags[lot] = (this.#flags[lot] as number) | IS_CASE;
      return true;
    }
    if (this.#first[lot] === where) return false;
    const before = this.#seenElse.size;
    return this.#seenElse.add(where * names + lot).size > before;
  }

  #noteHome(lot: number, index: number, exposure: number): void {
    let flags = this.#flags[lot] as number;
    if (isScannedInShop(this.#readings, index)) flags |= BY_TRADE;
    const code = this.#readings.code[index] as number;
    if (this.#home[lot] === NONE) {
      this.#home[lot] = exposure;
      this.#homeCode[lot] = code;
    } else if (code !== NONE && this.#homeCode[lot] !== code) flags |= SEVERAL_CODES;
    this.#flags[lot] = flags;
  }

  /** Whether some code of a lot was seen inside. */
  isSeenInside(name: string): boolean {
    const lot = this.#readings.numberOf(name);
    return lot !== undefined && this.#home[lot] !== NONE;
  }

  home(exposures: number): readonly HomeLots[] {
    const sums = Array.from(
      { length: exposures },
      (): HomeLots => ({ lots: 0, byTrade: 0, cases: 0, severalCodes: 0 }),
    );
    this.#home.forEach((exposure, lot) => {
      const sum = sums[exposure];
      if (sum === undefined) return;
      const flags = this.#flags[lot] as number;
      sum.lots += 1;
      if ((flags & BY_TRADE) !== 0) sum.byTrade += 1;
      if ((flags & IS_CASE) === 0) return;
      sum.cases += 1;
      if ((flags & SEVERAL_CODES) !== 0) sum.severalCodes += 1;
    });
    return sums;
  }

  /** How many lots of shipments were seen anywhere. */
  shipped(wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    if (wanted.size === 0) return counts;
    for (const index of this.#firstAt) {
      const shipment = index === NONE ? null : (this.#readings.row(index).shipment ?? null);
      if (shipment !== null && wanted.has(shipment)) counts.set(shipment, (counts.get(shipment) ?? 0) + 1);
    }
    return counts;
  }
}
