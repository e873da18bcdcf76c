import {
  add, compare, divide, fromPpm, isZero, maximum, minimum, multiply, negate, parseDecimal, type Rational, ratio,
  subtract, ZERO,
} from '../../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { Tier } from '../../schema/rule.ts';
import type { Totals } from '../entries.ts';
import type { Part } from './earning.ts';

/** A step of a tier table in numbers. `from` is null where it has no lower bound. */
export interface Step {
  readonly from: Rational | null;
  readonly rate: Rational;
  readonly perUnit: Rational;
  readonly lump: Rational;
}

export type Edge = '>=' | '>';
export type TierMethod = 'whole_volume' | 'marginal' | 'rolling' | 'total' | 'blended_per_unit' | 'interpolated';

/** Numbers of a tier table; `scale` is the prorated part of the period, for thresholds (unless they are ratios) and lumps. */
export function stepsOf(tiers: readonly Tier[], scale: Rational = ratio(1), unit: 'value' | 'ppm' = 'value'): Step[] {
  return tiers.map(({ from, ratePpm = 0, perUnit = 0, lump = 0 }) => ({
    from: from === undefined ? null : unit === 'ppm' ? fromPpm(from) : multiply(parseDecimal(from), scale),
    rate: fromPpm(ratePpm),
    perUnit: parseDecimal(perUnit),
    lump: multiply(parseDecimal(lump), scale),
  }));
}

export const reaches = (q: Rational, from: Rational | null, edge: Edge): boolean => {
  if (from === null) return true;
  const order = compare(q, from);
  return edge === '>=' ? order >= 0 : order > 0;
};

/** The highest tier reached, from 0; -1 for none. */
export const tierOf = (q: Rational, steps: readonly Step[], edge: Edge): number =>
  steps.findLastIndex(({ from }) => reaches(q, from, edge));

/** Parts of a tier on a share of measure and units. */
function partsOn(tier: number, step: Step, m: Rational, u: Rational): Part[] {
  const parts: Part[] = [];
  const times = (kind: 'rate' | 'per_unit', base: Rational, rate: Rational): void => {
    if (!isZero(rate)) parts.push({ kind, tier, base, rate, amount: multiply(base, rate) });
  };
  times('rate', m, step.rate);
  times('per_unit', u, step.perUnit);
  if (!isZero(step.lump)) parts.push({ kind: 'lump', tier, base: null, rate: null, amount: step.lump });
  return parts;
}

/** `value · part / all`: what of a sum falls on a part of the qualifier. With nothing to divide, all falls on it. */
const fraction = (value: Rational, part: Rational, all: Rational): Rational =>
  isZero(all) ? value : divide(multiply(value, part), all);

/**
 * How much of the stretch between two values of the qualifier lies in a tier; negative when it runs backwards. Measured
 * from 0: thresholds below zero only matter to qualifiers below zero.
 */
export function widthIn(steps: readonly Step[], tier: number, start: Rational, end: Rational): Rational {
  if (compare(end, start) < 0) return negate(widthIn(steps, tier, end, start));
  const lower = steps[tier]?.from ?? null;
  const upper = steps[tier + 1]?.from ?? null;
  const from = lower === null ? start : maximum(start, lower);
  const to = upper === null ? end : minimum(end, upper);
  return compare(to, from) > 0 ? subtract(to, from) : ZERO;
}

/** 超额累进: every slice at its own tier; lumps of all tiers reached. */
function marginal(steps: readonly Step[], edge: Edge, { q, m, u }: Totals): Part[] {
  const top = tierOf(q, steps, edge);
  return steps.flatMap((step, tier) => {
    const width = widthIn(steps, tier, ZERO, q);
    const lump = tier <= top ? step.lump : ZERO;
    // A measure without a qualifier (a price adjustment alone) lies wholly in the tier at zero.
    const none = isZero(q) && tier !== top;
    return partsOn(tier, { ...step, lump }, none ? ZERO : fraction(m, width, q), none ? ZERO : fraction(u, width, q));
  });
}

/** Each reached tier pays, those below the top on the volume up to the next threshold. */
function rolling(steps: readonly Step[], edge: Edge, { q, m, u }: Totals): Part[] {
  const top = tierOf(q, steps, edge);
  return steps.slice(0, top + 1).flatMap((step, tier) => {
    const upTo = tier === top ? q : (steps[tier + 1]?.from ?? q);
    return partsOn(tier, step, fraction(m, upTo, q), fraction(u, upTo, q));
  });
}

/** One price for all units: the average of the tiers' prices, weighted by how much of the qualifier lies in each. */
function blended(steps: readonly Step[], totals: Totals): Part[] {
  if (isZero(totals.q)) return [];
  const price = steps.reduce(
    (sum, step, tier) => add(sum, multiply(step.perUnit, divide(widthIn(steps, tier, ZERO, totals.q), totals.q))),
    ZERO,
  );
  return [{ kind: 'per_unit', tier: null, base: totals.u, rate: price, amount: multiply(totals.u, price) }];
}

/** Straight lines between the thresholds, flat beyond the last. */
function interpolated(steps: readonly Step[], edge: Edge, { q, m, u }: Totals): Part[] {
  const tier = tierOf(q, steps, edge);
  const low = steps[tier];
  if (low === undefined) return [];
  const high = steps[tier + 1];
  if (high?.from == null || low.from === null) return partsOn(tier, low, m, u);
  const along = divide(subtract(q, low.from), subtract(high.from, low.from));
  const between = (a: Rational, b: Rational): Rational => add(a, multiply(subtract(b, a), along));
  const step: Step = {
    from: low.from,
    rate: between(low.rate, high.rate),
    perUnit: between(low.perUnit, high.perUnit),
    lump: between(low.lump, high.lump),
  };
  return partsOn(tier, step, m, u);
}

/** What a tier table earns on the sums of an account and period. */
export function applyTiers(method: TierMethod, steps: readonly Step[], edge: Edge, totals: Totals): Part[] {
  const top = tierOf(totals.q, steps, edge);
  const step = steps[top];
  if (method === 'marginal') return marginal(steps, edge, totals);
  if (method === 'blended_per_unit') return blended(steps, totals);
  if (step === undefined) return [];
  switch (method) {
    case 'whole_volume':
      return partsOn(top, step, totals.m, totals.u);
    case 'rolling':
      return rolling(steps, edge, totals);
    case 'total':
      return steps.slice(0, top + 1).flatMap((reached, tier) => partsOn(tier, reached, totals.m, totals.u));
    case 'interpolated':
      return interpolated(steps, edge, totals);
  }
}
