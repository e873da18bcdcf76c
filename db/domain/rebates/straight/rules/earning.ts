import { add, divide, isZero, multiply, type Rational, ratio, ZERO } from '../../../money/rational.ts';
import type { Counted, Lines, Totals } from '../entries.ts';
import { lazy } from '../lazy.ts';

/** One part of what is earned: base × rate, or a fixed amount. */
export interface Part {
  readonly kind: 'rate' | 'per_unit' | 'lump' | 'goods' | 'package' | 'excess' | 'excess_per_unit' | 'time';
  /** Tier it comes from, from 0; null without a table. */
  readonly tier: number | null;
  readonly base: Rational | null;
  readonly rate: Rational | null;
  readonly amount: Rational;
}

/** What a rule makes of the lines of one account and period. */
export interface Earning {
  readonly qualifier: Rational;
  readonly measure: Rational;
  readonly units: Rational;
  /** The tier that was reached; null below all, and without a table. */
  readonly tier: number | null;
  readonly parts: readonly Part[];
  /** Exact part of every counted line, in their order; what no line earned is the difference to the parts. */
  readonly shares: () => readonly Rational[];
  /** Tier of every line, where it differs from line to line. */
  readonly lineTiers?: () => readonly (number | null)[];
  /** Where each tier begins, in the unit of the qualifier; absent where no amount of it can be named. */
  readonly thresholds?: readonly (Rational | null)[];
  /** Why nothing was earned, where that is not plain from the numbers. */
  readonly note?: 'missing_baseline';
}

/** The sums of the lines under their names in an earning. */
export const sumsOf = ({ q, m, u }: Totals): Pick<Earning, 'qualifier' | 'measure' | 'units'> => ({
  qualifier: q,
  measure: m,
  units: u,
});

export const amountOfParts = (parts: readonly Part[]): Rational =>
  parts.reduce((total, { amount }) => add(total, amount), ZERO);

/**
 * Parts of an amount in proportion to weights; nothing when the weights cancel out, so that the amount stays with the
 * account.
 */
export function spread(amount: Rational, weights: readonly Rational[]): readonly Rational[] {
  const total = weights.reduce(add, ZERO);
  if (isZero(total)) return weights.map(() => ZERO);
  const factor = divide(amount, total);
  return weights.map((weight) => multiply(weight, factor));
}

/** Parts of a fixed amount: after the measure of the lines, else after their qualifier, else in equal parts. */
export function spreadLump(amount: Rational, counted: readonly Counted[]): readonly Rational[] {
  for (const by of ['m', 'q'] as const) {
    const weights = counted.map((one) => one[by]);
    if (!isZero(weights.reduce(add, ZERO))) return spread(amount, weights);
  }
  return spread(
    amount,
    counted.map(() => ratio(1)),
  );
}

export const addShares = (a: readonly Rational[], b: readonly Rational[]): readonly Rational[] =>
  a.map((share, at) => add(share, b[at] ?? ZERO));

/** Spreads each part after what it was calculated on, when somebody asks for it. */
export const sharesOf = (parts: readonly Part[], lines: Lines): (() => readonly Rational[]) =>
  lazy(() => spreadParts(parts, lines.counted));

/** Nothing for any line. */
export const noShares = ({ entries }: Lines): (() => readonly Rational[]) => lazy(() => entries.map(() => ZERO));

function spreadParts(parts: readonly Part[], counted: readonly Counted[]): readonly Rational[] {
  return parts.reduce<readonly Rational[]>(
    (shares, { kind, amount }) => {
      if (isZero(amount)) return shares;
      const by = kind === 'rate' || kind === 'excess' ? 'm' : kind === 'lump' || kind === 'time' ? null : 'u';
      const weights = by === null ? [] : counted.map((one) => one[by]);
      const more =
        by === null || isZero(weights.reduce(add, ZERO)) ? spreadLump(amount, counted) : spread(amount, weights);
      return addShares(shares, more);
    },
    counted.map(() => ZERO),
  );
}
