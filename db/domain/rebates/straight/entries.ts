import { DecimalSum } from '../../money/decimal-sum.ts';
import { add, multiply, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Weights } from './scope.ts';
import { addend, lineValue } from './values.ts';

/** What agreements calculated before earned on a line, for one that builds on it. */
export interface Upstream {
  readonly net: Rational;
  readonly rebate: Rational | null;
}

export const NO_UPSTREAM: Upstream = { net: ZERO, rebate: null };

/** A counted line in an account of an agreement. */
export interface Entry {
  readonly line: SourceLine;
  /** Day number of the date that counts. */
  readonly day: number;
  readonly payee: string;
  readonly earns: boolean;
  /** The same object for all lines of equal weights. */
  readonly weights: Weights;
  readonly upstream: Upstream;
}

/** Which measures a rule reads. */
export interface Measures {
  readonly qualifier: string;
  readonly measure: string;
  readonly units: string;
}

/** A line with its numbers under a rule: q moves the tier, m is multiplied by rates, u by prices per unit. */
export interface Counted {
  readonly entry: Entry;
  readonly q: Rational;
  readonly m: Rational;
  readonly u: Rational;
}

/** Numbers of an entry. Which measures a rule really needs was checked before; what is not there counts zero. */
export function count(entry: Entry, agreement: Agreement, { qualifier, measure, units }: Measures): Counted {
  const { line, weights, upstream, earns } = entry;
  const value = (name: string): Rational => lineValue(line, name, agreement.taxBasis) ?? ZERO;
  const base = upstream.rebate ?? (measure === 'amount' ? subtract(value('amount'), upstream.net) : value(measure));
  return {
    entry,
    q: multiply(value(qualifier), weights.qualifier),
    m: earns ? multiply(base, weights.measure) : ZERO,
    u: earns ? multiply(value(units), weights.measure) : ZERO,
  };
}

export interface Totals {
  readonly q: Rational;
  readonly m: Rational;
  readonly u: Rational;
}

/** Sums of lines of equal weights, before these are applied. */
interface Heap {
  readonly weights: Weights;
  readonly q: DecimalSum;
  readonly m: DecimalSum;
  readonly u: DecimalSum;
}

/** Sums of what {@link count} gives for each entry. Lines of equal weights are weighed together. */
export function totalsOf(
  entries: readonly Entry[],
  { taxBasis }: Agreement,
  { qualifier, measure, units }: Measures,
): Totals {
  const heaps = new Map<Weights, Heap>();
  for (const { line, weights, upstream, earns } of entries) {
    let heap = heaps.get(weights);
    if (heap === undefined) {
      heap = { weights, q: new DecimalSum(), m: new DecimalSum(), u: new DecimalSum() };
      heaps.set(weights, heap);
    }
    heap.q.add(addend(line, qualifier, taxBasis));
    if (!earns) continue;
    if (upstream.rebate !== null) heap.m.add(upstream.rebate);
    else {
      heap.m.add(addend(line, measure, taxBasis));
      if (measure === 'amount' && upstream !== NO_UPSTREAM) heap.m.subtract(upstream.net);
    }
    heap.u.add(addend(line, units, taxBasis));
  }
  let [q, m, u] = [ZERO, ZERO, ZERO];
  for (const { weights, ...sums } of heaps.values()) {
    q = add(q, multiply(sums.q.value, weights.qualifier));
    m = add(m, multiply(sums.m.value, weights.measure));
    u = add(u, multiply(sums.u.value, weights.measure));
  }
  return { q, m, u };
}

/** The lines of an account and period under a rule: their sums, and line by line for whoever asks. */
export class Lines {
  readonly entries: readonly Entry[];
  readonly #agreement: Agreement;
  readonly #measures: Measures;
  #totals: Totals | null = null;
  #counted: readonly Counted[] | null = null;

  constructor(entries: readonly Entry[], agreement: Agreement, measures: Measures) {
    this.entries = entries;
    this.#agreement = agreement;
    this.#measures = measures;
  }

  get totals(): Totals {
    this.#totals ??= totalsOf(this.entries, this.#agreement, this.#measures);
    return this.#totals;
  }

  /** Every entry with its numbers, in their order. */
  get counted(): readonly Counted[] {
    this.#counted ??= this.entries.map((entry) => count(entry, this.#agreement, this.#measures));
    return this.#counted;
  }

  /** The lines at some places. */
  at(places: readonly number[]): Lines {
    return new Lines(
      places.flatMap((place) => this.entries[place] ?? []),
      this.#agreement,
      this.#measures,
    );
  }

  /** The lines that fit. */
  only(fits: (entry: Entry, at: number) => boolean): Lines {
    return new Lines(this.entries.filter(fits), this.#agreement, this.#measures);
  }
}
