import { add, multiply, type Rational, subtract, sum, ZERO } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Weights } from './scope.ts';
import { lineValue } from './values.ts';

/** A counted line in an account of an agreement. */
export interface Entry {
  readonly line: SourceLine;
  /** Day number of the date that counts. */
  readonly day: number;
  readonly payee: string;
  readonly earns: boolean;
  readonly weights: Weights;
  /** What agreements calculated before earned on the line, when this one builds on it. */
  readonly upstream: { readonly net: Rational; readonly rebate: Rational | null };
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

export const totalsOf = (counted: readonly Counted[]): Totals =>
  counted.reduce<Totals>((totals, { q, m, u }) => ({ q: add(totals.q, q), m: add(totals.m, m), u: add(totals.u, u) }), {
    q: ZERO,
    m: ZERO,
    u: ZERO,
  });

export const sumOf = (counted: readonly Counted[], of: 'q' | 'm' | 'u'): Rational => sum(counted.map((one) => one[of]));
