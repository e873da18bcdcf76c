import type { Reading } from '../reading.ts';

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
export const isSeenInShop = ({ actor }: Reading): boolean => actor === 'terminal' || actor === 'inspector';

const BY_TRADE = 1;
const IS_CASE = 2;
const SEVERAL_CODES = 4;
const NOWHERE = -1;
const SEPARATOR = '\n';

/** Every lot that was seen, as columns: where first, and what was seen of it inside its dealer's territory. */
export class LotBook {
  readonly #numbers = new Map<string, number>();
  readonly #seenElse = new Set<string>();
  /** Exposure and city in which it was seen first, as one number; where else is rare. */
  readonly #first: number[] = [];
  readonly #shipment: (string | null)[] = [];
  /** Exposure inside whose territory it was seen. */
  readonly #home: number[] = [];
  readonly #homeCode: (string | null)[] = [];
  readonly #flags: number[] = [];

  /** Notes a reading of a lot. Returns true when the lot was not seen of this exposure in this city before. */
  note(reading: Reading, exposure: number, where: number, isInside: boolean): boolean {
    const name = reading.case ?? reading.code;
    if (name === null) return true;
    let lot = this.#numbers.get(name);
    if (lot === undefined) {
      lot = this.#first.length;
      this.#numbers.set(name, lot);
      this.#first.push(where);
      this.#shipment.push(reading.shipment);
      this.#home.push(NOWHERE);
      this.#homeCode.push(null);
      this.#flags.push(reading.case === null ? 0 : IS_CASE);
      if (isInside) this.#noteHome(lot, reading, exposure);
      return true;
    }
    if (isInside) this.#noteHome(lot, reading, exposure);
    if (this.#first[lot] === where) return false;
    const key = `${lot}${SEPARATOR}${where}`;
    if (this.#seenElse.has(key)) return false;
    this.#seenElse.add(key);
    return true;
  }

  #noteHome(lot: number, reading: Reading, exposure: number): void {
    let flags = this.#flags[lot] as number;
    if (isSeenInShop(reading)) flags |= BY_TRADE;
    if (this.#home[lot] === NOWHERE) {
      this.#home[lot] = exposure;
      this.#homeCode[lot] = reading.code;
    } else if (reading.code !== null && this.#homeCode[lot] !== reading.code) flags |= SEVERAL_CODES;
    this.#flags[lot] = flags;
  }

  /** Whether some code of a lot was seen inside. */
  isSeenInside(name: string): boolean {
    const lot = this.#numbers.get(name);
    return lot !== undefined && this.#home[lot] !== NOWHERE;
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
    for (const shipment of this.#shipment) {
      if (shipment !== null && wanted.has(shipment)) counts.set(shipment, (counts.get(shipment) ?? 0) + 1);
    }
    return counts;
  }
}
