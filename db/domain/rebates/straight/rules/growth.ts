import type { z } from 'zod';
import {
  add, compare, divide, fromPpm, multiply, ONE, type Rational, ratio, subtract, ZERO,
} from '../../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import { refuse } from '../../problem.ts';
import type { GrowthRule } from '../../schema/rule.ts';
import { Lines } from '../entries.ts';
import { type Earning, noShares, sharesOf, sumsOf } from './earning.ts';
import { periodValue } from './period-value.ts';
import { measuresOf, type Situation } from './situation.ts';
import { applyTiers, stepsOf, tierOf } from './tiers.ts';

/** Sum of the baseline; null when there is none. */
function baselineOf(rule: z.infer<typeof GrowthRule>, situation: Situation): Rational | null {
  const { agreement, account, span, yearEarlier } = situation;
  if (rule.baseline !== 'lines_a_year_earlier') return periodValue(rule.baseline, account, span.key);
  if (yearEarlier.length === 0) return null;
  return new Lines(yearEarlier, agreement, measuresOf(rule)).totals.q;
}

/** 同比增长: the tier by growth over the baseline, paid on everything or on the increment. */
export function earnGrowth(rule: z.infer<typeof GrowthRule>, lines: Lines, situation: Situation): Earning {
  const { totals } = lines;
  const common = sumsOf(totals);
  const rise = fromPpm(rule.priceIncreasePpm ?? 0);
  const given = baselineOf(rule, situation);
  const scaled = given === null ? null : rule.normalise === 'scale_baseline' ? multiply(given, add(ONE, rise)) : given;
  let steps = stepsOf(rule.tiers, ratio(1), 'ppm');
  let tier: number;
  let thresholds: readonly (Rational | null)[] = [];
  let increment = totals.q;
  if (scaled === null || compare(scaled, ZERO) <= 0) {
    if (rule.missingBaseline === 'refuse') {
      const place = `${situation.agreement.id}, ${situation.account}, ${situation.span.key}`;
      throw refuse('missing_baseline', [...situation.at, 'rule', 'baseline'],
        `There is no baseline above zero for ${place}: give one, or say missingBaseline "skip" or "zero"`); // biome-ignore format: one sentence
    }
    if (rule.missingBaseline === 'skip') {
      return { ...common, tier: null, parts: [], shares: noShares(lines), note: 'missing_baseline' };
    }
    tier = compare(totals.q, ZERO) > 0 ? steps.length - 1 : -1;
  } else {
    if (rule.normalise === 'shift_targets') {
      steps = steps.map((step) => ({ ...step, from: step.from === null ? null : add(step.from, rise) }));
    }
    increment = subtract(totals.q, scaled);
    tier = tierOf(divide(increment, scaled), steps, rule.edge);
    thresholds = steps.map(({ from }) => (from === null ? null : multiply(scaled, add(ONE, from))));
  }
  const step = steps[tier];
  if (step === undefined) return { ...common, tier: null, thresholds, parts: [], shares: noShares(lines) };
  const share =
    rule.payOn === 'whole' ? ONE : compare(increment, ZERO) > 0 && compare(totals.q, ZERO) > 0
      ? divide(increment, totals.q)
      : ZERO; // biome-ignore format: three cases
  const on = { q: totals.q, m: multiply(totals.m, share), u: multiply(totals.u, share) };
  const parts = applyTiers('whole_volume', [{ ...step, from: null }], '>=', on).map((part) => ({ ...part, tier }));
  return { ...common, tier, thresholds, parts, shares: sharesOf(parts, lines) };
}
